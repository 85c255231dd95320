/**
 * The outcomes of a move that writes, from two parts worked out apart: what becomes of its accesses, which
 * depends on the pairs, the quirk and the device, and what the guest breaks by writing just then, which
 * depends on how far it has got. Each is remembered by what it looked at, and so is the two taken together.
 */
import { ALL_ASSUMPTIONS, type AssumptionId } from "../assumptions/index.js";
import type { Delivery } from "./action.js";
import type { Move, WorldOutcome } from "./move.js";
import { rememberOver } from "./remember.js";
import type { Scope } from "./scope.js";
import { componentsWith, type WorldState } from "./state.js";
import { carriedNeeds } from "./terms.js";
import { type WordWrite, type WriteResult, writePieces } from "./writes.js";

/** An access of the guest. */
export interface Access {
  /** One, or the two halves of 8 bytes, low half first. */
  readonly pieces: readonly WordWrite[];
  readonly delivery: Delivery;
  /** What it breaks whenever it is done. */
  readonly needs: readonly AssumptionId[];
  /** What the guest thinks afterwards: the same each time it does this access in this move. */
  readonly after: Partial<WorldState>;
}

/** What a move writes, and when. Both pure. */
export interface WritingMove {
  /** The accesses there are. */
  readonly accesses: (state: WorldState) => readonly Access[];
  /** What the guest breaks by writing just then, whatever it writes. */
  readonly timing: (state: WorldState) => readonly AssumptionId[];
}

/** One access, and what became of it: the same object each time it is the same. */
interface Written {
  /** Its place among all of its move. */
  readonly id: number;
  readonly access: Access;
  readonly result: WriteResult;
  /** By all that it needs, as a number: the outcome, made once. */
  readonly outcomes: Map<number, WorldOutcome>;
}

/** Does one access. */
type Do = (state: WorldState) => Written;

/** The outcomes of such a move; none that break more than the scope's order. */
export function writerOf(scope: Scope, { accesses, timing }: WritingMove): Move["outcomes"] {
  const remember = rememberOver(componentsWith(scope.quirk));
  const doing = doingOver(scope);
  const plans = remember((state) =>
    accesses(state)
      .filter(({ needs }) => isWithin(needs, scope))
      .map(doing),
  );
  const lists = new Map<string, readonly Written[]>();
  const writes = remember((state) => {
    const written = plans(state).map((act) => act(state));
    return valueAt(lists, written.map(({ id }) => id).join(), () => written);
  });
  const whenIn = remember(timing);
  const made = new Map<readonly Written[], Map<number, readonly WorldOutcome[]>>();
  return (state) => {
    const written = writes(state);
    if (written.length === 0) return [];
    const when = whenIn(state);
    const byTiming = valueAt(made, written, () => new Map<number, readonly WorldOutcome[]>());
    return valueAt(byTiming, numberOf(new Set(when)), () =>
      written.flatMap((one) => outcomesOf(one, when, scope)),
    );
  };
}

/** Ways to do the accesses of one move, each remembering by what its course looked at. */
function doingOver(scope: Scope): (access: Access) => Do {
  const remember = rememberOver(componentsWith(scope.quirk));
  const ways = new Map<string, Do>();
  const results = new Map<string, WriteResult>();
  let count = 0;
  return (access) => {
    const { pieces, delivery, needs } = access;
    const written = new Map<WriteResult, Written>();
    return valueAt(ways, JSON.stringify([delivery, pieces, needs]), () =>
      remember((state) => {
        const result = writePieces(state, pieces, delivery, scope);
        const same = valueAt(results, JSON.stringify(result), () => result);
        return valueAt(written, same, () => ({
          id: count++,
          access,
          result: same,
          outcomes: new Map(),
        }));
      }),
    );
  };
}

function outcomesOf(
  { access, result, outcomes }: Written,
  when: readonly AssumptionId[],
  scope: Scope,
): readonly WorldOutcome[] {
  const needs = new Set([...when, ...access.needs]);
  if (!isWithin([...needs], scope)) return [];
  const changes = { ...result.changes, ...access.after };
  return [valueAt(outcomes, numberOf(needs), () => ({ ...result, changes, needs: [...needs] }))];
}

/** Counted as this design carries them: one assumption may stand for several of the patch's. */
function isWithin(needs: readonly AssumptionId[], { order, terms }: Scope): boolean {
  return carriedNeeds(needs, terms).length <= order;
}

const BITS = new Map(ALL_ASSUMPTIONS.map(({ id }, position) => [id, 2 ** position]));

/** A different number for each set: a bit for each assumption, below 2^53. */
function numberOf(needs: ReadonlySet<AssumptionId>): number {
  let number = 0;
  for (const id of needs) number += BITS.get(id) ?? 0;
  return number;
}

function valueAt<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
