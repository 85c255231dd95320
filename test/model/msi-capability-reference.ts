/**
 * What configuration writes must do to the MSI capability, worked out from the register layout with
 * tables and bit strings, to hold against model/qemu/msi-capability.ts.
 */
import type { MsiCapability, MsiLayout } from "../../model/qemu/msi-capability.js";

const LOG2 = new Map([
  [1, 0],
  [2, 1],
  [4, 2],
  [8, 3],
  [16, 4],
  [32, 5],
]);

const hexBytes = (text: string) => text.split(" ").map((byte) => Number.parseInt(byte, 16));

/** Writable bits of the mask register's four bytes: one bit for each vector the device has. */
const MASK_REGISTER = new Map([
  [1, "01 00 00 00"],
  [2, "03 00 00 00"],
  [4, "0f 00 00 00"],
  [8, "ff 00 00 00"],
  [16, "ff ff 00 00"],
  [32, "ff ff ff ff"],
]);

/** Bits the guest can write, byte by byte: id, next, flags, address low, [high], data, [-, mask, pending]. */
export function writableBits({ is64Bit, hasPerVectorMask, maximumVectors }: MsiLayout): number[] {
  const masks = hasPerVectorMask
    ? ` 00 00 ${MASK_REGISTER.get(maximumVectors) ?? ""} 00 00 00 00`
    : "";
  return hexBytes(`00 00 71 00 fc ff ff ff ${is64Bit ? "ff ff ff ff " : ""}ff ff${masks}`);
}

/** All 24 layouts. */
export const LAYOUTS: readonly MsiLayout[] = [...LOG2.keys()].flatMap((maximumVectors) =>
  [false, true].flatMap((is64Bit) =>
    [false, true].map((hasPerVectorMask) => ({ is64Bit, hasPerVectorMask, maximumVectors })),
  ),
);

/** The arguments of `writeMsiConfig`. */
export interface ConfigWrite {
  readonly offset: number;
  readonly value: number;
  readonly length: number;
}

const bitsOf = (byte: number) => [...byte.toString(2).padStart(8, "0")];

/** Bit by bit: the given one where `writable` has a 1, else the old one. */
function mixBits(old: number, given: number, writable: number): number {
  const olds = bitsOf(old);
  const givens = bitsOf(given);
  const mixed = bitsOf(writable).map((bit, i) => (bit === "1" ? givens[i] : olds[i]));
  return Number.parseInt(mixed.join(""), 2);
}

/** What a write must leave: a byte at a time, then the flags byte rewritten if MSI is on. */
export function expectedBytes(
  before: MsiCapability,
  { offset, value, length }: ConfigWrite,
): number[] {
  const writable = writableBits(before.layout);
  const after = before.bytes.map((old, at) => {
    const index = at - offset;
    if (index < 0 || index >= length) return old;
    const given = Math.floor(value / 256 ** index) % 256;
    return mixBits(old, given, writable[at] ?? 0);
  });
  const flags = after[2] ?? 0;
  const most = LOG2.get(before.layout.maximumVectors) ?? Number.NaN;
  const touches = offset + length > 0 && offset < after.length;
  if (touches && flags % 2 === 1 && Math.floor(flags / 16) % 8 > most) {
    after[2] = (flags >= 128 ? 128 : 0) + 16 * most + (flags % 16);
  }
  return after;
}
