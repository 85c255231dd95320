/** The world with the patch's C as its quirk, beside the world with the model's handler. */

import type { AssumptionId } from "../../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../../model/invariants.js";
import type { Quirk } from "../../../model/quirk.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import { type Terms, USUAL_TERMS } from "../../../model/world/terms.js";
import { type Limits, TooManyStatesError } from "../../engine/index.js";
import { setText } from "../../expectations/compare-world.js";
import { type DroppableWorld, droppableWorld } from "../../verify/drop.js";
import {
  verifyWorld,
  type WorldCutSet,
  type WorldInvariant,
  type WorldVerification,
} from "../../verify/verify.js";
import type { WorldRun } from "../../world/run.js";
import type { NotCompared } from "../result.js";
import { type PatchQuirk, searchWhole } from "./compiled-handler.js";
import { Endless, type EndlessState, NotComparable } from "./errors.js";

/** A cut set that only one of the two worlds has; the empty one: it falls with nothing dropped. */
export interface CutSetChange {
  readonly invariant: InvariantId;
  readonly assumptions: readonly AssumptionId[];
  /** Allocations for which it is a minimal cut set. */
  readonly allocations: readonly number[];
}

/** One that came, with a shortest way to it. */
export interface CutSetThatCame extends CutSetChange {
  /** Allocation of the counterexample. */
  readonly allocated: number;
  readonly run: WorldRun;
}

/** A cut set of both worlds, of which the shortest way has another number of steps. */
export interface LengthChange extends CutSetChange {
  readonly model: number;
  readonly patch: number;
}

/** What is said of an invariant with nothing dropped, where the two worlds differ. */
export interface VerdictChange {
  readonly invariant: InvariantId;
  readonly model: WorldInvariant["undropped"];
  readonly patch: WorldInvariant["undropped"];
}

/** What was searched of a world. */
export interface PatchWorldSize {
  /** Pairs of a state and the assumptions dropped to get there. */
  readonly nodes: number;
  readonly transitions: number;
  readonly cutSets: number;
}

/** What is the same in both worlds, and what is not. Plain data. */
export interface PatchWorlds {
  /**
   * `same`: verdicts, cut sets, lengths, numbers of states and of transitions; `same verdicts`: all but the
   * numbers. Either only if no search was cut short, and there is nothing that was not compared.
   */
  readonly verdict: "same" | "same verdicts" | "not compared" | "incomplete" | "differs";
  /** What of the C is not in the world. */
  readonly notCompared: readonly NotCompared[];
  readonly order: number;
  readonly allocations: readonly number[];
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
  /** Of both worlds; null if the C did what no quirk of the world can do, which ended the run. */
  readonly model: PatchWorldSize | null;
  readonly patch: PatchWorldSize | null;
  readonly went: readonly CutSetChange[];
  readonly came: readonly CutSetThatCame[];
  readonly lengths: readonly LengthChange[];
  readonly verdicts: readonly VerdictChange[];
  /** Why a search ended early; empty if none did. */
  readonly incomplete: readonly string[];
  /** State of the C without an end, which ended the run; else null. */
  readonly endless: EndlessState | null;
}

export interface PatchWorldOptions extends PatchQuirk {
  readonly allocations: readonly number[];
  readonly order: number;
  readonly exact: boolean;
  /** Of one search; one cut short makes the comparison incomplete. */
  readonly limits?: Limits;
  readonly onProgress?: (what: string, nodes: number) => void;
}

/** Searches both worlds alike. */
export function comparePatchWorld(options: PatchWorldOptions): PatchWorlds {
  const { allocations, order, exact } = options;
  try {
    return { ...compareSearches(options), order, allocations, exact };
  } catch (error) {
    const scope = { order, allocations, exact };
    const none = { went: [], came: [], lengths: [], verdicts: [] };
    const ended = { ...none, model: null, patch: null, incomplete: [], endless: null };
    if (error instanceof NotComparable) {
      return { ...scope, ...ended, verdict: "not compared", notCompared: error.notCompared };
    }
    if (!(error instanceof Endless || error instanceof TooManyStatesError)) throw error;
    // Which ways it would still have taken is not known.
    const notCompared = options.notCompared().filter(({ kind }) => kind !== "branch");
    const cut = { ...scope, ...ended, verdict: "incomplete", notCompared } as const;
    if (error instanceof TooManyStatesError) {
      return { ...cut, incomplete: [`the C's state: ${error.message}`] };
    }
    return { ...cut, endless: error.state };
  }
}

