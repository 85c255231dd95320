/**
 * Lines `# quirkcheck: ...`: what happened that QEMU's trace events do not tell. Other tools take them for
 * comments. docs/replay.md has the grammar.
 */
import { fitsUnsigned, parseHex } from "../../model/bits.js";
import type { TrappedWindow } from "../../model/quirks/as-posted/probe.js";
import type { Host } from "./host.js";
import type { UnreadableLine } from "./parse-line.js";

export type Directive =
  /** The MSI capability begins there, with nothing in it yet. */
  | { readonly kind: "capability"; readonly offset: number; readonly is64Bit: boolean }
  /** The range of BAR 0 that the quirk traps; null: there is no quirk. */
  | { readonly kind: "trap"; readonly window: TrappedWindow | null }
  /** The device ignores an 8-byte write that the quirk hands on as two. */
  | { readonly kind: "eight-byte"; readonly isWholeOnly: boolean }
  /** What the host's physical registers hold from here on. */
  | { readonly kind: "host"; readonly host: Host }
  | { readonly kind: "machine-reset" }
  /** Of the device alone: the quirk does not see it, the slots are cleared. */
  | { readonly kind: "device-reset" }
  /** Of the next write to BAR 0. */
  | { readonly kind: "read-fails" }
  | { readonly kind: "write-fails" }
  /** For people: the quirk does not see it happen. */
  | { readonly kind: "told" };

const MARK = "# quirkcheck:";
const COUNT = /^[0-9]+$/;

/**
 * Reads one line, without its line ending.
 * @returns `unreadable` if it begins as such a line and goes on otherwise; undefined for every other line
 */
export function parseDirective(text: string): Directive | UnreadableLine | undefined {
  if (!text.startsWith(MARK)) return undefined;
  const [verb = "", ...rest] = text.slice(MARK.length).trim().split(/\s+/);
  const read = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (read === undefined) {
    const known = Object.keys(VERBS).join(", ");
    return unreadable(`'${verb.slice(0, 40)}' is none of ${known}`);
  }
  try {
    const given = new Arguments(rest);
    const directive = read(given);
    given.requireNoMore();
    return directive;
  } catch (error) {
    if (error instanceof ArgumentError) return unreadable(`${verb}: ${error.message}`);
    throw error;
  }
}

function unreadable(problem: string): UnreadableLine {
  return { kind: "unreadable", problem: `# quirkcheck: ${problem}` };
}

class ArgumentError extends Error {}

/** The words after a verb, `key=value` or alone; each is to be taken once. */
class Arguments {
  private readonly values = new Map<string, string>();

  constructor(words: readonly string[]) {
    for (const word of words) {
      const at = word.indexOf("=");
      const key = at < 0 ? word : word.slice(0, at);
      if (this.values.has(key)) throw new ArgumentError(`'${key}' is there twice`);
      this.values.set(key, at < 0 ? "" : word.slice(at + 1));
    }
  }

  /** A word by itself; true if it is there. */
  word(name: string): boolean {
    if (this.values.get(name) !== "") return false;
    return this.values.delete(name);
  }

  /** A number of at most so many bits, hexadecimal with or without `0x`. */
  number(key: string, bits: number): number {
    const text = this.text(key);
    const value = parseHex(text, bits);
    if (value !== undefined) return Number(value);
    throw new ArgumentError(`${key}=${text.slice(0, 40)} is no hexadecimal number of ${bits} bits`);
  }

  /** A decimal number of at most so many bits (1 to 53), which may be left out. */
  passCount(key: string, bits: number): void {
    if (!this.values.has(key)) return;
    const text = this.text(key);
    if (COUNT.test(text) && fitsUnsigned(Number(text), bits)) return;
    throw new ArgumentError(`${key}=${text.slice(0, 40)} is no decimal number of ${bits} bits`);
  }

  numberOr(key: string, bits: number, otherwise: number): number {
    return this.values.has(key) ? this.number(key, bits) : otherwise;
  }

  /** One of some words. */
  choice(key: string, choices: readonly string[]): string {
    const text = this.text(key);
    if (choices.includes(text)) return text;
    throw new ArgumentError(`${key} is ${choices.join(" or ")}, not '${text.slice(0, 40)}'`);
  }

  choiceOr(key: string, choices: readonly string[], otherwise: string): string {
    return this.values.has(key) ? this.choice(key, choices) : otherwise;
  }

  text(key: string): string {
    const text = this.values.get(key);
    if (text === undefined || text === "") throw new ArgumentError(`${key}=... is missing`);
    this.values.delete(key);
    return text;
  }

  requireNoMore(): void {
    const [first] = this.values.keys();
    if (first !== undefined) throw new ArgumentError(`'${first.slice(0, 40)}' is not known here`);
  }
}

const TOLD: Directive = { kind: "told" };
const SLOTS = ["0", "1", "2"];

/** What each verb takes. */
const VERBS: Readonly<Record<string, (given: Arguments) => Directive>> = {
  capability: (given) => {
    const offset = given.number("offset", 8);
    if (offset < 0x40 || offset % 4 !== 0) {
      throw new ArgumentError("offset is not a multiple of 4 from 0x40 to 0xfc");
    }
    const is64Bit = given.choice("layout", ["32-bit", "64-bit"]) === "64-bit";
    return { kind: "capability", offset, is64Bit };
  },
  trap: (given) => {
    if (given.word("none")) return { kind: "trap", window: null };
    const [base, size] = [given.number("base", 52), given.number("size", 52)];
    return { kind: "trap", window: { base, size } };
  },
  "eight-byte": (given) => {
    const isWholeOnly = given.word("whole-only");
    if (!isWholeOnly && !given.word("divisible")) {
      throw new ArgumentError("whole-only or divisible is expected");
    }
    return { kind: "eight-byte", isWholeOnly };
  },
  host: (given) => {
    if (given.word("none")) return { kind: "host", host: "unreadable" };
    const host = {
      address: given.number("address", 32),
      data: given.number("data", 16),
      high: given.numberOr("high", 32, 0),
      bigEndian: given.choiceOr("order", ["little", "big"], "little") === "big",
    };
    // The handler has no way to know how many vectors there are.
    given.passCount("vectors", 8);
    return { kind: "host", host };
  },
  "machine-reset": () => ({ kind: "machine-reset" }),
  "read-fails": () => ({ kind: "read-fails" }),
  "write-fails": () => ({ kind: "write-fails" }),
  "device-reset": () => ({ kind: "device-reset" }),
  window: (given) => {
    given.text("position");
    return TOLD;
  },
  "give-up": (given) => {
    given.choice("slot", SLOTS);
    return TOLD;
  },
  memory: (given) => {
    tellMessage(given);
    return TOLD;
  },
  message: (given) => {
    if (given.word("other")) given.choice("slot", SLOTS);
    else tellMessage(given);
    given.text("fate");
    return TOLD;
  },
  read: (given) => {
    given.number("address", 52);
    given.choice("size", ["1", "2", "4", "8"]);
    given.number("value", 64);
    return TOLD;
  },
};

/** A slot's address, which may have a high word, and data. */
function tellMessage(given: Arguments): void {
  given.choice("slot", SLOTS);
  given.number("address", 64);
  given.number("data", 32);
}
