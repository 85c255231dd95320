/** A counterexample as a Mermaid sequence diagram. */
import type { Counterexample, WorldStep } from "../../checks/world/counterexample.js";
import { deedOf, registerName, roleName } from "../../checks/world/words.js";
import { violationOf } from "../../model/invariants.js";
import type { GuestWrite, WrittenPiece } from "../../model/world/move.js";

type Participant = "guest" | "quirk" | "device" | "host" | "administrator";

/** In the order of the diagram, with what each is called there. */
const NAMES: Readonly<Record<Participant, string>> = {
  administrator: "administrator",
  guest: "guest",
  quirk: "QEMU and its quirk",
  device: "device",
  host: "host",
};

/** One arrow, or a note over its first participant. */
interface Line {
  readonly from: Participant;
  /** Undefined: a note. */
  readonly to?: Participant;
  readonly arrow?: "->>" | "-->>" | "-x";
  readonly text: string;
}

/** The participants that occur, an arrow for all that happens, and a note on what is then violated. */
export function renderMermaid(counterexample: Counterexample): string {
  const { invariant, steps } = counterexample;
  const lines = steps.flatMap(linesOf);
  const last = lines.at(-1)?.to ?? lines.at(-1)?.from ?? "guest";
  const all: readonly Line[] = [
    ...lines,
    { from: last, text: `${invariant} violated: ${violationOf(invariant)}` },
  ];
  const names = Object.keys(NAMES) as Participant[];
  const there = names.filter((name) => all.some(({ from, to }) => from === name || to === name));
  return [
    "sequenceDiagram",
    ...there.map((name) => `  participant ${name} as ${NAMES[name]}`),
    ...all.map(({ from, to, arrow = "->>", text }) =>
      to === undefined
        ? `  Note over ${from}: ${escaped(text)}`
        : `  ${from}${arrow}${to}: ${escaped(text)}`,
    ),
    "",
  ].join("\n");
}

/** Mermaid ends a message at `;`, takes `#` for the start of a character's code, and `end` for a keyword. */
function escaped(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replace(/;(?<!#35;)/g, "#59;")
    .replace(/\bend\b/gi, (word) => `${word.slice(0, 2)}#${word.charCodeAt(2)};`)
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;");
}

function linesOf(step: WorldStep): readonly Line[] {
  const { move, outcome, actor } = step;
  const text = deedOf(step);
  if (outcome.write !== undefined) return writeLines(step, outcome.write, text);
  switch (move) {
    case "capability pair":
    case "grow the allocation":
    case "disable MSI":
      return [{ from: "guest", to: "quirk", text }];
    case "enable MSI": {
      const [asks = "", granted = ""] = text.split(", ");
      return [
        { from: "guest", to: "quirk", text: asks },
        { from: "quirk", to: "host", text: "asks for as many vectors" },
        { from: "host", to: "quirk", arrow: "-->>", text: granted },
      ];
    }
    case "window":
    case "device reset":
    case "pair by memory":
      return [{ from: "guest", to: "device", text }];
    case "machine reset":
      return [
        { from: "administrator", to: "guest", text },
        { from: "administrator", to: "quirk", text: "resets the capability, not the cookie" },
        { from: "administrator", to: "device", text: "clears its registers" },
      ];
    case "message":
      return [{ from: "device", to: "host", text }];
    case "read slot 0":
    case "read ordinary":
      return [
        { from: "guest", to: "device", text },
        { from: "device", to: "guest", arrow: "-->>", text: "what it holds" },
      ];
    default:
      return [{ from: actor, text }];
  }
}

/** The guest's access, then what becomes of each piece. */
function writeLines(step: WorldStep, write: GuestWrite, text: string): readonly Line[] {
  if (write.delivery === "rejected") {
    return [{ from: "guest", to: "quirk", arrow: "-x", text: `${text}: rejected` }];
  }
  const trapped = write.pieces.filter(({ branch }) => branch !== "not trapped");
  if (trapped.length === 0) {
    const isLost = write.pieces.every(({ received }) => received.kind === "lost");
    return [{ from: "guest", to: "device", arrow: isLost ? "-x" : "->>", text }];
  }
  return [
    { from: "guest", to: "quirk", text },
    ...write.pieces.map((piece) => pieceLine(step, piece)),
  ];
}

function pieceLine({ before }: WorldStep, { word, branch, received }: WrittenPiece): Line {
  const register = registerName(word, before);
  const arrow = received.kind === "lost" ? "-x" : "->>";
  const text = `${branch}: ${register} = ${roleName(received)}`;
  return { from: "quirk", to: "device", arrow, text };
}
