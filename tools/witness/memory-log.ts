/**
 * QEMU's log of memory accesses: the trace events of the callbacks' calls (QEMU trace-events of system/, two
 * events) and the "guest errors" of what is rejected before.
 */

/** What became of an access, or of a part of it. */
export interface LoggedFate {
  readonly kind: "call" | "rejected";
  readonly write: boolean;
  /** Of a call the address in memory, of a rejection bytes from the region's start. */
  readonly at: number;
  readonly size: number;
  /** What the callback was given, or returned; 0 if it was not called. */
  readonly value: bigint;
}

const CALL =
  /memory_region_ops_(read|write) .*addr 0x([0-9a-f]+) value 0x([0-9a-f]+) size (\d+) name '(.*)'$/;
const REJECTED = /Invalid (read|write) at addr 0x([0-9A-Fa-f]+), size (\d+), region '(.*)', reason/;

/** What one line tells of the region of that name; undefined if nothing. */
export function fateIn(line: string, region: string): LoggedFate | undefined {
  const [, did, address, value, size, name] = CALL.exec(line) ?? [];
  if (name === region) {
    return fate("call", did, address, size, BigInt(`0x${value}`));
  }
  const [, refused, offset, bytes, where] = REJECTED.exec(line) ?? [];
  return where === region ? fate("rejected", refused, offset, bytes, 0n) : undefined;
}

function fate(
  kind: LoggedFate["kind"],
  did: string | undefined,
  ...[at, size, value]: [string | undefined, string | undefined, bigint]
): LoggedFate {
  return { kind, write: did === "write", at: Number(`0x${at}`), size: Number(size), value };
}
