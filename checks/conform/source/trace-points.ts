/** The trace points of a patch as C: each notes its number and its arguments behind the device's name. */
import type { Item } from "./items.js";
import type { SourceLine } from "./lines.js";

export interface TracePoints {
  /** Without `trace_`; a point's number is its place. */
  readonly names: readonly string[];
  /** Declarations that stand before the patch's own text. */
  readonly code: string;
}

const DEFINITION = /^\s*(?:disable\s+)?(\w+)\(([^)]*)\)\s*"/;

/**
 * One function for each trace point the items call: with the parameter types of the patch's trace-events,
 * so that an argument is converted as QEMU's generated function would (scripts/tracetool/format/h.py);
 * as a macro where the patch does not define it.
 */
export function tracePoints(
  items: readonly Item[],
  definitions: readonly SourceLine[],
): TracePoints {
  const parameters = new Map<string, string>();
  for (const { text } of definitions) {
    const [, name, list] = DEFINITION.exec(text) ?? [];
    if (name !== undefined && list !== undefined) parameters.set(name, list);
  }
  const used = items.flatMap((item) =>
    [...item.uses].flatMap((name) => (name.startsWith("trace_") ? [name.slice(6)] : [])),
  );
  const names = [...new Set(used)];
  const code = names.map((name, i) => {
    const list = parameters.get(name);
    return list === undefined ? macro(name, i) : traceFunction(name, i, list);
  });
  return { names, code: code.join("\n") };
}

function traceFunction(name: string, point: number, list: string): string {
  const [first = "", ...others] = list.split(",");
  const device = /char\s*\*\s*(\w+)\s*$/.exec(first)?.[1] ?? "0";
  const values = others.flatMap((parameter) => /(\w+)\s*$/.exec(parameter)?.[1] ?? []);
  return `static void trace_${name}(${list}) { const uint64_t arguments_[] = { 0${values
    .map((value) => `, (uint64_t)${value}`)
    .join("")} }; stand_in_trace(${point}, ${device}, ${values.length}, arguments_ + 1); }`;
}

function macro(name: string, point: number): string {
  return `#define trace_${name}(device_, ...) do { const uint64_t arguments_[] = { 0, ##__VA_ARGS__ }; stand_in_trace(${point}, (const char *)(device_), sizeof arguments_ / 8 - 1, arguments_ + 1); } while (0)`;
}
