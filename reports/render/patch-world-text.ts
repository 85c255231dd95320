/** What a patch changes in the world, on a terminal. */
import picocolors from "picocolors";
import type {
  CutSetChange,
  LengthChange,
  PatchWorldSize,
} from "../../checks/conform/world/compare-worlds.js";
import { SEVERITIES, type Severity } from "../../checks/findings/findings.js";
import { columns, grouped } from "../columns.js";
import type { PatchWorldReport, ToldCutSet } from "../patch-world-report.js";
import { notComparedLines, placeText } from "../text/not-compared.js";

/** @param patch the file's name */
export function renderPatchWorld(
  report: PatchWorldReport,
  patch: string,
  coloured: boolean,
): string {
  const colors = picocolors.createColors(coloured);
  const { model, patch: ofC, went, came, lengths, order, allocations, incomplete } = report;
  const notCompared = notComparedLines(report.notCompared).map((line) => `  ${line}`);
  return [
    colors.bold(`The world with the C of ${patch} as its quirk, and with the model`),
    `vectors allocated: ${allocations.join(", ")}; every set of up to ${order} dropped` +
      (report.exact ? "; every vector offset" : ""),
    ...(model === null || ofC === null ? [] : ["", ...table(model, ofC)]),
    ...section(
      "Otherwise with nothing dropped",
      report.verdicts.map(
        ({ invariant, model: before, patch: now }) => `  ${invariant}: ${now}, not ${before}`,
      ),
      colors.bold,
    ),
    ...section("Cut sets that went", bySeverity(went, changeLines), colors.bold),
    ...section("Cut sets that came", bySeverity(came, cameLines), colors.bold),
    ...section(
      "Cut sets with a way of another length",
      bySeverity(lengths, lengthLines),
      colors.bold,
    ),
    ...section("Cut short", [...incomplete, ...endlessLines(report)], colors.bold),
    ...section("Not compared", notCompared, colors.bold),
    "",
    report.verdict.startsWith("same") ? colors.green(closing(report)) : colors.red(closing(report)),
    "",
  ].join("\n");
}

function closing({ verdict, model }: PatchWorldReport): string {
  switch (verdict) {
    case "same":
      return "The same, state for state.";
    case "same verdicts":
      return "The same verdicts, cut sets and lengths; not the same states.";
    case "incomplete":
      return "Cut short, so whether the two worlds are the same is not known.";
    case "differs":
      return "The two worlds are not the same.";
    default:
      return model === null
        ? "The search ended there: a quirk of the world keeps its state and makes one write, no more."
        : "The same verdicts, cut sets and lengths; what is named above was not compared.";
  }
}

function endlessLines({ endless }: PatchWorldReport): readonly string[] {
  if (endless === null) return [];
  const { words, most, writes } = endless;
  const cause = writes.length === 0 ? "" : ` with ${writes.join(", then ")}, over and over`;
  return [
    `  the C's state does not come to an end: ${words.map(placeText).join(", ")}, more than ${grouped(most)} values${cause}`,
  ];
}

function table(model: PatchWorldSize, patch: PatchWorldSize): readonly string[] {
  const row = (whose: string, { nodes, transitions, cutSets }: PatchWorldSize) => [
    whose,
    grouped(nodes),
    grouped(transitions),
    String(cutSets),
  ];
  return columns(
    [["quirk", "states", "transitions", "cut sets"], row("the model", model), row("the C", patch)],
    ["left", "right", "right", "right"],
  );
}

function section(
  title: string,
  lines: readonly string[],
  bold: (text: string) => string,
): readonly string[] {
  return lines.length === 0 ? [] : ["", bold(title), ...lines];
}

interface Grouped extends CutSetChange {
  readonly severity: Severity;
}

/** The gravest first, each severity with how many there are. */
function bySeverity<Change extends Grouped>(
  changes: readonly Change[],
  linesOf: (changes: readonly Change[]) => readonly string[],
): readonly string[] {
  return SEVERITIES.flatMap((severity) => {
    const own = changes.filter((change) => change.severity === severity);
    return own.length === 0 ? [] : [`  ${severity}: ${own.length}`, ...linesOf(own)];
  });
}

function changeText({ invariant, assumptions, allocations }: CutSetChange): string {
  const set = assumptions.length === 0 ? "nothing dropped" : assumptions.join(" + ");
  return `    ${invariant}: ${set} (${allocations.join(", ")} vectors)`;
}

function changeLines(changes: readonly CutSetChange[]): readonly string[] {
  return changes.map(changeText);
}

function lengthLines(changes: readonly LengthChange[]): readonly string[] {
  return changes.map(
    (change) => `${changeText(change)}: ${change.patch} steps, not ${change.model}`,
  );
}

/** Those that one run shows stand together. */
function cameLines(changes: readonly ToldCutSet[]): readonly string[] {
  const byRun = new Map<string, ToldCutSet[]>();
  for (const change of changes) {
    const run = runLines(change).join("\n");
    byRun.set(run, [...(byRun.get(run) ?? []), change]);
  }
  return [...byRun].flatMap(([run, those]) => [...changeLines(those), run]);
}

function runLines({ start, steps, allocated }: ToldCutSet): readonly string[] {
  return [
    `      ${allocated} vectors; ${start}`,
    ...steps.map(({ actor, what, quirk }, i) => {
      const did = quirk === null ? "" : `: ${quirk}`;
      return `      ${i + 1}. ${actor}: ${what}${did}`;
    }),
  ];
}
