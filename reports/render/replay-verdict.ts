/** What a log shows, for people. */
import picocolors from "picocolors";
import type {
  AssumptionVerdict,
  LogVerdict,
  QuirkVerdict,
  SeenDevice,
  UnknownChip,
} from "../../checks/replay/watch/result.js";
import { hex } from "../../model/bits.js";
import { columns, wrappedItems } from "../columns.js";
import { pairText, reportedDifference, ringText } from "../replay-report.js";
import { reasonText } from "../text/replay-reasons.js";

/** Width of a terminal's line, less a margin. */
const WIDTH = 100;

type Colours = ReturnType<typeof picocolors.createColors>;

/**
 * The rings, the assumptions and the quirk, each as a paragraph.
 * @param whole every assumption with its reason, not only the broken ones
 */
export function verdictText(verdict: LogVerdict, coloured: boolean, whole: boolean): string {
  const colours = picocolors.createColors(coloured);
  const paragraphs = [
    deviceLines(verdict),
    whole
      ? assumptionTable(verdict.assumptions, colours)
      : assumptionLines(verdict.assumptions, colours),
    quirkLines(verdict.quirk, colours),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.join("\n")}\n`)
    .join("");
}

function deviceLines({ device, unknown }: LogVerdict): readonly string[] {
  if (unknown !== null) return unknownLines(unknown);
  return device === null ? NO_DEVICE : seenLines(device);
}

const NO_DEVICE = ["no MSI register of a known chip is written in this log"];

function unknownLines({ isOfAny, nearest, triples, more }: UnknownChip): readonly string[] {
  const rows = triples.map(({ address, line, times, vector }) => [
    hex(address),
    String(line),
    String(times),
    String(vector),
  ]);
  const table = columns([["address", "line", "times", "vector"], ...rows], ["left", ...RIGHT]);
  const but = nearest === null ? "" : `; ${nearest} fits best, and lacks some of them`;
  return [
    `${isOfAny ? "of no known chip" : "not of the chip that was named"}${but}: registers that get the guest's address, its high half and data`,
    ...table.map((line) => `  ${line}`),
    ...(more === 0 ? [] : [`  and ${more} more`]),
    "which of them are rings' is not known, so nothing is concluded from them (--chip FILE says it)",
  ];
}

const RIGHT = ["right", "right", "right"] as const;

function seenLines(device: SeenDevice): readonly string[] {
  const { name, deviceId, by, orElse, rings, neverProgrammed, byMessage } = device;
  const rows = rings.map(({ name: ring, address, line, times, vector }) => [
    ring,
    hex(address),
    String(line),
    String(times),
    vector === null ? "-" : String(vector),
  ]);
  const header = ["ring", "address", "line", "times", "vector"];
  const table = columns([header, ...rows], ["left", "left", "right", "right", "right"]);
  const others = orElse.length === 0 ? "" : `, or ${orElse.join(", ")}`;
  return [
    `${name} (${hex(deviceId)})${others}, by the registers that get ${by === "address" ? "the guest's address" : "pairs, though none of the capability's"}`,
    ...table.map((line) => `  ${line}`),
    ...list("never programmed", neverProgrammed.map(ringText)),
    ...list("programmed by message, which no log shows", byMessage),
  ];
}

function assumptionLines(
  assumptions: readonly AssumptionVerdict[],
  colours: Colours,
): readonly string[] {
  const of = (verdict: AssumptionVerdict["verdict"]) =>
    assumptions.filter((it) => it.verdict === verdict);
  const names = (verdict: AssumptionVerdict["verdict"]) =>
    of(verdict).map(({ assumption }) => assumption);
  const [kept, broken, undecided] = [names("kept"), of("broken"), names("undecided")];
  const said = of("said");
  const saidText = said.length === 0 ? "" : `${said.length} said to be broken, `;
  return [
    `assumptions in this log: ${broken.length} broken, ${saidText}${kept.length} kept, ${undecided.length} undecided`,
    ...broken.map((it) => colours.red(`  ${it.assumption}: ${brokenText(it)}`)),
    ...said.map((it) => colours.red(`  ${it.assumption}: ${brokenText(it)}`)),
    ...list("kept", kept),
    ...list("undecided (--assumptions says why)", undecided),
  ];
}

function assumptionTable(
  assumptions: readonly AssumptionVerdict[],
  colours: Colours,
): readonly string[] {
  const rows = assumptions.map((it) => [
    it.assumption,
    it.verdict,
    isBroken(it) ? brokenText(it) : reasonText(it.reason),
  ]);
  const lines = columns([["assumption", "in this log", "because"], ...rows]);
  return lines.map((line, i) => {
    if (i === 0) return colours.bold(line);
    const row = assumptions[i - 1];
    return row !== undefined && isBroken(row) ? colours.red(line) : line;
  });
}

/** As the log shows, or says. */
function isBroken({ verdict }: AssumptionVerdict): boolean {
  return verdict === "broken" || verdict === "said";
}

function brokenText({ lines, times, reason }: AssumptionVerdict): string {
  const more = times > lines.length ? `, ${times} times in all` : "";
  const where = lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(", ")}`;
  return `${where}${more}: ${reasonText(reason)}`;
}

function quirkLines(quirk: QuirkVerdict | null, colours: Colours): readonly string[] {
  if (quirk === null) return [];
  const { agreed, differed, differences, hostPairs } = quirk;
  const pairs =
    hostPairs.length === 0 ? "" : `; the host's pair: ${hostPairs.map(pairText).join(", ")}`;
  const replaced = `${agreed} ${agreed === 1 ? "replacement" : "replacements"}`;
  if (differed === 0) return [`quirk in place: ${replaced}, each as the model has it${pairs}`];
  return [
    colours.red(
      `quirk in place: not as the model has it ${differed === 1 ? "once" : `${differed} times`}, as it has it ${agreed} times`,
    ),
    ...differences
      .map(reportedDifference)
      .flatMap(({ line, expected, got, state }) => [
        `  line ${line}: expected ${expected}`,
        `    got ${got}; the model agrees with all before it and is in ${state}`,
      ]),
  ];
}

/** `what: a, b, c`, wrapped; nothing for an empty list. */
function list(what: string, [first, ...others]: readonly string[]): readonly string[] {
  return first === undefined ? [] : wrappedItems([`${what}: ${first}`, ...others], WIDTH, "  ");
}
