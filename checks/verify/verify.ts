/** The world verified: every minimal cut set of every invariant, over all allocations. */
import {
  ALL_ASSUMPTIONS,
  ASSUMPTIONS,
  type AssumptionId,
  assumptionPosition,
} from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import { compareSets, type Limits } from "../engine/index.js";
import type { Slice } from "../world/slices.js";
import { type Found, jobsOf, type Scope, Searcher } from "./jobs.js";
import { settled } from "./settle.js";

/** A set of assumptions that lets an invariant fall when all of it is dropped, and no part of it does. */
export interface WorldCutSet {
  /** In catalogue order. */
  readonly assumptions: readonly AssumptionId[];
  /** Steps of a shortest counterexample. */
  readonly length: number;
  /** Allocations for which it is a minimal cut set. */
  readonly allocations: readonly number[];
}

export interface WorldInvariant {
  readonly invariant: InvariantId;
  /** With nothing dropped, over all allocations. */
  readonly undropped: "holds" | "violated" | "unreachable" | "incomplete";
  /** Steps and states of its situation with nothing dropped, over all allocations. */
  readonly concerned: number;
  /** By size, then in catalogue order. */
  readonly cutSets: readonly WorldCutSet[];
}

/** The size of one search. */
export interface WorldSize {
  /** The allocations it was a search of: several if their worlds answered alike all along. */
  readonly allocations: readonly number[];
  readonly slice: string;
  /** Pairs of a state and the assumptions dropped to get there. */
  readonly nodes: number;
  readonly states: number;
  readonly transitions: number;
}

export interface WorldVerification {
  /** Cut sets of up to so many assumptions were looked for. */
  readonly order: number;
  readonly allocations: readonly number[];
  readonly invariants: readonly WorldInvariant[];
  readonly sizes: readonly WorldSize[];
  /** By assumption: transitions taken that need it dropped, over all searches. */
  readonly exercised: readonly {
    readonly assumption: AssumptionId;
    readonly transitions: number;
  }[];
  /** Why a search ended early; empty if none did. */
  readonly incomplete: readonly string[];
}

export interface WorldOptions {
  readonly allocations: readonly number[];
  /** 1 to 3. */
  readonly order: number;
  /** Every vector offset instead of one of each class. */
  readonly exact?: boolean;
  readonly slices?: readonly Slice[];
  /** The design under check; without it the patch. */
  readonly quirk?: Quirk;
  /** What the design changes around its quirk; without it nothing. */
  readonly terms?: Terms;
  /** Of one search, `states` its nodes; more makes the result incomplete. */
  readonly limits?: Limits;
  /** Told before each search, and now and then within it. */
  readonly onProgress?: (what: string, nodes: number, transitions: number) => void;
}

/** Searches each slice of each allocation's world. The same options give the same result. */
export function verifyWorld(options: WorldOptions): WorldVerification {
  const { quirk = AS_POSTED, terms = USUAL_TERMS, exact = false, allocations, order } = options;
  const scope = { allocations, order, exact };
  const searcher = new Searcher(scope, { ...options, quirk, terms });
  const found = jobsOf(scope, options.slices).flatMap((job) => searcher.run(job));
  return joinFound(scope, found);
}

/** Joins what the jobs of a verification found, in whatever order and company they were done. */
export function joinFound(scope: Scope, results: readonly Found[]): WorldVerification {
  const { order, allocations } = scope;
  const found = settled(scope, results);
  const judged = found.flatMap(({ allocations: of, invariants }) =>
    invariants.map((invariant) => ({ ...invariant, of })),
  );
  return {
    order,
    allocations,
    invariants: INVARIANT_IDS.flatMap((id) => {
      const parts = judged.filter(({ invariant }) => invariant === id);
      return parts.length === 0 ? [] : [joinedInvariant(id, parts)];
    }),
    sizes: found.map(({ allocations: of, slice, nodes, states, transitions }) => ({
      allocations: of,
      slice,
      nodes,
      states,
      transitions,
    })),
    exercised: ALL_ASSUMPTIONS.map(({ id }, i) => ({
      assumption: id,
      transitions: found.reduce((sum, { exercised }) => sum + (exercised[i] ?? 0), 0),
    })).filter(({ transitions }, i) => i < ASSUMPTIONS.length || transitions > 0),
    incomplete: found.flatMap(({ allocations: of, slice, incomplete }) =>
      incomplete === null ? [] : [`${of.join(", ")} vectors, ${slice}: ${incomplete}`],
    ),
  };
}

type Part = Found["invariants"][number] & { readonly of: readonly number[] };

function joinedInvariant(invariant: InvariantId, parts: readonly Part[]): WorldInvariant {
  const cuts = new Map<string, WorldCutSet>();
  for (const { of, cutSets } of parts) {
    for (const { assumptions, length } of cutSets) {
      const key = assumptions.join("+");
      const known = cuts.get(key);
      cuts.set(key, {
        assumptions,
        length: Math.min(length, known?.length ?? length),
        allocations: [...(known?.allocations ?? []), ...of].sort((a, b) => a - b),
      });
    }
  }
  return {
    invariant,
    undropped: worst(parts.map(({ undropped }) => undropped)),
    concerned: parts.reduce((sum, { concerned, of }) => sum + concerned * of.length, 0),
    cutSets: [...cuts.values()].sort(compareCutSets),
  };
}

/** A cut short search is never a pass; one that reached the situation makes it reached. */
function worst(verdicts: readonly WorldInvariant["undropped"][]): WorldInvariant["undropped"] {
  for (const verdict of ["violated", "incomplete", "holds"] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return "unreachable";
}

/** By size, then in catalogue order. */
export function compareCutSets(
  a: Pick<WorldCutSet, "assumptions">,
  b: Pick<WorldCutSet, "assumptions">,
): number {
  return compareSets(a.assumptions.map(assumptionPosition), b.assumptions.map(assumptionPosition));
}
