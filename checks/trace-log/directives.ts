/** Lines `# quirkcheck: ...`, read and written. docs/replay.md has the grammar. */
import { fitsUnsigned, hex, parseHex } from "../../model/bits.js";
import type { Directive, SlotPair } from "./lines.js";

/** Why the arguments of a verb are not what it takes. */
export class ArgumentError extends Error {}

const COUNT = /^[0-9]+$/;
const SLOTS = ["0", "1", "2"];
const SIZES = ["1", "2", "4", "8"];

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

  has(key: string): boolean {
    return this.values.has(key);
  }

  /** A word by itself; true if it is there. */
  word(name: string): boolean {
    if (this.values.get(name) !== "") return false;
    return this.values.delete(name);
  }

  /** A number of at most so many bits (1 to 53), hexadecimal with or without `0x`. */
  number(key: string, bits: number): number {
    return Number(this.wide(key, bits));
  }

  /** A decimal number of at most so many bits (1 to 53). */
  count(key: string, bits: number): number {
    const text = this.text(key);
    if (COUNT.test(text) && fitsUnsigned(Number(text), bits)) return Number(text);
    throw new ArgumentError(`${key}=${text.slice(0, 40)} is no decimal number of ${bits} bits`);
  }

  numberOr(key: string, bits: number, otherwise: number): number {
    return this.has(key) ? this.number(key, bits) : otherwise;
  }

  /** The same of more bits. */
  wide(key: string, bits = 64): bigint {
    const text = this.text(key);
    const value = parseHex(text, bits);
    if (value !== undefined) return value;
    throw new ArgumentError(`${key}=${text.slice(0, 40)} is no hexadecimal number of ${bits} bits`);
  }

  /** One of some words. */
  choice(key: string, choices: readonly string[]): string {
    const text = this.text(key);
    if (choices.includes(text)) return text;
    throw new ArgumentError(`${key} is ${choices.join(" or ")}, not '${text.slice(0, 40)}'`);
  }

  choiceOr(key: string, choices: readonly string[], otherwise: string): string {
    return this.has(key) ? this.choice(key, choices) : otherwise;
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

/** What a verb takes: the value of its words, and the words of its value. */
interface Verb<Kind extends Directive["kind"]> {
  read(given: Arguments): Extract<Directive, { kind: Kind }>;
  write(directive: Extract<Directive, { kind: Kind }>): readonly string[];
}

/** A verb that is all there is to say. */
function alone<Value>(value: Value) {
  return { read: () => value, write: () => [] };
}

/** By verb, which is the value's kind. */
const VERBS: { readonly [Kind in Directive["kind"]]: Verb<Kind> } = {
  capability: {
    read: (given) => {
      const offset = given.number("offset", 8);
      if (offset < 0x40 || offset % 4 !== 0) {
        throw new ArgumentError("offset is not a multiple of 4 from 0x40 to 0xfc");
      }
      const is64Bit = given.choice("layout", ["32-bit", "64-bit"]) === "64-bit";
      return { kind: "capability", offset, is64Bit };
    },
    write: ({ offset, is64Bit }) => [
      `offset=${hex(offset)}`,
      `layout=${is64Bit ? "64-bit" : "32-bit"}`,
    ],
  },
  trap: {
    read: (given) => {
      if (given.word("none")) return { kind: "trap", window: null };
      const [base, size] = [given.number("base", 52), given.number("size", 52)];
      return { kind: "trap", window: { base, size } };
    },
    write: ({ window }) =>
      window === null ? ["none"] : [`base=${hex(window.base)}`, `size=${hex(window.size)}`],
  },
  "eight-byte": {
    read: (given) => {
      const isWholeOnly = given.word("whole-only");
      if (!isWholeOnly && !given.word("divisible")) {
        throw new ArgumentError("whole-only or divisible is expected");
      }
      return { kind: "eight-byte", isWholeOnly };
    },
    write: ({ isWholeOnly }) => [isWholeOnly ? "whole-only" : "divisible"],
  },
  host: {
    read: (given) => {
      if (given.word("none")) return { kind: "host", host: "unreadable" };
      const host = {
        address: given.number("address", 32),
        data: given.number("data", 16),
        high: given.numberOr("high", 32, 0),
        bigEndian: given.choiceOr("order", ["little", "big"], "little") === "big",
      };
      const vectors = given.has("vectors") ? { vectors: given.count("vectors", 8) } : {};
      return { kind: "host", host, ...vectors };
    },
    write: ({ host, vectors }) => {
      if (host === "unreadable") return ["none"];
      const { address, data, high = 0, bigEndian = false } = host;
      return [
        ...[`address=${hex(address)}`, `data=${hex(data)}`],
        ...(vectors === undefined ? [] : [`vectors=${vectors}`]),
        ...(high === 0 ? [] : [`high=${hex(high)}`]),
        ...(bigEndian ? ["order=big"] : []),
      ];
    },
  },
  "machine-reset": alone({ kind: "machine-reset" }),
  "read-fails": alone({ kind: "read-fails" }),
  "write-fails": alone({ kind: "write-fails" }),
  "device-reset": alone({ kind: "device-reset" }),
  window: {
    read: (given) => ({ kind: "window", position: given.text("position") }),
    write: ({ position }) => [`position=${position}`],
  },
  "give-up": {
    read: (given) => ({ kind: "give-up", slot: slotOf(given) }),
    write: ({ slot }) => [`slot=${slot}`],
  },
  slot: {
    read: (given) => {
      const slot = slotOf(given);
      const [address, data] = [aligned(given, "address"), aligned(given, "data")];
      const position = given.has("position") ? { position: given.text("position") } : {};
      return { kind: "slot", slot, address, data, ...position };
    },
    write: ({ slot, address, data, position }) => [
      ...[`slot=${slot}`, `address=${hex(address)}`, `data=${hex(data)}`],
      ...(position === undefined ? [] : [`position=${position}`]),
    ],
  },
  alias: {
    read: (given) => ({
      kind: "alias",
      base: aligned(given, "base"),
      of: aligned(given, "of"),
      size: aligned(given, "size"),
    }),
    write: ({ base, of, size }) => [`base=${hex(base)}`, `of=${hex(of)}`, `size=${hex(size)}`],
  },
  hardware: {
    read: (given) => {
      const isWithoutRemapping = given.word("no-remapping");
      const isOtherArchitecture = given.word("other-architecture");
      if (isWithoutRemapping || isOtherArchitecture) {
        return { kind: "hardware", isWithoutRemapping, isOtherArchitecture };
      }
      throw new ArgumentError("no-remapping or other-architecture is expected");
    },
    write: ({ isWithoutRemapping, isOtherArchitecture }) => [
      ...(isWithoutRemapping ? ["no-remapping"] : []),
      ...(isOtherArchitecture ? ["other-architecture"] : []),
    ],
  },
  memory: {
    read: (given) => ({ kind: "memory", slot: slotOf(given), ...pairOf(given) }),
    write: ({ slot, ...pair }) => [`slot=${slot}`, ...pairWords(pair)],
  },
  message: {
    read: (given) => {
      const slot = slotOf(given);
      const pair = given.word("other") ? null : pairOf(given);
      return { kind: "message", slot, pair, fate: given.text("fate") };
    },
    write: ({ slot, pair, fate }) => [
      `slot=${slot}`,
      ...(pair === null ? ["other"] : pairWords(pair)),
      `fate=${fate}`,
    ],
  },
  read: {
    read: (given) => ({
      kind: "read",
      address: given.number("address", 52),
      size: Number(given.choice("size", SIZES)),
      value: given.wide("value"),
    }),
    write: ({ address, size, value }) => [
      `address=${hex(address)}`,
      `size=${size}`,
      `value=${hex(value)}`,
    ],
  },
};

/** Offset of a register. */
function aligned(given: Arguments, key: string): number {
  const offset = given.number(key, 52);
  if (offset % 4 === 0) return offset;
  throw new ArgumentError(`${key} is not a multiple of 4`);
}

function slotOf(given: Arguments): number {
  return Number(given.choice("slot", SLOTS));
}

/** A slot's address, which may have a high word, and data. */
function pairOf(given: Arguments): SlotPair {
  return { address: given.wide("address"), data: given.number("data", 32) };
}

function pairWords({ address, data }: SlotPair): readonly string[] {
  return [`address=${hex(address)}`, `data=${hex(data)}`];
}

/**
 * The value of the words after the mark.
 * @throws ArgumentError, which says what is wrong
 */
export function readDirective(text: string): Directive {
  const [verb = "", ...words] = text.trim().split(/\s+/);
  if (!isVerb(verb)) {
    throw new ArgumentError(`'${verb.slice(0, 40)}' is none of ${Object.keys(VERBS).join(", ")}`);
  }
  try {
    const given = new Arguments(words);
    const directive = VERBS[verb].read(given);
    given.requireNoMore();
    return directive;
  } catch (error) {
    if (error instanceof ArgumentError) throw new ArgumentError(`${verb}: ${error.message}`);
    throw error;
  }
}

/** The words after the mark. */
export function directiveText(directive: Directive): string {
  const verb: { write(directive: Directive): readonly string[] } = VERBS[directive.kind];
  return [directive.kind, ...verb.write(directive)].join(" ");
}

function isVerb(word: string): word is Directive["kind"] {
  return Object.hasOwn(VERBS, word);
}
