/** A counterexample as a Mermaid sequence diagram. */
import type { Counterexample } from "../../checks/findings/counterexample.js";
import { type ArrivedPiece, piecesOf, type RunStep } from "../../checks/world/run.js";
import { violationOf } from "../../model/invariants.js";
import { actorOf, type Delivery } from "../../model/world/action.js";
import { NOT_TRAPPED } from "../../model/world/move.js";
import { actionText, grantText, registerName, roleName } from "../text/action.js";

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

function linesOf(step: RunStep): readonly Line[] {
  const { action, before } = step;
  const text = actionText(action, before);
  switch (action.kind) {
    case "write":
      return writeLines(action.delivery, piecesOf(step), text);
    case "program-pair":
    case "grow-allocation":
    case "disable-msi":
      return [{ from: "guest", to: "quirk", text }];
    case "enable-msi":
      return [
        { from: "guest", to: "quirk", text: "enables MSI" },
        { from: "quirk", to: "host", text: "asks for as many vectors" },
        { from: "host", to: "quirk", arrow: "-->>", text: grantText(action) },
      ];
    case "move-window":
    case "reset-device":
    case "program-by-memory":
      return [{ from: "guest", to: "device", text }];
    case "reset-machine":
      return [
        { from: "administrator", to: "guest", text },
        { from: "administrator", to: "quirk", text: "resets the capability, not the cookie" },
        { from: "administrator", to: "device", text: "clears its registers" },
      ];
    case "message":
      return [{ from: "device", to: "host", text }];
    case "read":
      return [
        { from: "guest", to: "device", text },
        { from: "device", to: "guest", arrow: "-->>", text: "what it holds" },
      ];
    default:
      return [{ from: actorOf(action.kind), text }];
  }
}

/** The guest's access, then what becomes of each piece. */
function writeLines(
  delivery: Delivery,
  pieces: readonly ArrivedPiece[],
  text: string,
): readonly Line[] {
  if (delivery === "rejected") {
    return [{ from: "guest", to: "quirk", arrow: "-x", text: `${text}: rejected` }];
  }
  if (pieces.every(({ branch }) => branch === NOT_TRAPPED)) {
    const isLost = pieces.every(({ received }) => received.kind === "lost");
    return [{ from: "guest", to: "device", arrow: isLost ? "-x" : "->>", text }];
  }
  return [{ from: "guest", to: "quirk", text }, ...pieces.map(pieceLine)];
}

function pieceLine({ word, register, branch, received }: ArrivedPiece): Line {
  const arrow = received.kind === "lost" ? "-x" : "->>";
  const text = `${branch}: ${registerName(register, word)} = ${roleName(received)}`;
  return { from: "quirk", to: "device", arrow, text };
}
