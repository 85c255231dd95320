/** The comparison with SPIN on a terminal. */
import picocolors from "picocolors";
import { columns, grouped } from "../../reports/columns.js";
import type { SpinComparison, SpinReport } from "./findings.js";

/** A row for each configuration, then every difference. */
export function renderSpin({ comparisons, agree }: SpinReport, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const [head = "", ...rows] = columns(
    [
      [
        "vectors",
        "dropped",
        "states",
        "SPIN's",
        "transitions",
        "SPIN's",
        "violated",
        "lengths",
        "",
      ],
      ...comparisons.map(row),
    ],
    ["right", "left", "right", "right", "right", "right", "right", "left", "left"],
  );
  const differences = comparisons.flatMap((comparison) =>
    comparison.differences.map((text) => `${nameOf(comparison)}: ${text}`),
  );
  const states = comparisons.reduce((sum, { explorer }) => sum + explorer.states, 0);
  const transitions = comparisons.reduce((sum, { explorer }) => sum + explorer.transitions, 0);
  const closing = agree
    ? `${comparisons.length} configurations, ${grouped(states)} states, ${grouped(transitions)} transitions: explorer and SPIN agree in every one.`
    : colors.red(`${differences.length} differences:`);
  return `${[
    colors.bold("The world explored, and the same world in Promela (tools/spin) under SPIN"),
    colors.dim(head),
    ...rows,
    "",
    closing,
    ...differences,
  ].join("\n")}\n`;
}

function row(comparison: SpinComparison): readonly string[] {
  const { vectors, explorer, spin, lengths, differences } = comparison;
  const violated = explorer.verdicts.filter(({ verdict }) => verdict === "violated");
  return [
    String(vectors),
    comparison.dropped.join(", ") || "nothing",
    grouped(explorer.states),
    grouped(spin.states),
    grouped(explorer.transitions),
    grouped(spin.transitions),
    `${violated.length} of ${explorer.verdicts.length}`,
    lengths ? lengthsOf(violated) : "-",
    differences.length === 0 ? "agree" : "DIFFER",
  ];
}

function lengthsOf(violated: readonly { readonly length: number | null }[]): string {
  return violated.map(({ length }) => length ?? "?").join(" ") || "none";
}

function nameOf({ vectors, dropped }: SpinComparison): string {
  return `${vectors} vectors, ${dropped.join(", ") || "nothing"} dropped`;
}