function compareSearches(
  options: PatchWorldOptions,
): Omit<PatchWorlds, "order" | "allocations" | "exact"> {
  const { allocations, order, exact, limits = {}, onProgress } = options;
  const search = (of: Quirk, whose: string, terms?: Terms) =>
    verifyWorld({
      allocations,
      order,
      exact,
      quirk: of,
      ...(terms === undefined ? {} : { terms }),
      limits,
      onProgress: (what, nodes) => onProgress?.(`${whose}: ${what}`, nodes),
    });
  const patch = searchWhole(options, (quirk) => search(quirk, "patch", options.terms));
  const model = search(AS_POSTED, "model");
  const came = searchWhole(options, (quirk) =>
    changes(patch, model).map(tracer({ ...options, quirk })),
  );
  const changed = {
    went: changes(model, patch),
    came,
    lengths: lengthChanges(model, patch),
    verdicts: verdictChanges(model, patch),
  };
  const notCompared = options.notCompared();
  const incomplete = [...model.incomplete, ...patch.incomplete];
  return {
    verdict: verdictOf({ model, patch, changed, incomplete, notCompared }),
    notCompared,
    model: sizeOf(model),
    patch: sizeOf(patch),
    ...changed,
    incomplete,
    endless: null,
  };
}

/** Two searches that were cut short at the same place showed nothing of what lies beyond it. */
function verdictOf(found: {
  readonly model: WorldVerification;
  readonly patch: WorldVerification;
  readonly changed: Pick<PatchWorlds, "went" | "came" | "lengths" | "verdicts">;
  readonly incomplete: readonly string[];
  readonly notCompared: readonly NotCompared[];
}): PatchWorlds["verdict"] {
  const { model, patch, changed, incomplete, notCompared } = found;
  if (incomplete.length > 0) return "incomplete";
  if (Object.values(changed).some(({ length }) => length > 0)) return "differs";
  if (notCompared.length > 0) return "not compared";
  return isAlike(model, patch) ? "same" : "same verdicts";
}

function isAlike(model: WorldVerification, patch: WorldVerification): boolean {
  const comparable = ({ invariants, sizes, exercised }: WorldVerification) =>
    JSON.stringify({ invariants, sizes, exercised });
  return comparable(model) === comparable(patch);
}

/** Of cut sets that both have. */
function lengthChanges(
  model: WorldVerification,
  patch: WorldVerification,
): readonly LengthChange[] {
  return INVARIANT_IDS.flatMap((invariant) => {
    const others = cutSetsOf(patch, invariant);
    return cutSetsOf(model, invariant).flatMap(({ assumptions, allocations, length }) => {
      const other = others.find((set) => setText(set.assumptions) === setText(assumptions));
      if (other === undefined || other.length === length) return [];
      return [{ invariant, assumptions, allocations, model: length, patch: other.length }];
    });
  });
}

/** Of those that no cut set tells: what falls with nothing dropped is one. */
function verdictChanges(
  { invariants }: WorldVerification,
  patch: WorldVerification,
): readonly VerdictChange[] {
  return invariants.flatMap(({ invariant, undropped }) => {
    const other = patch.invariants.find((found) => found.invariant === invariant)?.undropped;
    const told = other === undefined || other === undropped;
    if (told || other === "violated" || undropped === "violated") return [];
    return [{ invariant, model: undropped, patch: other }];
  });
}

function sizeOf({ sizes, invariants }: WorldVerification): PatchWorldSize {
  const sum = (of: "nodes" | "transitions") => sizes.reduce((total, size) => total + size[of], 0);
  const cutSets = invariants.reduce((count, { cutSets: { length } }) => count + length, 0);
  return { nodes: sum("nodes"), transitions: sum("transitions"), cutSets };
}

/** Cut sets of the first that the second does not have for every such allocation. */
function changes(first: WorldVerification, second: WorldVerification): readonly CutSetChange[] {
  return INVARIANT_IDS.flatMap((invariant) => {
    const others = cutSetsOf(second, invariant);
    return cutSetsOf(first, invariant).flatMap(({ assumptions, allocations }) => {
      const other = others.find((set) => setText(set.assumptions) === setText(assumptions));
      const only = allocations.filter((vectors) => !other?.allocations.includes(vectors));
      return only.length === 0 ? [] : [{ invariant, assumptions, allocations: only }];
    });
  });
}

function cutSetsOf(
  { invariants }: WorldVerification,
  invariant: InvariantId,
): readonly WorldCutSet[] {
  return invariants.find((found) => found.invariant === invariant)?.cutSets ?? [];
}

/** Each set is explored in the largest allocation it came for. */
function tracer({
  quirk,
  terms = USUAL_TERMS,
  order,
  exact,
  onProgress,
}: Omit<PatchWorldOptions, "quirk"> & { readonly quirk: Quirk }) {
  const worlds = new Map<number, DroppableWorld>();
  return (change: CutSetChange): CutSetThatCame => {
    const allocated = Math.max(...change.allocations);
    onProgress?.(`counterexample: ${setText(change.assumptions)}`, 0);
    const world =
      worlds.get(allocated) ?? droppableWorld({ allocated, exact, order, quirk, terms });
    worlds.set(allocated, world);
    const found = world(change.assumptions).find(({ invariant }) => invariant === change.invariant);
    if (found === undefined || found.run === null) {
      throw new Error(`${change.invariant}: a cut set that exploring does not confirm`);
    }
    return { ...change, allocated, run: found.run };
  };
}
