/** The translation unit that is compiled: the stand-in's header, the patch's items, and handles for the harness. */
import { PatchError } from "./errors.js";
import { type Item, items } from "./items.js";
import { addedLines, type SourceLine } from "./lines.js";
import { type QuirkNames, select } from "./select.js";
import { tracePoints } from "./trace-points.js";

export interface Unit {
  /** Refers to lines of the file given, so that the compiler's messages do. */
  readonly code: string;
  readonly form: "patch" | "C file";
  /** Functions taken from the patch, in order. */
  readonly functions: readonly string[];
  /** Trace points it calls; see TracePoints. */
  readonly tracePoints: readonly string[];
  /** Lines of the file given where a patch changes something else than the quirk. */
  readonly elsewhere: readonly number[];
}

/** The name of the patch's file in the compiler's messages. */
export const PATCH_FILE = "patch";
/** The name of the part that says --cookie and the other options. */
export const OPTIONS_FILE = "options";

/**
 * Takes the quirk out of the text of a patch.
 * @param header text of the stand-in's qemu.h
 * @throws PatchError if the text is no patch or has no such quirk
 */
export function unitOf(text: string, names: QuirkNames, header: string): Unit {
  const { form, code, traceEvents, removed } = addedLines(text);
  const all = code.flatMap(items);
  const selected = select(all, names, namesIn(header));
  refuseCompilers(selected);
  const traces = tracePoints(selected, traceEvents);
  const body = selected.map((item) => `#line ${item.line} "${PATCH_FILE}"\n${item.text}`);
  return {
    form,
    code: ['#include "qemu.h"', traces.code, ...body, handles(names), ""].join("\n"),
    functions: selected.flatMap(({ kind, defines }) => (kind === "function" ? defines : [])),
    tracePoints: traces.names,
    elsewhere: form === "patch" ? elsewhere(all, selected, removed, names) : [],
  };
}

/** A type, which does nothing. */
const TYPE = /^(?:typedef\b|(?:struct|union|enum)\s+\w+\s*\{[\s\S]*\}\s*;$)/;

/** A function announced, which does nothing either. */
const PROTOTYPE = /^(?!return\b|else\b|do\b)(?:[A-Za-z_]\w*[\s*]+)+\w+\s*\([^{}]*\)\s*;$/;

/** Where QEMU is changed beside the quirk, the call of its probe and directives apart. */
function elsewhere(
  all: readonly Item[],
  selected: readonly Item[],
  removed: readonly SourceLine[],
  { probe }: QuirkNames,
): readonly number[] {
  const call = new RegExp(`^${probe}\\s*\\([^(){}]*\\)\\s*;$`);
  const others = all.filter(
    ({ kind, text }) =>
      kind !== "directive" && !call.test(text) && !PROTOTYPE.test(text) && !TYPE.test(text),
  );
  const added = others.filter((item) => !selected.includes(item));
  const gone = removed.filter(({ text }) => text.trim() !== "");
  return [...added, ...gone].map(({ line }) => line).sort((a, b) => a - b);
}

/** Names that a C file gives a meaning to. */
export function namesIn(text: string): ReadonlySet<string> {
  const lines = text.split("\n").map((line, i) => ({ text: line, line: i + 1 }));
  return new Set(items(lines).flatMap(({ defines }) => defines));
}

/** What the compiler calls by itself, in the C's own words: it would count as covered what was not. */
function refuseCompilers(selected: readonly Item[]): void {
  for (const { uses, line } of selected) {
    const own = [...uses].find((name) => /^__(?:sanitizer|ubsan|sancov)/.test(name));
    if (own !== undefined) throw new PatchError(`uses ${own}, a name of the compiler's`, line);
  }
}

/** What stand-in/qemu.c calls; not counted as the patch's code. */
function handles({ read, write, ops, probe, state, cookie }: QuirkNames): string {
  const [value, setting] =
    cookie === ""
      ? ["0", "(void)cookie"]
      : [`((${state} *)opaque)->${cookie}`, `((${state} *)opaque)->${cookie} = cookie`];
  return `#line 1 "${OPTIONS_FILE}"
#pragma clang attribute push(__attribute__((no_sanitize("coverage", "undefined"))), apply_to = function)
void quirk_probe(VFIOPCIDevice *vdev, int nr) { ${probe}(vdev, nr); }
bool quirk_is_ops(const MemoryRegionOps *ops) { return ops == &${ops} && ops->read == ${read} && ops->write == ${write}; }
uint64_t quirk_cookie(void *opaque) { return ${value}; }
void quirk_set_cookie(void *opaque, uint64_t cookie) { ${setting}; }
#pragma clang attribute pop`;
}
