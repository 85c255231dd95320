/**
 * What QEMU's memory core makes of a guest access before a device model's callback sees it.
 *
 * Source: QEMU system/physmem.c (`memory_access_size`, `flatview_write_continue`) for the cutting that
 * KVM's exits go through; system/memory.c (`memory_region_access_valid`, `access_with_adjusted_size`)
 * for rejecting and splitting.
 */

/** The parts of `MemoryRegionOps` that decide which accesses arrive; sizes in bytes, 0 = not named. */
export interface AccessRules {
  readonly valid: {
    readonly minimumSize: number;
    readonly maximumSize: number;
    readonly unaligned: boolean;
  };
  readonly implemented: {
    readonly minimumSize: number;
    readonly maximumSize: number;
    readonly unaligned: boolean;
  };
}

/** A guest write as the processor issues it: any size from 1 to 8 bytes at any offset of a region. */
export interface WriteAccess {
  /** Bytes from the start of the region. */
  readonly offset: number;
  /** Bytes, 1 to 8. */
  readonly size: number;
  /** Unsigned, of `size` bytes: what the C calls `uint64_t data`. */
  readonly value: bigint;
}

/** One dispatch to the region: the callback runs once for each of `calls`, or, rejected, never. */
export interface Dispatch {
  readonly piece: WriteAccess;
  readonly rejected: boolean;
  readonly calls: readonly WriteAccess[];
}

/** `vfio_region_ops`: BAR accesses that no quirk covers (QEMU hw/vfio/region.c). */
export const VFIO_REGION_ACCESS: AccessRules = {
  valid: { minimumSize: 1, maximumSize: 8, unaligned: false },
  implemented: { minimumSize: 1, maximumSize: 8, unaligned: false },
};

/**
 * Cuts, rejects and splits one write to a little-endian region.
 *
 * The region's size is not known here: where an access may cross its edge, the caller decides piece by
 * piece which region gets it. A piece is aligned and at most 8 bytes, so it never crosses an edge that
 * is a multiple of 8.
 *
 * @returns the dispatches in order of their offsets. A rejected one is lost (`unassigned_mem_write`;
 *   KVM ignores the error). The halves of one aligned access are calls of one dispatch, low half first.
 */
export function dispatchWrite(rules: AccessRules, access: WriteAccess): readonly Dispatch[] {
  const dispatches: Dispatch[] = [];
  for (const { offset, size } of cutForAlignment(rules, access.offset, access.size)) {
    const piece = part(access, offset, size);
    const rejected = isRejected(rules, piece);
    dispatches.push({ piece, rejected, calls: rejected ? [] : splitForCallback(rules, piece) });
  }
  return dispatches;
}

/**
 * Cuts and splits one read the same way and puts the answer together, low byte first.
 *
 * @param readCallback what the device model's read callback returns for one call
 * @returns unsigned, of `size` bytes; the bytes of a rejected piece are 0 (`unassigned_mem_read`)
 */
export function dispatchRead(
  rules: AccessRules,
  offset: number,
  size: number,
  readCallback: (offset: number, size: number) => bigint,
): bigint {
  let value = 0n;
  for (const { piece, calls } of dispatchWrite(rules, { offset, size, value: 0n })) {
    let answer = 0n;
    for (const call of calls) {
      const bytes = BigInt.asUintN(8 * call.size, readCallback(call.offset, call.size));
      answer |= bytes << BigInt(8 * (call.offset - piece.offset));
    }
    // A callback may be called for more bytes than the piece has; only the piece's own are kept.
    value |= BigInt.asUintN(8 * piece.size, answer) << BigInt(8 * (piece.offset - offset));
  }
  return value;
}

/** `memory_access_size`: the largest power of two within the region's maximum and the alignment. */
function* cutForAlignment(
  rules: AccessRules,
  start: number,
  length: number,
): Generator<{ offset: number; size: number }> {
  let offset = start;
  let left = length;
  while (left > 0) {
    const most = rules.valid.maximumSize || 4;
    const bound = rules.implemented.unaligned ? most : Math.min(most, alignmentOf(offset));
    const size = powerOfTwoFloor(Math.min(left, bound));
    yield { offset, size };
    offset += size;
    left -= size;
  }
}

/** `memory_region_access_valid`, in its order: alignment first, then "no maximum: all sizes", then sizes. */
function isRejected(rules: AccessRules, piece: WriteAccess): boolean {
  const { minimumSize, maximumSize, unaligned } = rules.valid;
  if (!unaligned && piece.offset % piece.size !== 0) return true;
  if (maximumSize === 0) return false;
  return piece.size > maximumSize || piece.size < minimumSize;
}

/** `access_with_adjusted_size`: without a named implementation size, calls of at most 4 bytes. */
function splitForCallback(rules: AccessRules, piece: WriteAccess): readonly WriteAccess[] {
  const least = rules.implemented.minimumSize || 1;
  const most = rules.implemented.maximumSize || 4;
  const size = Math.max(Math.min(piece.size, most), least);
  const calls: WriteAccess[] = [];
  for (let at = 0; at < piece.size; at += size) {
    calls.push(part(piece, piece.offset + at, size));
  }
  return calls;
}

/** The bytes of `whole` from `offset` on; bytes beyond it are 0. */
function part(whole: WriteAccess, offset: number, size: number): WriteAccess {
  const shifted = whole.value >> BigInt(8 * (offset - whole.offset));
  return { offset, size, value: BigInt.asUintN(8 * size, shifted) };
}

/** Largest power of two that divides `offset`; no limit at offset 0. */
function alignmentOf(offset: number): number {
  if (offset === 0) return Number.POSITIVE_INFINITY;
  let alignment = 1;
  while (offset % (2 * alignment) === 0) alignment *= 2;
  return alignment;
}

function powerOfTwoFloor(value: number): number {
  let power = 1;
  while (2 * power <= value) power *= 2;
  return power;
}
