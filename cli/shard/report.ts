/** The report of `verify`, whole or merged: made the same way, written the same way. */

import { joinDropped } from "../../checks/verify/drop-jobs.js";
import { joinParts, joinWorld, type PartFound } from "../../checks/verify/part.js";
import { dropScope, type VerifyScope } from "../../checks/verify/plan.js";
import { designCalled } from "../../model/quirks/designs.js";
import { type DropReport, dropReport } from "../../reports/drop-report.js";
import { type QuirkReport, quirkReport } from "../../reports/quirk-report.js";
import { renderQuirk } from "../../reports/render/quirk-text.js";
import { renderVerify } from "../../reports/render/verify-text.js";
import { renderDrop } from "../../reports/render/world-text.js";
import { type VerifyReport, verifyReport } from "../../reports/verify-report.js";
import { worldReport } from "../../reports/world-report.js";
import { EXIT } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { proofLine } from "../proof/record.js";
import { checkedJson, type SchemaName } from "../schemas.js";

/** A report, and how it is told. */
interface Told {
  readonly schema: SchemaName;
  readonly report: VerifyReport | QuirkReport | DropReport;
  readonly textOf: (coloured: boolean) => string;
  /** All is as it should be. */
  readonly passes: boolean;
}

/** What all parts together say, held against what is expected. */
export function reportOf(scope: VerifyScope, parts: readonly PartFound[]): Told {
  switch (scope.mode) {
    case "verify":
      return ofVerify(scope, parts);
    case "quirk":
      return ofQuirk(scope, parts);
    case "drop":
      return ofDrop(scope, parts);
  }
}

function ofVerify(scope: VerifyScope, parts: readonly PartFound[]): Told {
  const { machine, world, completeness } = joinParts(scope, parts);
  const { exact } = scope;
  const told = world === null ? null : worldReport(world, { exact, completeness });
  const report = verifyReport(machine, told);
  return {
    schema: "verify",
    report,
    textOf: (coloured) => renderVerify(report, coloured) + proofLine(),
    passes: report.asExpected,
  };
}

/** Passes if it is as worked out by hand or, for one that nobody worked out, every invariant holds. */
function ofQuirk(scope: VerifyScope, parts: readonly PartFound[]): Told {
  const { quirk, exact } = scope;
  const verification = joinWorld(scope, parts);
  if (verification === null) throw new RangeError(`${quirk}: a search of the world is expected`);
  const isDesign = designCalled(quirk) !== undefined;
  const report = quirkReport({ quirk, exact, verification, isDesign });
  return {
    schema: "quirk",
    report,
    textOf: (coloured) => renderQuirk(report, coloured),
    passes: report.drifts.length === 0,
  };
}

/** Passes if every invariant holds: what is unreachable or cut short is no pass, nor what nobody could read. */
function ofDrop(scope: VerifyScope, parts: readonly PartFound[]): Told {
  const { quirk, exact, guest: name, dropped } = scope;
  const { allocations, guest } = dropScope(scope);
  const verdicts = joinDropped(parts.flatMap((part) => part.dropped));
  const guestBasis = guest?.basis ?? null;
  const asked = { quirk, allocations, exact, guest: name, guestBasis, dropped };
  const report = dropReport(asked, verdicts);
  const isKnown = guestBasis === null || guestBasis === "source";
  return {
    schema: "drop",
    report,
    textOf: (coloured) => renderDrop(report, guest, coloured),
    passes: isKnown && verdicts.every(({ verdict }) => verdict === "holds"),
  };
}

/** Writes the report as text, as JSON to a file as well or, for `-`, instead. @returns the exit code
 * @param inputs files that must not be replaced
 */
export async function writeReport(
  { json, inputs }: { readonly json: string | undefined; readonly inputs: readonly string[] },
  make: () => Promise<Told>,
): Promise<number> {
  const textOf = ({ schema, report }: Told) => checkedJson(schema, report);
  const told = await writeResult({ inputs, outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(told.textOf(isColoured(process.stdout)));
  return told.passes ? EXIT.asExpected : EXIT.notAsExpected;
}
