/** All minimal cut sets of every invariant up to an order, by one breadth-first search. */
import { membersOf } from "../explorer/assumption-set.js";
import type { CompiledModel } from "../explorer/compile.js";
import type { CutSet, CutSetOptions, CutSetSearch, InvariantCuts } from "./result.js";
import { shortestCounterexample } from "./shortest.js";
import { CutSetWalk } from "./walk.js";

const HIGHEST_ORDER = 4;

/**
 * Finds every minimal set of at most `order` assumptions that, dropped together, let an invariant be
 * violated.
 *
 * The search goes through pairs of a state and the assumptions that the way to it needed dropped. A pair
 * is left out if the state was met before with a part of the set: whatever follows from it, follows from
 * that one at no greater depth and with no more dropped. So all minimal sets are met, by shortest ways.
 *
 * @throws RangeError for an order that is not 1 to 4.
 * @throws InvalidModelError if a function of the model answers something a model may not.
 */
export function searchCutSets(compiled: CompiledModel, options: CutSetOptions): CutSetSearch {
  const { order } = options;
  if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER) {
    throw new RangeError(`order ${order}: must be 1 to ${HIGHEST_ORDER}`);
  }
  const walk = new CutSetWalk(compiled, options);
  walk.run();
  const { nodes } = walk;
  const invariants = options.invariants ?? [...compiled.model.invariants.keys()];
  return {
    order,
    invariants: invariants.map((invariant) => cutsOf(compiled, walk, options, invariant)),
    nodes: nodes.end - 1,
    states: nodes.stateCount,
    transitions: walk.transitions,
    exercised: exercisedBy(compiled, walk),
    ...(nodes.incomplete === undefined ? {} : { incomplete: nodes.incomplete }),
    bytes: nodes.bytes,
  };
}

function cutsOf(
  compiled: CompiledModel,
  walk: CutSetWalk,
  { counterexamples = true }: CutSetOptions,
  invariant: number,
): InvariantCuts {
  const cutSets = minimalCutSets(walk, invariant);
  const concerned = concernedUndropped(compiled, walk, invariant);
  return {
    invariant,
    undropped: undroppedVerdict(walk, cutSets, concerned),
    concerned,
    cutSets: counterexamples
      ? cutSets.map((cutSet) => withCounterexample(compiled, invariant, cutSet))
      : cutSets,
  };
}

/** A set found early may contain one found later, by a longer way: that one is left. */
function minimalCutSets({ findings, sets }: CutSetWalk, invariant: number): readonly CutSet[] {
  const found = findings.filter(({ invariants }) => ((invariants >>> invariant) & 1) === 1);
  const minimal = found.filter(({ set }) => {
    return !found.some((other) => other.set !== set && sets.isPart(other.set, set));
  });
  return minimal
    .map(({ set, length }) => ({
      assumptions: membersOf(sets.sets[set] ?? { low: 0, high: 0 }),
      length,
    }))
    .sort((a, b) => compareSets(a.assumptions, b.assumptions));
}

/** By size, then in catalogue order. Positions ascending. */
export function compareSets(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [place, position] of a.entries()) {
    const difference = position - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function withCounterexample(compiled: CompiledModel, invariant: number, cutSet: CutSet): CutSet {
  const dropped = cutSet.assumptions;
  const shortest = shortestCounterexample(compiled, { invariant, dropped });
  if (shortest.kind !== "found" || shortest.trace.steps.length !== cutSet.length) {
    throw new Error(
      `${compiled.model.invariants[invariant]} breaks in ${cutSet.length} steps with ${dropped} ` +
        "dropped, and the second search does not find that",
    );
  }
  return { ...cutSet, counterexample: shortest.trace };
}

function undroppedVerdict(
  { nodes }: CutSetWalk,
  cutSets: readonly CutSet[],
  concerned: number,
): InvariantCuts["undropped"] {
  if (cutSets[0]?.assumptions.length === 0) return "violated";
  if (nodes.incomplete !== undefined) return "incomplete";
  return concerned > 0 ? "holds" : "unreachable";
}

/** Steps and states of an invariant's situation with nothing dropped. */
function concernedUndropped(
  { entries, remarks }: CompiledModel,
  { undroppedVisits, undroppedRemarks }: CutSetWalk,
  invariant: number,
): number {
  const concerns = (said: { readonly concerns: number }) => (said.concerns >>> invariant) & 1;
  let count = 0;
  for (const [position, visits] of undroppedVisits.entries()) {
    const effects = visits > 0 ? (entries[position]?.effects ?? []) : [];
    const free = effects.filter(({ outcome }) => outcome.needs.length === 0);
    count += visits * free.filter(concerns).length;
  }
  for (const [position, times] of undroppedRemarks.entries()) {
    const remark = remarks[position];
    if (remark !== undefined) count += concerns(remark) * (times ?? 0);
  }
  return count;
}

/** By assumption: outcomes taken that need it. */
function exercisedBy({ model }: CompiledModel, { sets, taken }: CutSetWalk): readonly number[] {
  const counts = model.assumptions.map(() => 0);
  for (const [number, needs] of sets.needs.entries()) {
    for (const assumption of membersOf(needs)) {
      counts[assumption] = (counts[assumption] ?? 0) + (taken[number] ?? 0);
    }
  }
  return counts;
}
