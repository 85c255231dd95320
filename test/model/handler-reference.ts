/**
 * What one write to the trapped window must do, worked out from the patch a second time and in
 * another way, with strings of bits, to hold against model/quirks/as-posted/handler.ts.
 */
import fc from "fast-check";
import type { WriteAccess } from "../../model/qemu/memory-core.js";
import type { HandlerBranch, HandlerView } from "../../model/quirks/as-posted/handler.js";

const binary = (value: bigint | number, width: number) => value.toString(2).padStart(width, "0");
const numeric = (bits: string) => BigInt(`0b0${bits}`);

interface ReferenceResult {
  readonly branch: HandlerBranch;
  readonly value: bigint;
  readonly cookie: number;
}

/** `offsetBits` (log2 of the allocation) low bits of the data carry the vector. */
export function referenceWrite(
  view: HandlerView,
  offsetBits: number,
  cookie: number,
  access: WriteAccess,
): ReferenceResult {
  const untouched = { value: access.value, cookie };
  if (!view.msiEnabled || access.size !== 4) return { branch: "pass", ...untouched };

  const written = binary(access.value, 64);
  if (written === binary(view.guestAddressLow, 64)) {
    const next = binary(BigInt(access.offset) + 8n, 32).slice(-32);
    return {
      branch: "replace-address",
      value: BigInt(view.physical.addressLow),
      cookie: Number(numeric(next)),
    };
  }

  const awaited = cookie > 0 && cookie === access.offset;
  if (!awaited) return { branch: "pass", ...untouched };

  const base = written.slice(32, 64 - offsetBits).padEnd(32, "0");
  if (base !== binary(view.guestWord8, 32)) {
    return { branch: "data-mismatch", value: access.value, cookie: 0 };
  }
  const vector = numeric(written.slice(64 - offsetBits));
  const sum = binary(BigInt(view.physical.word8) + vector, 32).slice(-32);
  return { branch: "replace-data", value: numeric(sum), cookie: 0 };
}

export interface HandlerCase {
  readonly view: HandlerView;
  readonly offsetBits: number;
  readonly cookie: number;
  readonly access: WriteAccess;
}

const word16 = fc.oneof(fc.constantFrom(0, 0x20, 0x21, 0x40, 0x4040, 0xff80), fc.nat(0xffff));
const word32 = fc.oneof(
  fc.constantFrom(0, 0x21, 0x40, 0xfee00000, 0xfee00578, 0xfffffffc, 0xffffffff),
  fc.nat(0xffffffff),
);
const word64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const offset = fc.oneof(
  fc.constantFrom(0, 4, 8, 0x48, 0x50, 0xfffffff8, 0xfffffffc),
  fc.nat(0xffff).map((n) => 4 * n),
  fc.nat(0xffffffff),
);

/** What the handler sees besides its cookie: MSI mostly on, 1 to 128 vectors, addresses of all kinds. */
export const handlerViews = fc
  .record({
    msiEnabled: fc.nat(9).map((n) => n > 0),
    offsetBits: fc.nat(7),
    guestAddressLow: word32,
    guestWord8: word16,
    aligned: fc.boolean(),
    physical: fc.oneof(
      fc.constant({ addressLow: 0, word8: 0 }),
      fc.record({ addressLow: word32, word8: word16 }),
      fc.record({ addressLow: word32, word8: word32 }),
    ),
  })
  .map(({ offsetBits, aligned, guestWord8, ...rest }) => {
    const unit = aligned ? 2 ** offsetBits : 1;
    const vectorsAllocated = 2 ** offsetBits;
    const base = guestWord8 - (guestWord8 % unit);
    return { offsetBits, view: { ...rest, vectorsAllocated, guestWord8: base } };
  });

/** Values that collide with what the view holds: its address, its word plus an offset, high bits set. */
export function collidingValue(view: HandlerView): fc.Arbitrary<bigint> {
  const address = BigInt(view.guestAddressLow);
  const word = BigInt(view.guestWord8);
  const vector = fc.nat(130).map(BigInt);
  const within = fc.nat(view.vectorsAllocated - 1).map(BigInt);
  const high = fc.oneof(
    fc.constantFrom(1n, 0x8000_0000n, 0xffff_ffffn),
    fc.nat(0xffff).map(BigInt),
  );
  return fc.oneof(
    fc.constant(address),
    high.map((h) => address + h * 2n ** 32n),
    { weight: 3, arbitrary: within.map((k) => word + k) },
    vector.map((k) => word + k),
    fc.tuple(vector, high).map(([k, h]) => word + k + h * 2n ** 32n),
    fc.tuple(within, fc.constantFrom(16n, 17n, 31n)).map(([k, bit]) => word + k + 2n ** bit),
    fc.constantFrom(0n, 0x100n, 0xffff_ffffn, 2n ** 64n - 1n),
    word64,
  );
}

/** One call, biased so that every branch and every near miss is common. */
export const handlerCases: fc.Arbitrary<HandlerCase> = handlerViews.chain(({ view, offsetBits }) =>
  fc
    .record({
      offset,
      value: collidingValue(view),
      size: fc.nat(11).map((n) => [1, 2, 8][n] ?? 4),
      awaited: fc.oneof(
        { weight: 4, arbitrary: fc.constant("here") },
        { weight: 1, arbitrary: fc.constant("further on") },
        { weight: 1, arbitrary: fc.constant("nowhere") },
        { weight: 1, arbitrary: offset },
      ),
    })
    .map(({ offset: at, value, size, awaited }) => {
      const places = new Map([
        ["here", at],
        ["further on", (at + 8) % 2 ** 32],
      ]);
      const cookie = typeof awaited === "number" ? awaited : (places.get(awaited) ?? 0);
      return { view, offsetBits, cookie, access: { offset: at, size, value } };
    }),
);
