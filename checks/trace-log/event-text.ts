/**
 * The text of an event, from one template: as the log backend prints it, as simpletrace.py does, and back.
 *
 * Source: QEMU scripts/tracetool/backend/log.py (the event's name, a space, then what its format string
 * gives) and scripts/simpletrace.py (name, microseconds since the last event, pid, then each argument with
 * its name; an integer as the 64 bits of its record, a string as Python shows bytes).
 */
import { hex } from "../../model/bits.js";

/** What stands in the places of a template, each kind in its order. */
export interface EventValues {
  readonly texts: readonly string[];
  /** Unsigned; exact below 2 to the power of 53, and above it still above. */
  readonly numbers: readonly number[];
  readonly wide: readonly bigint[];
}

/** What `vbasedev->name` is for a PCI device. */
export const PCI_ADDRESS = String.raw`[0-9a-fA-F]{4,}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7]`;

/**
 * A place: the argument's name, and what it is: a device's name, text, decimal, hexadecimal, hexadecimal of 64
 * bits.
 */
const PLACE = /\{(\w+):([stdxw])\}/;

const HEX = "([0-9a-fA-F]+)";
/** A name that has a colon is a PCI address: with a piece of other text in it, it is none. */
const DEVICE = String.raw`(${PCI_ADDRESS}|[^\s():,[\]]+)`;
const LOG_FORMS = { s: DEVICE, t: "(.+)", d: "(\\d+)", x: HEX, w: HEX } as const;
/** Python 3 prints b'...', or b"..." around a quote; its version 2 printed the text alone. */
const SIMPLE_STRING = String.raw`(b?'[^']*'|b?"[^"]*"|\S+)`;
const SIMPLE_FORMS = {
  s: SIMPLE_STRING,
  t: SIMPLE_STRING,
  d: `0x${HEX}`,
  x: `0x${HEX}`,
  w: `0x${HEX}`,
} as const;
const SIMPLE_HEAD = String.raw`-?\d+(?:\.\d+)? pid=\d+`;

type Conversion = keyof typeof LOG_FORMS;

/** How the text of an event begins after its name, where it begins with the device's. */
const DEVICE_BEGINS = String.raw`\d|[0-9a-fA-F]{8}-|VFIO_FD`;

export class EventText {
  /** Matches a line's rest after the event's name if that is an event, whole or not. */
  readonly begins: RegExp;
  /** Text and places in turn: literal, name, conversion, literal, ... */
  readonly #pieces: readonly string[];
  readonly #conversions: readonly Conversion[];
  readonly #log: RegExp;
  readonly #simple: RegExp;

  /**
   * @param event the event's name
   * @param template its format string with `{argument:conversion}` for each argument, in their order; a space
   *   at its start is one that the format string has there
   */
  constructor(
    readonly event: string,
    template: string,
  ) {
    this.#pieces = template.split(PLACE);
    this.#conversions = this.#pieces.filter((_, i) => i % 3 === 2).map(conversion);
    const log = this.#join(literal, (_, how) => LOG_FORMS[how]);
    this.#log = new RegExp(`^${log.trimStart()}$`);
    const first = (this.#pieces[0] ?? "").trim();
    this.begins = new RegExp(
      `^\\s+(?:${first === "" ? DEVICE_BEGINS : literal(first)}|${SIMPLE_HEAD.slice(0, -3)})`,
    );
    const simple = this.#join(
      () => "",
      (name, how) => ` ${name}=${SIMPLE_FORMS[how]}`,
    );
    this.#simple = new RegExp(`^${SIMPLE_HEAD}${simple}$`);
  }

  /** Both printers' forms, for a message that says what was expected. */
  get expected(): string {
    const log = this.#join(same, (name) => name.toUpperCase()).trimStart();
    const simple = this.#join(
      () => "",
      (name, how) => ` ${name}=${how === "s" || how === "t" ? name.toUpperCase() : "0xN"}`,
    );
    return `expected '${log}' or 'TIME pid=N${simple}'`;
  }

  /** True if `payload` may have been longer: it ends in a number or text, or is without its end. */
  isOpenEnded(payload: string): boolean {
    const end = this.#pieces.at(-1) ?? "";
    return end === "" || !payload.includes(end);
  }

  /** What stands in `payload`, the line after the event's name; undefined if it is neither printer's. */
  parse(payload: string): EventValues | undefined {
    const log = this.#log.exec(payload);
    if (log !== null) return this.#values(log, same, 10);
    const simple = this.#simple.exec(payload);
    return simple === null ? undefined : this.#values(simple, unquoted, 16);
  }

  /** @param radix of a decimal place */
  #values(match: RegExpExecArray, string: (text: string) => string, radix: 10 | 16): EventValues {
    const texts: string[] = [];
    const numbers: number[] = [];
    const wide: bigint[] = [];
    for (const [i, how] of this.#conversions.entries()) {
      const text = match[i + 1] ?? "";
      if (how === "s" || how === "t") texts.push(string(text));
      else if (how === "w") wide.push(BigInt(`0x${text}`));
      else numbers.push(Number.parseInt(text, how === "d" ? radix : 16));
    }
    return { texts, numbers, wide };
  }

  /** The line as the log backend prints it. @param values in the order of the template */
  format(values: readonly (string | number | bigint)[]): string {
    let next = 0;
    const text = this.#join(same, (_, how) => {
      const value = values[next++] ?? "";
      const isHex = (how === "x" || how === "w") && typeof value !== "string";
      return isHex ? hex(value).slice(2) : String(value);
    });
    return `${this.event} ${text}`;
  }

  #join(
    text: (literal: string) => string,
    place: (name: string, how: Conversion) => string,
  ): string {
    let joined = text(this.#pieces[0] ?? "");
    for (const [i, how] of this.#conversions.entries()) {
      joined += place(this.#pieces[3 * i + 1] ?? "", how) + text(this.#pieces[3 * i + 3] ?? "");
    }
    return joined;
  }
}

function conversion(letter: string): Conversion {
  return isConversion(letter) ? letter : "x";
}

function isConversion(letter: string): letter is Conversion {
  return Object.hasOwn(LOG_FORMS, letter);
}

function same(text: string): string {
  return text;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The text of Python's `b'...'`. */
function unquoted(text: string): string {
  return /^b?(['"])(.*)\1$/s.exec(text)?.[2] ?? text;
}
