/** Each minimal cut set as a finding: what falls, how bad it is, and a shortest way there. */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { setText } from "../expectations/compare-world.js";
import type { WorldVerification } from "../verify/verify.js";
import type { WorldModels } from "../world/models.js";
import { type Counterexample, searchCounterexample } from "./counterexample.js";

/** Gravest first. */
export const SEVERITIES = [
  "isolation lost",
  "interrupt lost or misdelivered",
  "stray write altered",
  "read wrong",
] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a violation of an invariant means for the machine. */
export function severityOf(invariant: InvariantId): Severity {
  switch (invariant) {
    case "interrupt-isolated":
      return "isolation lost";
    case "collateral-free":
    case "write-delivered":
    case "disabled-transparent":
    case "cookie-discipline":
      return "stray write altered";
    case "readback-faithful":
    case "host-values-confidential":
      return "read wrong";
    default:
      return "interrupt lost or misdelivered";
  }
}

export interface Finding {
  /** Stable: `interrupt-isolated/full-grant+interrupt-remapping`. */
  readonly id: string;
  readonly invariant: InvariantId;
  /** In catalogue order. */
  readonly assumptions: readonly AssumptionId[];
  readonly severity: Severity;
  /** Allocations for which it is a minimal cut set. */
  readonly allocations: readonly number[];
  /** A shortest way there, in the largest of those allocations. */
  readonly counterexample: Counterexample;
}

/** A minimal cut set, and the allocations for which it is one. */
export interface CutSetOf {
  readonly invariant: InvariantId;
  readonly assumptions: readonly AssumptionId[];
  readonly allocations: readonly number[];
}

/** The stable id of a cut set of an invariant. */
export function findingId(invariant: InvariantId, assumptions: readonly AssumptionId[]): string {
  return `${invariant}/${setText(assumptions)}`;
}

/** The minimal cut sets of a verification, in the order of its invariants and cut sets. */
export function cutSetsIn({ invariants }: WorldVerification): readonly CutSetOf[] {
  return invariants.flatMap(({ invariant, cutSets }) =>
    cutSets.map(({ assumptions, allocations }) => ({ invariant, assumptions, allocations })),
  );
}

/**
 * The finding of one minimal cut set: its counterexample is that of the largest world that has it.
 * @param models made for sets at least that large
 * @throws Error if exploring the set does not break the invariant
 */
export function findingOf(models: WorldModels, cutSet: CutSetOf): Finding {
  const { invariant, assumptions, allocations } = cutSet;
  const allocated = Math.max(...allocations);
  const found = searchCounterexample(models, { invariant, dropped: assumptions, allocated });
  const id = findingId(invariant, assumptions);
  if (found.kind !== "found") {
    throw new Error(`${id}: found by the search, but exploring the set does not break it`);
  }
  return findingFrom(found.counterexample, allocations);
}

/** The finding that a counterexample to a minimal cut set shows. */
export function findingFrom(
  counterexample: Counterexample,
  allocations: readonly number[],
): Finding {
  const { invariant, dropped } = counterexample;
  return {
    id: findingId(invariant, dropped),
    invariant,
    assumptions: dropped,
    severity: severityOf(invariant),
    allocations,
    counterexample,
  };
}
