/**
 * Are the minimal cut sets all there are, of whatever size?
 *
 * A set of assumptions that contains no cut set is part of a maximal one; each maximal one is dropped whole,
 * in the invariant's own slice. Choices of the start are made anew at each step there, which leaves far
 * fewer states and only adds behaviour: safe is safe. A violation in which a choice was made both ways is
 * none of the world's; that choice is then fixed at the start, and the search done again.
 */
import {
  ASSUMPTIONS,
  type AssumptionId,
  assumptionPosition,
  assumptionsAt,
} from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { ComponentName } from "../../model/world/state.js";
import type { World } from "../../model/world/world.js";
import {
  type Completeness,
  type Component,
  compile,
  explore,
  type Limits,
  proveByTrials,
  type Trace,
  type Trial,
  type Undecided,
} from "../engine/index.js";
import { finiteModel, type SharedWorld, type SliceAction } from "../world/finite.js";
import { LateChoices } from "../world/late-choices.js";
import type { Slice } from "../world/slices.js";

/** What is known of an invariant's cut sets of any size. Plain data. */
export interface WorldCompleteness {
  readonly invariant: InvariantId;
  readonly allocated: number;
  /** `complete`: there are no other minimal cut sets. */
  readonly verdict: "complete" | "incomplete";
  /** Maximal sets of assumptions that were dropped, and nothing broke. */
  readonly proved: number;
  /** States visited for that. */
  readonly states: number;
  /** Cut sets beside those given. */
  readonly found: readonly (readonly AssumptionId[])[];
  /** What stands between this and `complete`; empty if nothing does. */
  readonly why: readonly string[];
}

export interface ProofScope {
  readonly invariant: InvariantId;
  /** The slice that it is checked in. */
  readonly slice: Slice;
  readonly allocated: number;
  /** Those found so far. */
  readonly cutSets: readonly (readonly AssumptionId[])[];
  readonly limits: Limits;
  /** Told now and then how many states were visited in the search in hand. */
  readonly onProgress?: (states: number) => void;
}

/** Maximal sets, at most: more of them take too long to try, one after another. */
const MOST_SETS = 500;

/** Proves that there are no other cut sets, or says what it could not prove. */
export function proveWorldComplete(shared: SharedWorld, scope: ProofScope): WorldCompleteness {
  const { invariant, allocated } = scope;
  const proof = proveByTrials(
    {
      cutSets: scope.cutSets.map((set) => set.map(assumptionPosition)),
      assumptions: [...ASSUMPTIONS.keys()],
      mostSets: MOST_SETS,
    },
    (dropped) => tryOut(shared, scope, dropped),
  );
  const { verdict, proved, states } = proof;
  return {
    invariant,
    allocated,
    verdict,
    proved,
    states,
    found: proof.found.map(({ assumptions }) => assumptionsAt(assumptions)),
    why: reasons(proof),
  };
}

/** Drops a set of assumptions, with as few choices fixed as tell a true violation from a spurious one. */
function tryOut(shared: SharedWorld, scope: ProofScope, dropped: readonly number[]): Trial {
  const fixed = new Set<ComponentName>();
  let states = 0;
  for (;;) {
    const search = exploreAnew(shared, scope, { dropped, fixed });
    states += search.states;
    const { outcome, late, components } = search;
    if (outcome === "safe" || "why" in outcome) return { outcome, states };
    const made = madeAtStart(outcome, components, fixed);
    const doubtful = doubtfulChoices(outcome, shared.world, { late, made });
    if (doubtful.length === 0) return { outcome, states };
    for (const name of doubtful) fixed.add(name);
  }
}

interface AnewSearch {
  readonly outcome: "safe" | Undecided | Trace<SliceAction>;
  readonly states: number;
  /** The components of the slice. */
  readonly components: readonly Component[];
  /** The components chosen anew. */
  readonly late: readonly ComponentName[];
}

function exploreAnew(
  shared: SharedWorld,
  { slice, invariant, limits, onProgress }: ProofScope,
  {
    dropped,
    fixed,
  }: { readonly dropped: readonly number[]; readonly fixed: ReadonlySet<ComponentName> },
): AnewSearch {
  const ids = assumptionsAt(dropped);
  const chosen = choosersOf(shared.world).filter(({ name }) => !slice.without.includes(name));
  const free = chosen.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  const late = free.filter((name) => !fixed.has(name));
  const bound = chosen.map(({ name }) => name).filter((name) => !free.includes(name));
  const model = finiteModel(shared, {
    ...slice,
    invariants: [invariant],
    without: [...slice.without, ...bound],
    late,
    anew: true,
  });
  const watched = onProgress === undefined ? {} : { onProgress };
  const options = { dropped, stopAtViolationOf: 0, limits, ...watched };
  const { verdicts, states } = explore(compile(model), options);
  const [verdict] = verdicts;
  const searched = { states, late, components: model.components };
  if (verdict?.verdict === "violated") return { outcome: verdict.path, ...searched };
  if (verdict?.verdict !== "incomplete") return { outcome: "safe", ...searched };
  return { outcome: { dropped, why: verdict.why }, ...searched };
}

/** What a run chose at the start of those components. */
function madeAtStart(
  { start }: Trace<SliceAction>,
  components: readonly Component[],
  fixed: ReadonlySet<ComponentName>,
): Map<ComponentName, string> {
  const made = new Map<ComponentName, string>();
  for (const [i, { name, values }] of components.entries()) {
    const value = values[start.values[i] ?? -1];
    if (value !== undefined && isIn(fixed, name)) made.set(name, value);
  }
  return made;
}

function isIn(names: ReadonlySet<ComponentName>, name: string): name is ComponentName {
  return (names as ReadonlySet<string>).has(name);
}

interface Made {
  /** Chosen anew at each step. */
  readonly late: readonly ComponentName[];
  /** Chosen at the start. */
  readonly made: Map<ComponentName, string>;
}

/**
 * Choices that a run makes both ways; if none, those that the observation at its end looks at and may have
 * made otherwise than its steps; if none, those that do not go together. None of them: the run is one of
 * the world's.
 */
function doubtfulChoices(
  { steps, observation }: Trace<SliceAction>,
  world: World,
  { late, made }: Made,
): readonly ComponentName[] {
  for (const { action } of steps) {
    const chosen = Object.entries(action.chosen ?? {}) as [ComponentName, string][];
    for (const [name, value] of chosen) {
      const before = made.get(name) ?? value;
      if (before !== value) return [name];
      made.set(name, value);
    }
  }
  const observed = world.observations.find(({ name }) => name === observation)?.reads ?? [];
  const doubtful = late.filter((name) => observed.includes(name));
  if (doubtful.length > 0) return doubtful;
  const choice = new LateChoices(world, [...made.keys()], []).choiceWith(made);
  return choice !== undefined ? [] : late.filter((name) => made.has(name));
}

/** The components chosen at the start, each with the assumption that frees it. */
function choosersOf({ choices }: World): readonly { name: ComponentName; id: AssumptionId }[] {
  const found = new Map<ComponentName, AssumptionId>();
  for (const { changes, needs } of choices) {
    for (const [i, name] of (Object.keys(changes) as ComponentName[]).entries()) {
      const id = needs[i];
      if (id !== undefined) found.set(name, id);
    }
  }
  return [...found].map(([name, id]) => ({ name, id }));
}

function reasons({ undecided }: Completeness): readonly string[] {
  return undecided.map(({ why, dropped = [] }) =>
    dropped.length === 0 ? why : `${why}, with ${dropped.length} assumptions dropped`,
  );
}
