/** What `prove` found, on a terminal. */
import picocolors from "picocolors";
import { columns, grouped, wrapped } from "../columns.js";
import { claimText, type ProofReport, type ReportedDifference } from "../proof-report.js";
import { LINE } from "./finding-text.js";

/** @param patch the file's name */
export function renderProof(report: ProofReport, patch: string, coloured: boolean): string {
  const colors = picocolors.createColors(coloured);
  const { builds, claims, differences, unknown, verdict } = report;
  const [head = "", ...rows] = columns(
    [
      ["claim", "proved", "not vacuous"],
      ...claims.map(({ id, goals, proved, controls, met }) => [
        claimText(id),
        `${grouped(proved)} of ${grouped(goals)}`,
        controls === 0 ? "-" : `${grouped(met)} of ${grouped(controls)}`,
      ]),
    ],
    ["left", "right", "right"],
  );
  return [
    colors.bold(`The C of ${patch} and the model's handler, for every input`),
    ...builds.map(
      ({ name, devices, paths, taken }) =>
        `${name}: devices ${devices.join(", ")}; ${paths} paths, ${taken} that can be taken`,
    ),
    ...(claims.length === 0 ? [] : ["", colors.dim(head), ...rows]),
    ...differences.flatMap((difference) => ["", ...differenceLines(difference)]),
    ...(unknown.length === 0 ? [] : ["", "Not known:", ...unknown.map((text) => `  ${text}`)]),
    "",
    verdict === "proved"
      ? colors.green(
          `Proved: ${grouped(report.questions)} different questions, each answered as it has to be.`,
        )
      : colors.red(CLOSING[verdict]),
    "",
  ].join("\n");
}

/** The last lines of `verify`. @param patch the posted one: its mail, and the digest of its C, hexadecimal */
export function provedLine(
  patch: { readonly messageId: string; readonly digest: string },
  { builds, questions }: ProofReport,
): string {
  const names = builds.map(({ name }) => name).join("; ");
  const said = `The handler is proved equal at full width to the posted patch (${patch.messageId}, C of sha256 ${patch.digest.slice(0, 12)}), by z3 over its WebAssembly (${names}): ${grouped(questions)} questions.`;
  return `${wrapped(said, LINE).join("\n")}\n`;
}

const CLOSING = {
  refuted: "Refuted: the C and the model differ.",
  incomplete: "Incomplete: nothing is proved, and nothing refuted.",
} as const;

function differenceLines({ id, where, build, call }: ReportedDifference): readonly string[] {
  const head = `not so (${build}, ${where}): ${claimText(id)}`;
  if (call === null) return [head];
  return [
    head,
    `  ${call.input}`,
    `  C      ${call.c}`,
    `  model  ${call.model}`,
    call.reachable
      ? "  a guest's access leads to this call"
      : "  QEMU's memory core makes no such call, whatever the guest does",
  ];
}
