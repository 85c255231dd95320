/**
 * Where in a line an event begins, whatever stands in front of it, and what shows that one is damaged.
 *
 * In front may be what util/log.c writes (`pid@time:`, an ISO time, a program with its thread), a journal's or
 * syslog's head, ftrace's, a quotation's or a console's text: nothing is asked of it. So the rule is the other
 * way round: an event's name with what begins its text is an event, and then has to be one to the line's end.
 */
import { PCI_ADDRESS } from "./event-text.js";
import { EVENT_FORMS, type EventForm } from "./events.js";
import type { TraceEvent } from "./lines.js";

/** An event's name with what begins its text. */
export interface FoundEvent {
  readonly form: EventForm<TraceEvent>;
  /** Of the name, in characters from the start of the line. */
  readonly start: number;
  /** What follows the name, white space around it left out. */
  readonly payload: string;
}

const FORMS_BY_NAME = new Map(Object.values(EVENT_FORMS).map((form) => [form.text.event, form]));
const NAMES = new RegExp(`(?:${[...FORMS_BY_NAME.keys()].join("|")})(?!\\w)`, "g");

/** The events that begin in the line, in its order: the first two. */
export function eventsIn(text: string): readonly FoundEvent[] {
  const found: FoundEvent[] = [];
  if (!text.includes("vfio_")) return found;
  for (const { 0: name, index: start } of text.matchAll(NAMES)) {
    const form = FORMS_BY_NAME.get(name);
    const at = start + name.length;
    if (!form?.text.begins.test(withoutEscapes(text.slice(at, at + LONGEST_BEGINNING)))) continue;
    found.push({ form, start, payload: withoutEscapes(text.slice(at)).trim() });
    if (found.length === 2) break;
  }
  return found;
}

/** So many characters after a name show whether an event begins there, with escape sequences among them. */
const LONGEST_BEGINNING = 256;

/** Terminal control sequences: with parameters, with a text, and short ones (ECMA-48, xterm's OSC). */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Za-z]|[=>78])/g;

function withoutEscapes(text: string): string {
  return text.includes("\x1b") ? text.replace(ESCAPES, "") : text;
}

/**
 * What only an event's text has, found without the event's name before it. Events that are not followed have
 * their own names in front of the device's.
 */
const REMAINS = new RegExp(
  [
    String.raw`:region\d+\+0x`,
    ", @0x[0-9a-f]+, (?:0x[0-9a-f]+, )?len=0x",
    String.raw`\]: Replacing MSI `,
    " PCI MSI CAP @0x",
    String.raw`Enabled \d+ MSI vectors`,
    String.raw`  (?<!vfio_\w*  )\(${PCI_ADDRESS}`,
    String.raw` pid=\d+ name=b?'(?<!vfio_\w* -?\d+\.\d+ pid=\d+ name=b?')${PCI_ADDRESS}`,
    String.raw`probe (?<!vfio_\w*probe )${PCI_ADDRESS}\s*$`,
    // A cut name of the quirk's; a pattern of names is none.
    String.raw`vfio_quirk_ath_\w{1,40}(?!\w)(?!\s+[\d(]|\*)`,
  ].join("|"),
);

/** The event of the patch that says least: alone its name is no sign of damage. */
const QUIRK_NAMES = /vfio_quirk_ath_(?:write_address|write_data|bar0_probe)(?!\w)/g;

/** The part of an event's text that stands there without its name; undefined if there is none. */
export function remainsIn(text: string): string | undefined {
  return REMAINS.exec(text.replace(QUIRK_NAMES, ""))?.[0].trim();
}

/** rsyslog's and syslogd's repeated lines, journald's and rsyslog's rate limits, ftrace's and trace-cmd's and simpletrace.py's losses. */
const LOSSES =
  /message repeated \d+ times|Suppressed \d+ messages from|lost \d+ messages from pid|LOST \d+ EVENTS|(?<!\d)\d+ EVENTS DROPPED|Dropped_Event /;

/** Where the log itself says that lines are missing: its words; undefined if it does not. */
export function lossIn(text: string): string | undefined {
  return LOSSES.exec(text)?.[0].trim();
}

const COMMENT = /^[\s\d:>+*|-]*#/;

/** A line whose first sign, but for quotation marks and line numbers, is `#`. */
export function isComment(text: string): boolean {
  return COMMENT.test(text);
}

/** What the log backend begins an event with, twice: one of them lost its rest. */
const BEGINNING = /(?<=\d)@\d{9,}/g;

export function hasTwoBeginnings(text: string): boolean {
  return (text.match(BEGINNING)?.length ?? 0) > 1;
}

/** Longer than any event's name, in characters. */
const LONGEST_NAME = 64;

/** At its end the line has the beginning of an event's name, or a name with nothing after it. */
export function endsInName(text: string): boolean {
  return /vfio_\w*\s*$/.test(text.slice(-LONGEST_NAME));
}
