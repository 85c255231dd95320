/** Arithmetic on registers of fixed width. Everything here is exact for the widths named. */

export const MASK_32 = 0xffffffff;

/** True for an integer that fits `bits` bits, unsigned (1 to 53). */
export function fitsUnsigned(value: number, bits: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** bits;
}

/** Lower-case hexadecimal with `0x` and no padding: the form of every address and value we print. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/**
 * The inverse, with or without `0x`, in either case, zeros in front or not.
 * @returns undefined for any other text, and for what does not fit `bits` bits, unsigned
 */
export function parseHex(text: string, bits: number): bigint | undefined {
  const digits = /^(?:0x)?([0-9a-f]+)$/i.exec(text)?.[1];
  const value = digits === undefined ? undefined : BigInt(`0x${digits}`);
  return value !== undefined && value >> BigInt(bits) === 0n ? value : undefined;
}

/** Little-endian value of `length` bytes at `offset`; a byte outside the array reads as 0. */
export function readLittleEndian(bytes: readonly number[], offset: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) {
    value = value * 0x100 + (bytes[offset + i] ?? 0);
  }
  return value;
}

/** Byte `index` (0, the lowest, to 3) of an unsigned value of at most 32 bits. */
export function byteOf(value: number, index: number): number {
  return (value >>> (8 * index)) & 0xff;
}

/** The lowest `bytes` bytes (1 to 4) of an unsigned value, in reverse order. */
export function reverseBytes(value: number, bytes: number): number {
  let result = 0;
  for (let i = 0; i < bytes; i++) result = result * 0x100 + byteOf(value, i);
  return result;
}
