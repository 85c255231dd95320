/** The comparison of the designs as a section of the design review, in lines that a mail keeps. */
import type { DesignRow } from "../../checks/designs/row.js";
import { columns, paragraphs, wrapped, wrappedColumns } from "../columns.js";
import type { DesignsReport } from "../designs-report.js";
import { LINE } from "./finding-text.js";
import { recommendation } from "./recommendation.js";

/** @param letters of the invariants, as the review's matrix has them */
export function designsSection(
  report: DesignsReport,
  letters: readonly { readonly id: string; readonly letter: string }[],
): string[] {
  const { designs } = report;
  const failing = report.drifts.length;
  return [
    "## The designs side by side",
    "",
    ...wrapped(
      `Each of ${designs.length} designs in the same world, each assumption dropped alone. A number: the assumptions that let the invariant fall; !: it falls with nothing dropped; -: it is of a situation that the design does not know. The last column: assumptions that the design stands on alone. Titles, sources, needs and machines: designs.md.`,
      LINE,
    ),
    ...(failing === 0 ? [] : [`NOT as worked out by hand in ${failing} places: see compare.`]),
    "",
    "```",
    ...columns(
      [
        ["", "design", ...letters.map(({ letter }) => letter), "alone"],
        ...designs.map((row, i) => [
          designLetter(i),
          row.design,
          ...letters.map(({ id }) => cell(row, id)),
          String(row.alone.length),
        ]),
      ],
      ["left", "left", ...letters.map(() => "right" as const), "right"],
    ),
    "```",
    "",
    ...wrapped(
      "The thread's concerns, each as assumptions; x: of these the design stands alone on none, o: on fewer than the patch.",
      LINE,
    ),
    "",
    "```",
    ...concernTable(report),
    "```",
    "",
    "What each newly stands on alone, against the patch:",
    "",
    ...designs.flatMap(({ design, newly }) =>
      newly.length === 0 ? [] : wrapped(`- ${design}: ${newly.join(", ")}`, LINE, "  "),
    ),
    "",
    "### Recommendation",
    "",
    ...paragraphs(recommendation(report), LINE),
  ];
}

function designLetter(index: number): string {
  return String.fromCharCode("a".charCodeAt(0) + index);
}

function cell({ invariants }: DesignRow, id: string): string {
  const found = invariants.find(({ invariant }) => invariant === id);
  if (found === undefined || found.undropped === "unreachable") return "-";
  if (found.undropped === "violated") return "!";
  return found.undropped === "incomplete" ? "?" : String(found.cutSets[1] ?? 0);
}

function concernTable({ designs, concerns }: DesignsReport): readonly string[] {
  const marks = designs.map((_, i) => designLetter(i)).join(" ");
  const rows = concerns.map(({ concern, assumptions, removedBy, easedBy }) => [
    `${concern} (${assumptions.join(", ")})`,
    designs.map(({ design }) => mark(design, removedBy, easedBy)).join(" "),
  ]);
  return wrappedColumns([["concern", marks], ...rows], [LINE - 2 - marks.length, marks.length]);
}

function mark(design: string, removedBy: readonly string[], easedBy: readonly string[]): string {
  if (removedBy.includes(design)) return "x";
  return easedBy.includes(design) ? "o" : ".";
}
