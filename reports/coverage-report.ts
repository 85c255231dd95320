/** What `npm run report` says of machine and handler: one typed result, written as JSON and Markdown. */

import { EXPECTED_OFFSET_PAIRS } from "../checks/expectations/machine.js";
import type { Coverage } from "../checks/machine/coverage.js";
import type { InvariantWitness, WorldCoverage } from "../checks/world/coverage.js";
import { stepReport } from "./run-report.js";
import type { VerifyReport } from "./verify-report.js";

/** The shortest run to an invariant's situation, in words; empty if there is none. */
export interface ToldWitness extends Omit<InvariantWitness, "run"> {
  readonly steps: readonly string[];
}

export interface ToldWorldCoverage extends Omit<WorldCoverage, "witnesses"> {
  readonly witnesses: readonly ToldWitness[];
}

export interface CoverageReport {
  readonly generatedBy: string;
  readonly verification: VerifyReport;
  readonly coverage: Coverage;
  readonly world: ToldWorldCoverage;
  /** (vector count, offset) pairs reached, and how many there are. */
  readonly offsetPairs: { readonly reached: number; readonly expected: number };
  /** Nothing missing, every pair reached, every verdict as expected. */
  readonly complete: boolean;
}

/** Joins the results of one run. Pure. */
export function coverageReport(
  verification: VerifyReport,
  coverage: Coverage,
  world: WorldCoverage,
): CoverageReport {
  const reached = coverage.offsets.length;
  const missing = [...coverage.missing, ...world.missing];
  return {
    generatedBy: "npm run report",
    verification,
    coverage,
    world: { ...world, witnesses: world.witnesses.map(toldWitness) },
    offsetPairs: { reached, expected: EXPECTED_OFFSET_PAIRS },
    complete: missing.length === 0 && reached === EXPECTED_OFFSET_PAIRS && verification.asExpected,
  };
}

function toldWitness({ run, ...witness }: InvariantWitness): ToldWitness {
  const steps = (run?.steps ?? []).map(stepReport);
  return { ...witness, steps: steps.map(({ actor, what }) => `${actor} ${what}`) };
}
