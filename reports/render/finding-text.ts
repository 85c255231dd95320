/** A finding for people: its sentence, and its trace as a table that fits a mail. */
import picocolors from "picocolors";
import { assumption } from "../../model/assumptions/index.js";
import { claimOf } from "../../model/invariants.js";
import { wrapped, wrappedColumns } from "../columns.js";
import type { ExplainReport } from "../explain-report.js";

/** What survives a mail. */
export const LINE = 78;

/** Step, actor, what it does, what the quirk does and the device gets, what changed: 78 in all. */
const WIDTHS = [2, 6, 24, 17, 21];

/** The steps of a counterexample as lines of a table, its header first. */
export function traceTable({ steps }: Pick<ExplainReport, "steps">): readonly string[] {
  const rows = steps.map(({ actor, what, quirk, changed }, i) => [
    String(i + 1),
    actor === "administrator" ? "admin" : actor,
    what,
    quirk.join("; "),
    changed.join("; "),
  ]);
  const header = ["#", "actor", "does", "quirk -> device", "changes"];
  return wrappedColumns([header, ...rows], WIDTHS, ["right"]);
}

/** Where the counterexample begins: `32 vectors allocated; at the start ...`. */
export function startText({
  allocated,
  start,
}: Pick<ExplainReport, "allocated" | "start">): string {
  const vectors = allocated === 1 ? "1 vector" : `${allocated} vectors`;
  return `${vectors} allocated; ${start.length === 0 ? "nothing unusual" : start.join(", ")} at the start`;
}

/** The whole finding on a terminal. */
export function renderFinding(finding: ExplainReport, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const { id, severity, allocations, statement, invariant, assumptions } = finding;
  const [head = "", ...rows] = traceTable(finding);
  const lines = [
    colors.bold(id),
    ...wrapped(`${severity}; minimal with ${allocations.join(", ")} vectors allocated`, LINE),
    "",
    ...wrapped(statement, LINE),
    "",
    "What falls:",
    ...entry(invariant, claimOf(invariant)),
    "Dropped:",
    ...assumptions.flatMap((dropped) => {
      const { claim, keeper, onX86 } = assumption(dropped);
      const x86 = onX86 === undefined ? "" : ` On x86: ${onX86}.`;
      return entry(dropped, `${claim} (kept by: ${keeper}).${x86}`);
    }),
    "",
    ...wrapped(`A shortest way there, ${startText(finding)}:`, LINE),
    "",
    colors.dim(head),
    ...rows,
  ];
  return `${lines.join("\n")}\n`;
}

function entry(name: string, text: string): readonly string[] {
  return [`  ${name}`, ...wrapped(text, LINE - 4).map((line) => `    ${line}`)];
}
