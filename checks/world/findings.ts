/** Each minimal cut set as a finding: what falls, how bad it is, and a shortest way there. */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { setText } from "./compare.js";
import { type DroppedStep, type DroppedVerdict, droppableWorld } from "./drop.js";
import type { WorldCutSet, WorldVerification } from "./verify.js";

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
  readonly assumptions: readonly AssumptionId[];
  readonly severity: Severity;
  /** Allocations for which it is a minimal cut set. */
  readonly allocations: readonly number[];
  /** Allocation of the counterexample. */
  readonly allocated: number;
  /** What was chosen at the start of it. */
  readonly start: string;
  readonly steps: readonly DroppedStep[];
}

/**
 * The findings of a verification, in the order of its invariants and cut sets, each with a shortest
 * counterexample in the largest world that has it.
 * @throws Error if exploring a set does not break what the search said it breaks
 */
export function findingsOf(
  verification: WorldVerification,
  onProgress: (what: string) => void = () => undefined,
): readonly Finding[] {
  const explored = explorer(verification.order, onProgress);
  return verification.invariants.flatMap(({ invariant, cutSets }) =>
    cutSets.map((cutSet) => findingOf(invariant, cutSet, explored(cutSet))),
  );
}

function findingOf(
  invariant: InvariantId,
  { assumptions, allocations }: WorldCutSet,
  verdicts: readonly DroppedVerdict[],
): Finding {
  const id = `${invariant}/${setText(assumptions)}`;
  const found = verdicts.find((verdict) => verdict.invariant === invariant);
  if (found === undefined || found.allocated === null || found.start === null) {
    throw new Error(`${id}: found by the search, but exploring the set does not break it`);
  }
  const { allocated, start, steps } = found;
  const severity = severityOf(invariant);
  return { id, invariant, assumptions, severity, allocations, allocated, start, steps };
}

/** Explores each set once, in the largest allocation it belongs to. */
function explorer(order: number, onProgress: (what: string) => void) {
  const worlds = new Map<number, ReturnType<typeof droppableWorld>>();
  const known = new Map<string, readonly DroppedVerdict[]>();
  return ({ assumptions, allocations }: WorldCutSet): readonly DroppedVerdict[] => {
    const allocated = Math.max(...allocations);
    const key = `${allocated} ${setText(assumptions)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    onProgress(setText(assumptions));
    const world = worlds.get(allocated) ?? droppableWorld({ allocated, exact: false, order });
    worlds.set(allocated, world);
    const verdicts = world(assumptions);
    known.set(key, verdicts);
    return verdicts;
  };
}
