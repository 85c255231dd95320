/** A line of a trace log as a value, and a value as its line. */
import { ArgumentError, directiveText, readDirective } from "./directives.js";
import { EVENT_FORMS } from "./events.js";
import type { Directive, TraceEvent, TraceLine, UnreadableLine } from "./lines.js";
import {
  endsInName,
  eventsIn,
  type FoundEvent,
  hasTwoBeginnings,
  isComment,
  lossIn,
  remainsIn,
} from "./recognise.js";

/** Other tools take such a line for a comment. */
const MARK = "# quirkcheck:";

/**
 * Reads one line, without its line ending: what it says anywhere in it, to its end.
 *
 * @returns `unreadable` if a followed event, or a `# quirkcheck:`, is there and is none that QEMU, or the
 *   grammar of docs/replay.md, has; if there are two; or if the line shows that one is lost. Undefined for every
 *   other line
 */
export function parseLine(text: string): TraceLine | UnreadableLine | undefined {
  const loss = lossIn(text);
  if (loss !== undefined) return unreadable(`lines are missing here, by the log: '${loss}'`);
  const [event, second] = eventsIn(text);
  const mark = text.indexOf(MARK);
  if (event === undefined) {
    const damaged = damage(mark < 0 ? text : text.slice(0, mark));
    if (damaged !== undefined) return damaged;
    return mark < 0 ? undefined : parseDirective(text.slice(mark + MARK.length));
  }
  if (second !== undefined) return twoInOne(event.form.text.event, second.form.text.event);
  if (mark >= 0) return twoInOne(event.form.text.event, MARK);
  return parseEvent(event, text.slice(0, event.start));
}

/**
 * True for a last line without an ending that is all there: none of ours, or whole as it stands. A killed QEMU
 * leaves one that is not, and where an event ends in a number a cut there does not show.
 */
export function isWholeLine(text: string): boolean {
  const [event] = eventsIn(text);
  if (event === undefined && endsInName(text)) return false;
  const parsed = parseLine(text);
  if (parsed === undefined) return true;
  if (parsed.kind === "unreadable") return parsed.isCut !== true;
  return event === undefined || !event.form.text.isOpenEnded(event.payload);
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
    return { ...unreadable(`${MARK} ${error.message}`), isCut: true };
  }
}

/** @param front what stands before its name */
function parseEvent({ form, payload }: FoundEvent, front: string): TraceEvent | UnreadableLine {
  const { text } = form;
  if (isComment(front)) {
    return unreadable(
      `${text.event} behind a '#', a comment or a prompt: take out the '#', or the whole line`,
    );
  }
  const damaged = damage(front);
  if (damaged !== undefined) return damaged;
  if (hasTwoBeginnings(front)) return unreadable(`two events begin in front of ${text.event}`);
  const values = text.parse(payload);
  const built = values === undefined ? text.expected : form.build(values);
  if (typeof built !== "string") return built;
  const problem = unreadable(`${text.event}: ${built}`);
  return text.isOpenEnded(payload) ? { ...problem, isCut: true } : problem;
}

/** Of a text that has no event: a part of one, if there is such. */
function damage(text: string): UnreadableLine | undefined {
  const remains = remainsIn(text);
  if (remains === undefined) return undefined;
  return unreadable(`a part of an event ('${remains}') without its name before it`);
}

function twoInOne(first: string, second: string): UnreadableLine {
  return unreadable(`${first} and ${second} in one line, one is expected`);
}

function unreadable(problem: string): UnreadableLine {
  return { kind: "unreadable", problem };
}
