/** `verify` on a terminal: a table, then every drift with both sides. */
import { createColors } from "picocolors";
import { verdictText } from "../../checks/expectations/compare-machine.js";
import type { Guest } from "../../model/quirks/as-posted/guests.js";
import { columns, grouped } from "../columns.js";
import { bullets, patchInShort } from "../text/in-short.js";
import type { VerifiedCheck, VerifyReport } from "../verify-report.js";
import { renderWorld } from "./world-text.js";

const GUEST_TITLES: Readonly<Record<Guest, string>> = {
  keeping: "A guest that keeps every assumption",
  arbitrary:
    "A guest that writes anything (violations are expected: it shows what the assumptions carry)",
};

/** The report as text, a newline at its end. */
export function renderVerify(report: VerifyReport, coloured: boolean): string {
  const colors = createColors(coloured);
  const lines = [
    `The patch's handler, on every transition of its machine: ${vectorsText(report.vectors)}`,
  ];
  for (const { guest, states, transitions, paths } of [...report.totals].reverse()) {
    const listed = paths === null ? "-" : grouped(paths);
    const sizes = [grouped(states), grouped(transitions), listed];
    const rows = report.checks
      .filter((check) => check.guest === guest)
      .map((check) => [check.check, verdictText(check.verdict), evidence(check), ...sizes]);
    const header = [
      "invariant",
      "verdict",
      "not vacuous because",
      "states",
      "transitions",
      "paths",
    ];
    const align = ["left", "left", "left", "right", "right", "right"] as const;
    const [head = "", ...body] = columns([header, ...rows], align);
    lines.push("", colors.bold(GUEST_TITLES[guest]), colors.dim(head), ...body);
  }
  if (report.world !== null) {
    lines.push("", ...renderWorld(report.world, coloured), "", colors.bold("In short"));
    lines.push(...bullets(patchInShort(report.world.verification)));
  }
  lines.push("", ...conclusion(report, colors));
  return `${lines.join("\n")}\n`;
}

function vectorsText(vectors: readonly number[]): string {
  const [first, last] = [vectors[0], vectors.at(-1)];
  if (vectors.length === 1) return `${first} ${first === 1 ? "vector" : "vectors"} used`;
  return `${first} to ${last} vectors used, the next power of two allocated`;
}

/** The steps of the situation, and the first; for a violation the shortest way to it. */
function evidence({ verdict }: VerifiedCheck): string {
  switch (verdict.verdict) {
    case "holds":
      return `${grouped(verdict.concerned)} steps, first ${verdict.witness}`;
    case "violated":
      return `${grouped(verdict.concerned)} steps; shown by ${verdict.path.join(", ")}`;
    default:
      return "-";
  }
}

function conclusion(report: VerifyReport, colors: ReturnType<typeof createColors>): string[] {
  if (report.asExpected) return [colors.green("Every verdict and every count is as expected.")];
  const rows = report.drifts.map(({ about, expected, found }) => [
    about,
    `expected ${expected}`,
    `found ${found}`,
  ]);
  return [colors.red("NOT as expected:"), ...columns(rows)];
}
