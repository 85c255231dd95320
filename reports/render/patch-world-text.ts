/** What a patch changes in the world, on a terminal. */
import picocolors from "picocolors";
import type {
  CutSetChange,
  CutSetThatCame,
  PatchWorldReport,
} from "../../checks/patch/world/compare-worlds.js";
import { columns, grouped } from "../columns.js";

/** @param patch the file's name */
export function renderPatchWorld(
  report: PatchWorldReport,
  patch: string,
  coloured: boolean,
): string {
  const colors = picocolors.createColors(coloured);
  const { model, cutSets, went, came, order, allocations, incomplete, same } = report;
  const table = columns(
    [
      ["quirk", "states", "transitions", "cut sets"],
      ["the model", grouped(model.nodes), grouped(model.transitions), String(cutSets.model)],
      [
        "the C",
        grouped(report.patch.nodes),
        grouped(report.patch.transitions),
        String(cutSets.patch),
      ],
    ],
    ["left", "right", "right", "right"],
  );
  return [
    colors.bold(`The world with the C of ${patch} as its quirk, and with the model`),
    `${allocations.join(", ")} vectors allocated; every set of up to ${order} dropped` +
      (report.exact ? "; every vector offset" : ""),
    "",
    ...table,
    ...section("Cut sets that went", went.map(changeText), colors.bold),
    ...section("Cut sets that came", came.flatMap(cameLines), colors.bold),
    ...section("Cut short", incomplete, colors.bold),
    "",
    same
      ? colors.green("The same, state for state.")
      : colors.red(
          incomplete.length > 0
            ? "Cut short, so whether the two worlds are the same is not known."
            : "The two worlds are not the same.",
        ),
    "",
  ].join("\n");
}

function section(
  title: string,
  lines: readonly string[],
  bold: (text: string) => string,
): readonly string[] {
  return lines.length === 0 ? [] : ["", bold(title), ...lines];
}

function changeText({ invariant, assumptions, allocations }: CutSetChange): string {
  const set = assumptions.length === 0 ? "nothing dropped" : assumptions.join(" + ");
  return `  ${invariant}: ${set} (${allocations.join(", ")} vectors)`;
}

function cameLines(change: CutSetThatCame): readonly string[] {
  const { start, steps, allocated } = change;
  return [
    changeText(change),
    `    ${allocated} vectors; ${start}`,
    ...steps.map(({ actor, what, quirk }, i) => {
      const did = quirk === null ? "" : `: ${quirk}`;
      return `    ${i + 1}. ${actor}: ${what}${did}`;
    }),
  ];
}
