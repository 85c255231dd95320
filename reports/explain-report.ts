/** What `explain ID --json` writes: a finding as plain data, and in words. */
import type { Finding, Severity } from "../checks/findings/findings.js";
import type { ComponentValues } from "../checks/world/run.js";
import type { AssumptionId } from "../model/assumptions/index.js";
import type { InvariantId } from "../model/invariants.js";
import { type StepReport, stepReport } from "./run-report.js";
import { arrivalText } from "./text/action.js";
import { logLines } from "./text/log.js";
import { changesOf, choicesOf } from "./text/state.js";
import { statementOf } from "./text/statement.js";

/** One step of a finding's counterexample. */
export interface FindingStep extends StepReport {
  /** For each piece of a write: the branch taken, and what the device got, in words. */
  readonly quirk: readonly string[];
  /** Components of the state that took a new value, in words. */
  readonly changed: readonly string[];
}

export interface ExplainReport {
  /** `INVARIANT/ASSUMPTION+ASSUMPTION`. */
  readonly id: string;
  /** One sentence. */
  readonly statement: string;
  readonly invariant: InvariantId;
  /** In catalogue order. */
  readonly assumptions: readonly AssumptionId[];
  readonly severity: Severity;
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
  /** What was chosen at the start, by component. */
  readonly chosen: ComponentValues;
}

/** A finding told. Pure. */
export function explainReport({ counterexample, ...finding }: Finding): ExplainReport {
  const { id, ...rest } = finding;
  const { allocated, chosen, steps } = counterexample;
  return {
    id,
    statement: statementOf(counterexample),
    ...rest,
    allocated,
    start: choicesOf(counterexample),
    steps: steps.map((step) => {
      const { actor, what, ...data } = stepReport(step);
      const quirk = step.arrivals.map(arrivalText);
      return { actor, what, quirk, changed: changesOf(step, counterexample), ...data };
    }),
    log: logLines(counterexample),
    chosen,
  };
}
