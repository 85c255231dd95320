/** What `npm run report` says of machine and handler: one typed result, written as JSON and Markdown. */
import type { Coverage } from "../checks/paths/coverage.js";
import { EXPECTED_OFFSET_PAIRS } from "../checks/paths/expected.js";
import type { WorldCoverage } from "../checks/world/coverage.js";
import type { VerifyReport } from "./verify-report.js";

export interface CoverageReport {
  readonly generatedBy: string;
  readonly verification: VerifyReport;
  readonly coverage: Coverage;
  readonly world: WorldCoverage;
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
    world,
    offsetPairs: { reached, expected: EXPECTED_OFFSET_PAIRS },
    complete: missing.length === 0 && reached === EXPECTED_OFFSET_PAIRS && verification.asExpected,
  };
}
