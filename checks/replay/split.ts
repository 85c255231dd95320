/** Accesses cut at the edges of the trapped window. */
import type { WriteAccess } from "../../model/qemu/memory-core.js";

/** An access within the window, as one of BAR 0. */
export function atBar({ offset, size, value }: WriteAccess, base: number): WriteAccess {
  return { offset: offset + base, size, value };
}

/** The parts of an access between `edges` (ascending, bytes), low bytes first. */
export function splitAt(access: WriteAccess, edges: readonly number[]): readonly WriteAccess[] {
  const parts: WriteAccess[] = [];
  let rest = access;
  for (const edge of edges) {
    const low = edge - rest.offset;
    if (low <= 0 || low >= rest.size) continue;
    const bits = 8 * low;
    parts.push({ offset: rest.offset, size: low, value: BigInt.asUintN(bits, rest.value) });
    rest = { offset: edge, size: rest.size - low, value: rest.value >> BigInt(bits) };
  }
  parts.push(rest);
  return parts;
}
