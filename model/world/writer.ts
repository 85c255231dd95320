/** A move's writes as outcomes, each worked out once for what it looks at. */
import { ALL_ASSUMPTIONS, type AssumptionId } from "../assumptions/index.js";
import type { WorldOutcome } from "./move.js";
import { rememberOver } from "./remember.js";
import type { Scope } from "./scope.js";
import { componentsWith, type WorldState } from "./state.js";
import type { GuestValue } from "./values.js";
import { type Delivery, type Piece, writePieces } from "./writes.js";

/** An access of the guest. */
export interface Access {
  /** One, or the two halves of 8 bytes, low half first. */
  readonly pieces: readonly Piece[];
  readonly delivery: Delivery;
  readonly needs: readonly AssumptionId[];
  /** What the guest thinks afterwards: the same each time it does this access in this move. */
  readonly after: Partial<WorldState>;
}

/** The outcome of an access; none if it breaks more than the scope's order. */
export type Write = (state: WorldState, access: Access) => readonly WorldOutcome[];

type Result = ReturnType<typeof writePieces>;

/** One access, whatever it needs. */
interface Site {
  readonly result: (state: WorldState) => Result;
  /** By result, then by what it needs as a number: the outcome, made once. */
  readonly outcomes: Map<Result, Map<number, readonly WorldOutcome[]>>;
}

/** By delivery and number of pieces, then by value, then by word and the value of the second piece. */
type Sites = Map<Delivery, Map<GuestValue, Map<GuestValue | number, Site>>[]>;

/** Makes the writer of one move. */
export function writerOf(scope: Scope): Write {
  const remember = rememberOver(componentsWith(scope.quirk));
  const make = ({ pieces, delivery }: Access): Site => ({
    result: remember((state) => writePieces(state, pieces, delivery, scope)),
    outcomes: new Map(),
  });
  const sites: Sites = new Map();
  return (state, access) => {
    const needs = new Set(access.needs);
    if (needs.size > scope.order) return [];
    const site = siteOf(sites, access, make);
    const result = site.result(state);
    const made = valueAt(site.outcomes, result, () => new Map<number, readonly WorldOutcome[]>());
    return valueAt(made, numberOf(needs), () => [outcomeOf(result, access, [...needs])]);
  };
}

function outcomeOf(result: Result, access: Access, needs: readonly AssumptionId[]): WorldOutcome {
  const changes = { ...result.changes, ...access.after };
  const values = access.pieces.map(({ value }) => value);
  const way = access.delivery === "untrapped" ? { untrapped: true as const } : {};
  return { ...result, label: labelOf(access), changes, needs, values, ...way };
}

function siteOf(sites: Sites, access: Access, make: (access: Access) => Site): Site {
  const { pieces, delivery } = access;
  const [low, high] = pieces;
  if (low === undefined) throw new RangeError("a write has at least one piece");
  const byWord = valueAt(sites, delivery, () => []);
  const place = 2 * low.word + (high === undefined ? 0 : 1);
  byWord[place] ??= new Map();
  const byValue = valueAt(byWord[place], low.value, () => new Map<GuestValue | number, Site>());
  return valueAt(byValue, high?.value ?? -1, () => make(access));
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

function labelOf({ pieces, delivery }: Access): string {
  const what = pieces.map(({ word, value }) => `word ${word} = ${value}`).join(" and ");
  const width = pieces.length > 1 ? "8 bytes: " : delivery === "rejected" ? "2 bytes: " : "";
  const how: Record<Delivery, string> = {
    plain: "",
    rejected: "",
    untrapped: ", through an untrapped offset",
    partial: ", 2 bytes at a time",
    "read-fails": ", reading the physical registers fails",
    refused: ", the host refuses a pair",
    "write-fails": ", QEMU's write fails",
  };
  return `writes ${width}${what}${how[delivery]}`;
}
