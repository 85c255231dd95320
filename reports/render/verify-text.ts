/** `verify` on a terminal: a table, then every drift with both sides. */
import { createColors } from "picocolors";
import type { Guest } from "../../model/quirks/as-posted/guests.js";
import { columns, folded, grouped, wrapped } from "../columns.js";
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
  for (const totals of [...report.totals].reverse()) {
    const { head, body } = folded(
      [
        ["invariant", "verdict", "steps of it", "the first, or a shortest path"],
        ...report.checks
          .filter((check) => check.guest === totals.guest)
          .map(({ check, verdict }) => [check, verdict.verdict, ...evidence(verdict)]),
      ],
      ["left", "left", "right"],
    );
    const title = wrapped(GUEST_TITLES[totals.guest], 80).map(colors.bold);
    lines.push("", ...title, sizeText(totals), ...head.map(colors.dim), ...body);
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

function sizeText({ states, transitions, paths }: VerifyReport["totals"][number]): string {
  const listed = paths === null ? "" : `, ${grouped(paths)} simple paths`;
  return `${grouped(states)} states, ${grouped(transitions)} transitions${listed}`;
}

/** How many steps are of the situation; the first, or for a violation the shortest way to it. */
function evidence(verdict: VerifiedCheck["verdict"]): readonly [string, string] {
  switch (verdict.verdict) {
    case "holds":
      return [grouped(verdict.concerned), verdict.witness];
    case "violated":
      return [grouped(verdict.concerned), verdict.path.join(", ")];
    case "incomplete":
      return ["-", verdict.why];
    default:
      return ["0", "-"];
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
