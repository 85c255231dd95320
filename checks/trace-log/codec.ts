/** A line of a trace log as a value, and a value as its line. */
import { ArgumentError, directiveText, readDirective } from "./directives.js";
import { EVENT_FORMS } from "./events.js";
import type { Directive, TraceEvent, TraceLine, UnreadableLine } from "./lines.js";

/** Other tools take such a line for a comment. */
const MARK = "# quirkcheck:";

const FORMS_BY_NAME = new Map(Object.values(EVENT_FORMS).map((form) => [form.text.event, form]));

/**
 * What may stand before an event's name (util/log.c: `pid@seconds.microseconds:`, since QEMU 10.2 an ISO 8601
 * time and a space), the name, and the rest.
 */
const EVENT_LINE = new RegExp(
  String.raw`^\s*(?:\d+@\d+(?:\.\d+)?:|\d{4}-\d\d-\d\dT[\d:.,Z+-]+ )?\s*(${[...FORMS_BY_NAME.keys()].join("|")})(?:\s+(.*))?$`,
  "s",
);

/**
 * Reads one line, without its line ending.
 *
 * @returns `unreadable` if the line begins as one of ours and goes on as none that QEMU, or the grammar of
 *   docs/replay.md, has; undefined for every other line
 */
export function parseLine(text: string): TraceLine | UnreadableLine | undefined {
  if (text.startsWith(MARK)) return parseDirective(text.slice(MARK.length));
  // Nearly all lines of a full trace are other events: a plain search is what keeps those cheap.
  return text.includes("vfio_") ? parseEvent(text) : undefined;
}

/** The line of a value, without an ending; an event as QEMU's log backend prints it. */
export function formatLine(line: TraceLine): string {
  if (!isEvent(line)) return `${MARK} ${directiveText(line)}`;
  const { text, parts } = EVENT_FORMS[line.kind];
  return text.format(parts(line));
}

/** True for what QEMU logs. */
export function isEvent(line: TraceLine): line is TraceEvent {
  return Object.hasOwn(EVENT_FORMS, line.kind);
}

function parseDirective(text: string): Directive | UnreadableLine {
  try {
    return readDirective(text);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    return { kind: "unreadable", problem: `${MARK} ${error.message}` };
  }
}

function parseEvent(line: string): TraceEvent | UnreadableLine | undefined {
  const [, event = "", payload = ""] = EVENT_LINE.exec(line) ?? [];
  const form = FORMS_BY_NAME.get(event);
  if (form === undefined) return undefined;
  const values = form.text.parse(payload.trimEnd());
  const built = values === undefined ? form.text.expected : form.build(values);
  if (typeof built !== "string") return built;
  return { kind: "unreadable", problem: `${event}: ${built}` };
}
