/** The lockstep's result on a terminal. */
import picocolors from "picocolors";
import { hex } from "../../model/bits.js";
import { columns, grouped } from "../columns.js";
import type { ConformDifference, ConformReport, ConformSequence } from "../conform-report.js";
import { branchText, notComparedLines } from "../text/not-compared.js";

/** Kinds of difference that are shown; JSON has all. */
const MOST_SHOWN = 6;

/** @param patch the file's name */
export function renderConform(report: ConformReport, patch: string, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const { phases, steps, branches, differences, sequence, functions, deviceIds } = report;
  const [head = "", ...rows] = columns(
    [
      ["compared", "steps", "differences"],
      ...phases.map((phase) => [
        phase.what,
        grouped(phase.steps),
        `${grouped(phase.differences)}${phase.stopped ? ", ended early" : ""}`,
      ]),
      ["all", grouped(steps), grouped(phases.reduce((sum, phase) => sum + phase.differences, 0))],
    ],
    ["left", "right", "right"],
  );
  const shown = differences.slice(0, MOST_SHOWN);
  const more = differences.length - shown.length;
  return [
    colors.bold(`The C of ${patch} and the model, side by side`),
    `taken from it: ${functions.join(", ")}`,
    `its handler called for: ${deviceIds.length === 0 ? "no device" : deviceIds.map(hex).join(", ")}`,
    "",
    colors.dim(head),
    ...rows,
    "",
    `branches of the C: ${branches.taken} of ${branches.ways} ways taken`,
    ...(sequence === null ? [] : ["", ...sequenceLines(sequence, colors.bold)]),
    ...shown.flatMap((difference) => ["", ...differenceLines(difference, colors.bold)]),
    ...(more > 0 ? ["", `${more} more kinds of difference: --json shows all`] : []),
    ...report.unreached.map((branch) => `  out of reach, as was said: ${branchText(branch)}`),
    "",
    ...closing(report, colors),
    "",
  ].join("\n");
}

type Colors = ReturnType<typeof picocolors.createColors>;

function closing(report: ConformReport, { red, green }: Colors): readonly string[] {
  const { verdict, differences } = report;
  const notCompared = notComparedLines(report.notCompared).map((line) => `  ${line}`);
  switch (verdict) {
    case "agrees":
      return [green("No difference: in every step the C does what the model does.")];
    case "not compared":
      return [red("No difference in what was compared; not compared:"), ...notCompared];
    default:
      return [
        ...(notCompared.length === 0 ? [] : ["Not compared:", ...notCompared, ""]),
        red(
          differences.some(({ reachable }) => reachable)
            ? "The C and the model differ."
            : "The C and the model differ, but only in calls that QEMU's memory core never makes.",
        ),
      ];
  }
}

function differenceLines(
  { phase, fields, reachable, count, deviceId, input, c, model }: ConformDifference,
  bold: (text: string) => string,
): readonly string[] {
  const times = count === 1 ? "once" : `${grouped(count)} times`;
  const never = reachable ? "" : "; the memory core never makes such a call";
  const beside = phase === "pairs" ? " with another beside it" : "";
  return [
    bold(
      `${fields.join(", ")} differ${fields.length === 1 ? "s" : ""} (${phase}, ${times}${never})`,
    ),
    `  input  ${deviceId === null ? "" : `device ${hex(deviceId)}${beside}: `}${input}`,
    `  C      ${c}`,
    `  model  ${model}`,
  ];
}

function sequenceLines(
  { reachable, deviceId, calls, steps, log, replayOptions }: ConformSequence,
  bold: (text: string) => string,
): readonly string[] {
  const never = reachable ? "" : ", of calls that the memory core never makes";
  const lines = steps.flatMap(({ action, c, model }, i) => [
    `  ${i + 1}. ${action}`,
    ...(c === null ? [] : [`     C      ${c}`]),
    ...(model === null ? [] : [`     model  ${model}`]),
  ]);
  const asLog =
    log.length === 0
      ? []
      : [
          "  as a log:",
          ...log.map((line) => `    ${line}`),
          `  which the model takes by: replay LOG ${replayOptions.join(" ")}`,
        ];
  return [
    bold(
      `A shortest sequence, ${calls} ${calls === 1 ? "call" : "calls"} of device ${hex(deviceId)}${never}`,
    ),
    ...lines,
    ...asLog,
  ];
}
