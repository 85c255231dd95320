/** The run of mutants on a terminal. */
import picocolors from "picocolors";
import { columns } from "../../reports/columns.js";
import {
  type FileFinding,
  type InvariantFinding,
  type MutantsReport,
  mutantText,
} from "./findings.js";

/** Names of mutants shown for an invariant; `--json` has all. */
const SHOWN = 3;

/** A row for each file and each invariant, then what has to be explained. */
export function renderMutants(report: MutantsReport, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const { survivors, idleReasons, equivalent, onlyAgreement, onlyTests } = report;
  return `${[
    colors.bold("The model changed one place at a time"),
    ...fileTable(report.files),
    ...(report.invariants.length === 0
      ? []
      : [
          "",
          colors.bold("What each invariant kills, in the runs of verify"),
          ...invariantTable(report.invariants),
          "",
          `${onlyAgreement} are killed by machine-is-handler and no invariant, ${onlyTests} by tests of the model alone.`,
        ]),
    ...report.invariants.flatMap(onlyLines),
    ...report.invariants.flatMap(questions),
    ...section("Equivalent", equivalent.map(explained)),
    ...section(colors.red("Survived, without a reason"), survivors.map(mutantText)),
    ...section(
      colors.red("Reasons without a survivor"),
      idleReasons.map(({ file, source }) => `${file}: ${source}`),
    ),
  ].join("\n")}\n`;
}

function fileTable(files: readonly FileFinding[]): readonly string[] {
  const cells = (of: Omit<FileFinding, "file">) => [
    ...[of.mutants, of.killed, of.stopped, of.equivalent, of.survived].map(String),
  ];
  const sum = (size: keyof Omit<FileFinding, "file">) =>
    files.reduce((total, file) => total + file[size], 0);
  const all = {
    mutants: sum("mutants"),
    killed: sum("killed"),
    stopped: sum("stopped"),
    equivalent: sum("equivalent"),
    survived: sum("survived"),
  };
  return columns(
    [
      ["file", "mutants", "killed", "stopped", "equivalent", "survived"],
      ...files.map((file) => [file.file, ...cells(file)]),
      ["all", ...cells(all)],
    ],
    ["left", "right", "right", "right", "right", "right"],
  );
}

function invariantTable(invariants: readonly InvariantFinding[]): readonly string[] {
  return columns(
    [
      ["invariant", "kills", "no other invariant does", "nothing else does"],
      ...invariants.map(({ invariant, kills, only, nothingElse }) => [
        invariant,
        String(kills),
        String(only.length),
        String(nothingElse),
      ]),
    ],
    ["left", "right", "right", "right"],
  );
}

function onlyLines({ invariant, only }: InvariantFinding): readonly string[] {
  const more = only.length > SHOWN ? [`  and ${only.length - SHOWN} more`] : [];
  const shown = only.slice(0, SHOWN).map((mutant) => `  ${mutantText(mutant)}`);
  return only.length === 0 ? [] : ["", `Only ${invariant} kills`, ...shown, ...more];
}

function questions({ invariant, kills, only }: InvariantFinding): readonly string[] {
  if (only.length > 0) return [];
  const what = kills === 0 ? "kills none of these mutants" : "kills none that no other does";
  return ["", `${invariant} ${what}: is it needed?`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

function explained(mutant: MutantsReport["equivalent"][number]): string {
  return `${mutantText(mutant)}: ${mutant.because}`;
}
