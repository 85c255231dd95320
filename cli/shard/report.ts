/** The report of `verify`, whole or merged: made the same way, written the same way. */
import { joinParts, type PartFound } from "../../checks/shards/part.js";
import type { VerifyScope } from "../../checks/shards/plan.js";
import type { InvariantCompleteness } from "../../checks/world/prove.js";
import { renderVerify } from "../../reports/render/verify-text.js";
import { type VerifyReport, verifyReport } from "../../reports/verify-report.js";
import { worldReport } from "../../reports/world-report.js";
import { EXIT } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { checkedJson } from "../schemas.js";

/** What all parts together say, held against what is expected. */
export function reportOf(
  scope: VerifyScope,
  parts: readonly PartFound[],
  completeness: readonly InvariantCompleteness[] | null = null,
): VerifyReport {
  const { machine, world } = joinParts(scope, parts);
  const { exact } = scope;
  return verifyReport(machine, world === null ? null : worldReport(world, { exact, completeness }));
}

/** Writes the report as text, as JSON to a file as well or, for `-`, instead. @returns the exit code
 * @param inputs files that must not be replaced
 */
export async function writeVerifyReport(
  { json, inputs = [] }: { readonly json?: string; readonly inputs?: readonly string[] },
  make: () => Promise<VerifyReport>,
): Promise<number> {
  const textOf = (made: VerifyReport) => checkedJson("verify", made);
  const report = await writeResult({ inputs, outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(renderVerify(report, isColoured(process.stdout)));
  return report.asExpected ? EXIT.asExpected : EXIT.notAsExpected;
}
