/** What `explain ID --json` writes: a finding as plain data. */
import { logOf } from "../checks/world/finding-log.js";
import type { Finding, FindingStep, Severity } from "../checks/world/findings.js";
import type { AssumptionId } from "../model/assumptions/index.js";
import type { InvariantId } from "../model/invariants.js";

export interface ExplainReport {
  /** `INVARIANT/ASSUMPTION+ASSUMPTION`. */
  readonly id: string;
  /** One sentence. */
  readonly statement: string;
  readonly severity: Severity;
  readonly invariant: InvariantId;
  /** In catalogue order. */
  readonly assumptions: readonly AssumptionId[];
  /** Allocations for which it is a minimal cut set. */
  readonly allocations: readonly number[];
  /** Allocation of the counterexample. */
  readonly allocated: number;
  /** What was chosen at the start of it, a clause each. */
  readonly start: readonly string[];
  /** A shortest counterexample. */
  readonly steps: readonly FindingStep[];
  /** The same as lines of a trace log that `replay` follows. */
  readonly log: readonly string[];
}

/** A finding as plain data. Pure. */
export function explainReport({ counterexample, ...plain }: Finding): ExplainReport {
  return { ...plain, log: logOf(counterexample).lines };
}
