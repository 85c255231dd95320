import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AccessRules,
  dispatchRead,
  dispatchWrite,
  VFIO_REGION_ACCESS,
  type WriteAccess,
} from "../../model/qemu/memory-core.js";
import { TRAPPED_WINDOW_ACCESS } from "../../model/quirks/as-posted/handler.js";

const access: fc.Arbitrary<WriteAccess> = fc
  .record({
    offset: fc.oneof(fc.nat(24), fc.nat(0x3fff8)),
    size: fc.oneof(fc.constantFrom(4, 8), fc.integer({ min: 1, max: 8 })),
    value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  })
  .map(({ offset, size, value }) => ({ offset, size, value: BigInt.asUintN(8 * size, value) }));

const sizeOrNone = fc.constantFrom(0, 1, 2, 4, 8);

/** Rules for callbacks that take aligned accesses and name no least size. */
const rules: fc.Arbitrary<AccessRules> = fc.oneof(
  fc.constant(TRAPPED_WINDOW_ACCESS),
  fc.constant(VFIO_REGION_ACCESS),
  fc
    .record({ least: sizeOrNone, most: sizeOrNone, unaligned: fc.boolean(), callback: sizeOrNone })
    .map(({ least, most, unaligned, callback }) => ({
      valid: { minimumSize: least, maximumSize: most, unaligned },
      implemented: { minimumSize: 0, maximumSize: callback, unaligned: false },
    })),
);

interface ByteFate {
  readonly piece: string;
  /** Offset and size of the call that carries this byte; "lost" if none does. */
  readonly call: string;
  readonly value: number;
}

/**
 * A reference that looks at one byte at a time and never cuts anything: a byte's piece is the largest
 * naturally aligned block of a power of two, within the region's maximum, that holds the byte and lies
 * inside the access; its call is the aligned block of the callback's size inside the piece.
 */
function fateOfByte(r: AccessRules, whole: WriteAccess, at: number): ByteFate {
  const blocks = [8, 4, 2, 1].filter((size) => size <= (r.valid.maximumSize || 4));
  const size =
    blocks.find((candidate) => {
      const start = at - (at % candidate);
      return start >= whole.offset && start + candidate <= whole.offset + whole.size;
    }) ?? 1;
  const lost = r.valid.maximumSize !== 0 && size < r.valid.minimumSize;
  const step = Math.min(size, r.implemented.maximumSize || 4);
  const digits = whole.value.toString(16).padStart(16, "0");
  const nibble = 16 - 2 * (at - whole.offset + 1);
  return {
    piece: `${at - (at % size)}/${size}`,
    call: lost ? "lost" : `${at - (at % step)}/${step}`,
    value: Number.parseInt(digits.slice(nibble, nibble + 2), 16),
  };
}

function expectedFates(r: AccessRules, whole: WriteAccess): ByteFate[] {
  return Array.from({ length: whole.size }, (_, i) => fateOfByte(r, whole, whole.offset + i));
}

function byteAt(a: WriteAccess, at: number): number {
  return Number((a.value / 256n ** BigInt(at - a.offset)) % 256n);
}

/** The bytes of one call or lost piece, in order. */
function fatesWithin(a: WriteAccess, piece: WriteAccess, rejected: boolean): ByteFate[] {
  return Array.from({ length: a.size }, (_, i) => ({
    piece: `${piece.offset}/${piece.size}`,
    call: rejected ? "lost" : `${a.offset}/${a.size}`,
    value: byteAt(a, a.offset + i),
  }));
}

/** The model's answer, byte by byte in the order of its dispatches and calls. */
function modelFates(r: AccessRules, whole: WriteAccess): ByteFate[] {
  return dispatchWrite(r, whole).flatMap(({ piece, rejected, calls }) =>
    (rejected ? [piece] : calls).flatMap((a) => fatesWithin(a, piece, rejected)),
  );
}

