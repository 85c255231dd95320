/**
 * The added lines of a patch, whatever it came in: mail (also mbox, quoted-printable, base64), a reply that
 * quotes it, a web page or its text (with indentation lost), a unified diff, or a C file.
 */
import { PatchError } from "./errors.js";
import { mailText } from "./mail.js";
import { isWebPage, webPageText } from "./web-page.js";

/** One line of C or of a trace-events file, and where it stands in the file given. */
export interface SourceLine {
  readonly text: string;
  /** From 1. Of a web page or an encoded mail: in its text. */
  readonly line: number;
}

export interface AddedLines {
  readonly form: "patch" | "C file";
  /** One part for each hunk, so that what is added to a function of old swallows nothing after it. */
  readonly code: readonly (readonly SourceLine[])[];
  readonly traceEvents: readonly SourceLine[];
  /** What it takes out of C, wherever. */
  readonly removed: readonly SourceLine[];
}

/** Ends a hunk: the next file or mail, or the `-- ` above git's version. */
const HUNK_END = /^(?:diff --git |--- |Index: |From \S+ |--\s*$)/;
const NEW_FILE = /^\+\+\+ (?:b\/)?(\S+)/;

/** @throws PatchError if the text is neither a patch nor a C file */
export function addedLines(text: string): AddedLines {
  const plain = isWebPage(text) ? webPageText(text) : mailText(text);
  const lines = plain.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const numbered = lines.map((line, i) => ({ text: line, line: i + 1 }));
  if (lines.some(isHunkHeader)) return ofDiff(numbered);
  const unquoted = numbered.map(({ text: quoted, line }) => ({
    text: quoted.replace(/^(?:> ?)+/, ""),
    line,
  }));
  if (unquoted.some((line) => isHunkHeader(line.text))) return ofDiff(unquoted);
  if (/^[\w\s*]+\([^;]*\)\s*\{/m.test(plain)) {
    return { form: "C file", code: [numbered], traceEvents: [], removed: [] };
  }
  throw new PatchError(
    "no patch: neither a unified diff (a line that begins with @@) nor a C function is in it",
  );
}

function isHunkHeader(line: string): boolean {
  return /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/.test(line);
}

/** By prefix, not by the hunk's counts: text that went through a web page has lost its empty lines. */
function ofDiff(lines: readonly SourceLine[]): AddedLines {
  const code: SourceLine[][] = [];
  const traceEvents: SourceLine[] = [];
  const removed: SourceLine[] = [];
  for (const hunk of hunks(lines)) {
    if (hunk.isProse) continue;
    if (hunk.isTraceEvents) traceEvents.push(...hunk.added);
    else {
      code.push(hunk.added);
      removed.push(...hunk.removed);
    }
  }
  return { form: "patch", code, traceEvents, removed };
}

interface Hunk {
  readonly isTraceEvents: boolean;
  /** Of a file that is no C: documentation, what says how QEMU is built. */
  readonly isProse: boolean;
  readonly added: SourceLine[];
  readonly removed: SourceLine[];
}

/** @param file "" if the text does not say */
function hunkOf(file: string): Hunk {
  const isTraceEvents = file.endsWith("trace-events");
  const isProse = !isTraceEvents && file !== "" && !/\.(?:c|h|inc)$/.test(file);
  return { isTraceEvents, isProse, added: [], removed: [] };
}

function hunks(lines: readonly SourceLine[]): readonly Hunk[] {
  const found: Hunk[] = [];
  let file = "";
  let hunk: Hunk | undefined;
  for (const { text, line } of lines) {
    if (hunk === undefined) file = NEW_FILE.exec(text)?.[1] ?? file;
    if (isHunkHeader(text)) {
      hunk = hunkOf(file);
      found.push(hunk);
    } else if (HUNK_END.test(text)) hunk = undefined;
    else if (text.startsWith("+")) hunk?.added.push({ text: text.slice(1), line });
    else if (text.startsWith("-")) hunk?.removed.push({ text: text.slice(1), line });
  }
  return found;
}
