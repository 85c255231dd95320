/** Accesses to a region of one of QEMU's devices beside model/qemu/memory-core.ts. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { hex } from "../../model/bits.js";
import {
  type AccessRules,
  dispatchRead,
  dispatchWrite,
  type WriteAccess,
} from "../../model/qemu/memory-core.js";
import type { RegionComparison, WitnessDifference } from "./findings.js";
import { fateIn, type LoggedFate } from "./memory-log.js";
import { bookmark, mapBar } from "./pci.js";
import type { Qemu } from "./qemu.js";
import type { Region } from "./regions.js";

/** The functions that are held against QEMU. */
export interface MemoryModel {
  readonly write: typeof dispatchWrite;
  readonly read: typeof dispatchRead;
}

export const MEMORY_MODEL: MemoryModel = { write: dispatchWrite, read: dispatchRead };

/** What makes QEMU log every call of a callback, and every access that is rejected before. */
export const LOGGED: readonly string[] = ["-trace", "memory_region_ops_*", "-d", "guest_errors"];

/** A write of `value`, or a read, whose value says nothing. */
interface Access extends WriteAccess {
  readonly write: boolean;
}

/** Accesses that are sent together. */
const BATCH = 100;
/** Where BARs are mapped: nothing else of the machine is there. */
const BAR_ADDRESS = 0xe0000000;

/** Counts of what was done, for the row. */
type Counts = Pick<RegionComparison, "steps" | "unaligned" | "reads" | "calls" | "rejected">;

/**
 * Accesses the region at random and compares after every access, up to the first difference.
 * @param qemu started with `LOGGED`
 * @param draw how many steps, and the seed they are drawn with
 * @throws QemuError if QEMU does not get through it
 */
export async function compareRegion(
  qemu: Qemu,
  region: Region,
  draw: { readonly steps: number; readonly seed: number },
  model: MemoryModel = MEMORY_MODEL,
): Promise<RegionComparison> {
  const { device, name, rules } = region;
  const accesses = fc.sample(accessesOf(region), { numRuns: draw.steps, seed: draw.seed });
  const { counts, difference } = await follow(qemu, { region, model }, accesses);
  return { device, region: name, rules, ...counts, difference, notCompared: null };
}

interface Expected {
  readonly region: Region;
  readonly model: MemoryModel;
}

async function follow(
  qemu: Qemu,
  expected: Expected,
  accesses: readonly Access[],
): Promise<{ counts: Counts; difference: WitnessDifference | null }> {
  const { base, start, name } = expected.region;
  if ("bar" in base) await mapBar(qemu, base.bar, BAR_ADDRESS);
  const address = ("bar" in base ? BAR_ADDRESS : base.address) + start;
  const counts = { steps: 0, unaligned: 0, reads: 0, calls: 0, rejected: 0 };
  for (let from = 0; from < accesses.length; from += BATCH) {
    const batch = accesses.slice(from, from + BATCH);
    const answers = await qemu.ask(batch.flatMap((one, i) => commands(one, address, from + i + 1)));
    for (const [i, access] of batch.entries()) {
      const lines = await qemu.logUntil(bookmark(from + i + 1).logged);
      const logged = lines.flatMap((line) => fateIn(line, name) ?? []);
      const fates = logged.map((fate) =>
        fate.kind === "call" ? { ...fate, at: fate.at - address } : fate,
      );
      count(counts, access, fates);
      const answer = access.write ? undefined : valueIn(answers[2 * i] ?? "");
      const told = compareAccess(expected, access, { fates, answer });
      if (told !== undefined) return { counts, difference: { step: counts.steps, ...told } };
    }
  }
  return { counts, difference: null };
}

/** Sizes 1 to 8 at any offset of the window, as many reads as writes. */
function accessesOf({ window: [from, to] }: Region): fc.Arbitrary<Access> {
  return fc
    .record({
      write: fc.boolean(),
      size: fc.integer({ min: 1, max: 8 }),
      place: fc.nat(2 ** 16),
      value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    })
    .map(({ write, size, place, value }) => ({
      write,
      size,
      offset: from + (place % (to - from - size + 1)),
      value: write ? BigInt.asUintN(8 * size, value) : 0n,
    }));
}