/** Checks that `parts` follow each other without gap from `start` on; their end and their bytes. */
function joined(start: number, parts: readonly WriteAccess[]): { end: number; value: bigint } {
  let end = start;
  let value = 0n;
  for (const part of parts) {
    expect(part.offset).toBe(end);
    value += part.value * 256n ** BigInt(part.offset - start);
    end += part.size;
  }
  return { end, value };
}

describe("cutting a write", () => {
  it("the pieces tile the access exactly, in order, and together carry the guest's bytes", () => {
    fc.assert(
      fc.property(rules, access, (r, whole) => {
        const pieces = dispatchWrite(r, whole).map(({ piece }) => piece);
        expect(joined(whole.offset, pieces)).toEqual({
          end: whole.offset + whole.size,
          value: whole.value,
        });
      }),
    );
  });

  it("each piece is a naturally aligned power of two within the region's maximum", () => {
    fc.assert(
      fc.property(rules, access, (r, whole) => {
        for (const { piece } of dispatchWrite(r, whole)) {
          expect([1, 2, 4, 8]).toContain(piece.size);
          expect(piece.offset % piece.size).toBe(0);
          expect(piece.size).toBeLessThanOrEqual(r.valid.maximumSize || 4);
        }
      }),
    );
  });

  it("the calls of a piece tile it and carry exactly its bytes; a rejected piece has none", () => {
    fc.assert(
      fc.property(rules, access, (r, whole) => {
        for (const { piece, rejected, calls } of dispatchWrite(r, whole)) {
          expect(calls.length === 0).toBe(rejected);
          if (rejected) continue;
          const { end, value } = joined(piece.offset, calls);
          expect(end).toBe(piece.offset + piece.size);
          expect(value).toBe(piece.value);
        }
      }),
    );
  });

  it("agrees, byte for byte, with a reference that never cuts", () => {
    fc.assert(
      fc.property(rules, access, (r, whole) => {
        expect(modelFates(r, whole)).toEqual(expectedFates(r, whole));
      }),
    );
  });

  it("agrees with the reference for every size at every alignment, in the window and the BAR", () => {
    for (const r of [TRAPPED_WINDOW_ACCESS, VFIO_REGION_ACCESS]) {
      for (let offset = 0; offset < 17; offset++) {
        for (let size = 1; size <= 8; size++) {
          const whole = { offset, size, value: BigInt.asUintN(8 * size, 0x8877665544332211n) };
          expect(modelFates(r, whole)).toEqual(expectedFates(r, whole));
        }
      }
    }
  });
});

describe("the trapped window", () => {
  it("its handler is only ever called with 4 bytes at a multiple of 4, and a value of 32 bits", () => {
    fc.assert(
      fc.property(access, (whole) => {
        for (const call of dispatchWrite(TRAPPED_WINDOW_ACCESS, whole).flatMap((d) => d.calls)) {
          expect(call.size).toBe(4);
          expect(call.offset % 4).toBe(0);
          expect(call.value).toBeLessThan(2n ** 32n);
        }
      }),
    );
  });

  it("a read has the device's byte where the same write would arrive, and 0 where it would be lost", () => {
    const byte = (at: number) => (37 * at + 11) % 256;
    const device = (offset: number, size: number) => {
      let value = 0n;
      for (let i = 0; i < size; i++) value += BigInt(byte(offset + i)) * 256n ** BigInt(i);
      return value;
    };
    fc.assert(
      fc.property(rules, access, (r, whole) => {
        const value = dispatchRead(r, whole.offset, whole.size, device);
        const got = { ...whole, value };
        expect(value).toBeLessThan(256n ** BigInt(whole.size));
        expectedFates(r, whole).forEach(({ call }, i) => {
          const at = whole.offset + i;
          expect(byteAt(got, at)).toBe(call === "lost" ? 0 : byte(at));
        });
      }),
    );
  });
});
