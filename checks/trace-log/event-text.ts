/**
 * The text of an event, from one template: as the log backend prints it, as simpletrace.py does, and back.
 *
 * Source: QEMU scripts/tracetool/backend/log.py (the event's name, a space, then what its format string
 * gives) and scripts/simpletrace.py (name, microseconds since the last event, pid, then each argument with
 * its name; an integer as the 64 bits of its record, a string as Python shows bytes).
 */
import { hex } from "../../model/bits.js";

/** What stands in the places of a template: strings, and unsigned integers. */
export interface EventValues {
  readonly texts: readonly string[];
  readonly numbers: readonly bigint[];
}

/** A place: the argument's name, and how the log backend prints it (string, decimal, hexadecimal). */
const PLACE = /\{(\w+):([sdx])\}/;

const LOG_FORMS = { s: "(.+)", d: "(\\d+)", x: "([0-9a-fA-F]+)" } as const;
/** Python 3 prints b'...', or b"..." around a quote; its version 2 printed the text alone. */
const SIMPLE_FORMS = {
  s: String.raw`(b?'[^']*'|b?"[^"]*"|\S+)`,
  d: "0x([0-9a-fA-F]+)",
  x: "0x([0-9a-fA-F]+)",
} as const;
const SIMPLE_HEAD = String.raw`-?\d+(?:\.\d+)? pid=\d+`;

type Conversion = keyof typeof LOG_FORMS;

export class EventText {
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
      (name, how) => ` ${name}=${how === "s" ? name.toUpperCase() : "0xN"}`,
    );
    return `expected '${log}' or 'TIME pid=N${simple}'`;
  }

  /** What stands in `payload`, the line after the event's name; undefined if it is neither printer's. */
  parse(payload: string): EventValues | undefined {
    const log = this.#log.exec(payload);
    if (log !== null) return this.#values(log, same, same);
    const simple = this.#simple.exec(payload);
    return simple === null ? undefined : this.#values(simple, unquoted, (digits) => `0x${digits}`);
  }

  #values(
    match: RegExpExecArray,
    string: (text: string) => string,
    decimal: (digits: string) => string,
  ): EventValues {
    const texts: string[] = [];
    const numbers: bigint[] = [];
    for (const [i, how] of this.#conversions.entries()) {
      const text = match[i + 1] ?? "";
      if (how === "s") texts.push(string(text));
      else numbers.push(BigInt(how === "d" ? decimal(text) : `0x${text}`));
    }
    return { texts, numbers };
  }

  /** The line as the log backend prints it. @param values in the order of the template */
  format(values: readonly (string | number | bigint)[]): string {
    let next = 0;
    const text = this.#join(same, (_, how) => {
      const value = values[next++] ?? "";
      return how === "x" && typeof value !== "string" ? hex(value).slice(2) : String(value);
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
  return letter === "s" || letter === "d" ? letter : "x";
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