/** The access, and a bookmark behind it. Both commands take bytes in the order of memory. */
function commands(access: Access, base: number, number: number): readonly string[] {
  const { write, offset, size, value } = access;
  const place = `${hex(base + offset)} ${size}`;
  const bytes =
    value
      .toString(16)
      .padStart(2 * size, "0")
      .match(/../g) ?? [];
  const command = write ? `write ${place} 0x${bytes.reverse().join("")}` : `read ${place}`;
  return [command, bookmark(number).command];
}

/** The little-endian value of the bytes that `read` answers with. */
function valueIn(answer: string): bigint {
  return BigInt(`0x${(answer.slice(2).match(/../g) ?? []).reverse().join("")}`);
}

/** What became of one access. */
interface Done {
  readonly fates: readonly LoggedFate[];
  /** Of a read. */
  readonly answer: bigint | undefined;
}

/** Where the two differ in one access; undefined if nowhere. */
function compareAccess(
  { region: { rules }, model }: Expected,
  access: Access,
  qemu: Done,
): Omit<WitnessDifference, "step"> | undefined {
  const { write, offset, size, value } = access;
  const dispatched = model.write(rules, access).flatMap(({ piece, rejected, calls }) => {
    const refused = { kind: "rejected", write, at: piece.offset, size: piece.size, value: 0n };
    const called = calls.map((one) => ({ ...one, kind: "call", write, at: one.offset }));
    return (rejected ? [refused] : called) as readonly LoggedFate[];
  });
  const ours = write
    ? { fates: dispatched.map(plain), answer: undefined }
    : readBy(model, { rules, access, dispatched: dispatched.map(plain) }, qemu.fates);
  if (isDeepStrictEqual(ours, { fates: qemu.fates.map(plain), answer: qemu.answer })) {
    return undefined;
  }
  return {
    did: accessText({ write, at: offset, size, ...(write ? { value } : {}) }),
    model: described(ours),
    qemu: described(qemu),
  };
}

const plain = ({ kind, write, at, size, value }: LoggedFate): LoggedFate => {
  return { kind, write, at, size, value };
};

/** A read by the model, its callback returning what QEMU's did, in the order in which the model calls it. */
function readBy(
  model: MemoryModel,
  of: {
    readonly rules: AccessRules;
    readonly access: Access;
    readonly dispatched: readonly LoggedFate[];
  },
  fates: readonly LoggedFate[],
): Done {
  const { rules, access, dispatched } = of;
  const returned = fates.filter(({ kind }) => kind === "call").map(({ value }) => value);
  const calls: LoggedFate[] = [];
  const answer = model.read(rules, access.offset, access.size, (at, size) => {
    const value = returned[calls.length] ?? 0n;
    calls.push({ kind: "call", write: false, at, size, value });
    return value;
  });
  // Rejections by the function for writes, calls by the one for reads: none of either may be left over.
  const placed = dispatched.map((fate) => (fate.kind === "call" ? (calls.shift() ?? fate) : fate));
  return { fates: [...placed, ...calls], answer };
}

function count(
  counts: { -readonly [K in keyof Counts]: number },
  { write, offset, size }: Access,
  fates: readonly LoggedFate[],
): void {
  counts.steps += 1;
  if (!write) counts.reads += 1;
  if (offset % size !== 0) counts.unaligned += 1;
  for (const { kind } of fates) counts[kind === "call" ? "calls" : "rejected"] += 1;
}

function described({ fates, answer }: Done): string {
  const texts = fates.map((fate) => {
    const { kind, value, ...place } = fate;
    return kind === "call" ? accessText(fate) : `${accessText(place)} rejected`;
  });
  return `${texts.join(", ")}${answer === undefined ? "" : `; answer ${hex(answer)}`}`;
}

function accessText({
  write,
  at,
  size,
  value,
}: Omit<LoggedFate, "kind" | "value"> & { readonly value?: bigint }): string {
  const shown = value === undefined ? "" : ` = ${hex(value)}`;
  return `${write ? "write" : "read"} of ${size} at ${hex(at)}${shown}`;
}
