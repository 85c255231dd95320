/**
 * Are the minimal cut sets all there are, of whatever size?
 *
 * A set of assumptions that contains no cut set is part of a maximal one; each maximal one is dropped whole,
 * in the invariant's own slice. Choices of the start are made anew at each step there, which leaves far
 * fewer states and only adds behaviour: safe is safe. A violation in which a choice was made both ways is
 * none of the world's; that choice is then fixed at the start, and the search done again.
 */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { ComponentName } from "../../model/world/state.js";
import type { World } from "../../model/world/world.js";
import {
  type Completeness,
  proveByTrials,
  type Trial,
  type Undecided,
} from "../cut-sets/complete.js";
import { compile } from "../explorer/compile.js";
import { explore } from "../explorer/explore.js";
import type { Limits, Trace } from "../explorer/result.js";
import { chosenIn, finiteModel, type SharedWorld } from "./finite.js";
import type { Slice } from "./slices.js";

/** What is known of an invariant's cut sets of any size. Plain data. */
export interface WorldCompleteness {
  readonly invariant: InvariantId;
  readonly allocations: readonly number[];
  /** `complete`: there are no other minimal cut sets. */
  readonly verdict: "complete" | "incomplete";
  /** Maximal sets of assumptions that were dropped, and nothing broke. */
  readonly proved: number;
  /** States visited for that. */
  readonly states: number;
  /** Cut sets that the search up to the order had not found; none if it was up to the largest. */
  readonly found: readonly (readonly AssumptionId[])[];
  /** What stands between this and `complete`; empty if nothing does. */
  readonly why: readonly string[];
}

export interface ProofScope {
  readonly invariant: InvariantId;
  /** The slice that it is checked in. */
  readonly slice: Slice;
  readonly allocations: readonly number[];
  /** Those found so far. */
  readonly cutSets: readonly (readonly AssumptionId[])[];
  readonly limits: Limits;
}

/** Proves that there are no other cut sets, or says what it could not prove. */
export function proveWorldComplete(shared: SharedWorld, scope: ProofScope): WorldCompleteness {
  const { invariant, allocations } = scope;
  const proof = proveByTrials(
    {
      cutSets: scope.cutSets.map((set) => set.map(positionOf)),
      assumptions: [...ASSUMPTIONS.keys()],
    },
    (dropped) => tryOut(shared, scope, dropped),
  );
  const { verdict, proved, states } = proof;
  return {
    invariant,
    allocations,
    verdict,
    proved,
    states,
    found: proof.found.map(({ assumptions }) => assumptions.flatMap(idsOf)),
    why: reasons(proof),
  };
}

/** Drops a set of assumptions, with as few choices fixed as tell a true violation from a spurious one. */
function tryOut(shared: SharedWorld, scope: ProofScope, dropped: readonly number[]): Trial {
  const { required = [] } = scope.slice;
  if (required.some((id) => !dropped.includes(positionOf(id)))) {
    return { outcome: "safe", states: 0 };
  }
  const fixed = new Set<string>();
  let states = 0;
  for (;;) {
    const search = exploreAnew(shared, scope, { dropped, fixed });
    states += search.states;
    const { outcome, late } = search;
    if (outcome === "safe" || "why" in outcome) return { outcome, states };
    const doubtful = doubtfulChoices(outcome, shared.world, late);
    if (doubtful.length === 0) return { outcome, states };
    for (const name of doubtful) fixed.add(name);
  }
}

interface AnewSearch {
  readonly outcome: "safe" | Undecided | Trace;
  readonly states: number;
  /** The components chosen anew. */
  readonly late: readonly ComponentName[];
}

function exploreAnew(
  shared: SharedWorld,
  { slice, invariant, limits }: ProofScope,
  { dropped, fixed }: { readonly dropped: readonly number[]; readonly fixed: ReadonlySet<string> },
): AnewSearch {
  const ids = dropped.flatMap(idsOf);
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
  const options = { dropped, stopAtViolationOf: 0, limits };
  const { verdicts, states } = explore(compile(model), options);
  const [verdict] = verdicts;
  if (verdict?.verdict === "violated") return { outcome: verdict.path, states, late };
  if (verdict?.verdict !== "incomplete") return { outcome: "safe", states, late };
  return { outcome: { dropped, why: verdict.why }, states, late };
}

/**
 * Choices that a run makes both ways; if none, those that the observation at its end looks at and may have
 * made otherwise than its steps. None of them: the run is one of the world's.
 */
function doubtfulChoices(
  { steps, observation }: Trace,
  { observations }: World,
  late: readonly ComponentName[],
): readonly ComponentName[] {
  const made = new Map<string, string>();
  for (const { label } of steps) {
    for (const [name, value] of chosenIn(label)) {
      const before = made.get(name) ?? value;
      if (before !== value) return late.filter((one) => one === name);
      made.set(name, value);
    }
  }
  const observed = observations.find(({ name }) => name === observation)?.reads ?? [];
  return late.filter((name) => observed.includes(name));
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

function reasons({ undecided, found }: Completeness): readonly string[] {
  return [
    ...found.map(({ assumptions }) => `${assumptions.flatMap(idsOf).join("+")} breaks it too`),
    ...undecided.map(({ why, dropped = [] }) =>
      dropped.length === 0 ? why : `${why}, with ${dropped.length} assumptions dropped`,
    ),
  ];
}

function positionOf(id: AssumptionId): number {
  return ASSUMPTIONS.findIndex((known) => known.id === id);
}

function idsOf(position: number): readonly AssumptionId[] {
  const id = ASSUMPTIONS[position]?.id;
  return id === undefined ? [] : [id];
}
