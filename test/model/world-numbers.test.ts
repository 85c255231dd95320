/**
 * The numbers that stand for roles decide comparisons. At full width: any others that are apart from each other
 * decide them in the same way. For what is not apart docs/model.md, "What the numbers decide", says why it loses
 * nothing.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeHandler } from "../../model/quirks/as-posted/handler.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { concrete, type GuestValue } from "../../model/world/values.js";
import { inTheWorld, type Kinds, type Numbers, viewWith, withNumbers } from "./numbers.js";

/** Numbers differ in more than these low bits, which the largest mask covers and a vector beyond it reaches. */
const BLOCK = 128;
const blockOf = (number: number) => Math.floor(number / BLOCK);

const block16 = fc.integer({ min: 1, max: 0x10000 / BLOCK - 1 }).map((block) => block * BLOCK);
const address32 = fc.integer({ min: 0x10000 / 4, max: 2 ** 30 - 1 }).map((address) => address * 4);

/** Low bits that so many vectors have (one: once it is two), with room for the vectors above them. */
const lowBits = (asked: number) =>
  asked === 1
    ? fc.integer({ min: 0, max: BLOCK / 2 - 1 }).map((half) => 2 * half + 1)
    : fc.integer({ min: 1, max: BLOCK - 33 }).filter((bits) => bits % asked !== 0);

function highOf({ guestHigh, asked }: Kinds): fc.Arbitrary<number> {
  const upper = fc.integer({ min: 1, max: 0xffff }).map((half) => half * 0x10000);
  switch (guestHigh) {
    case "zero":
      return fc.constant(0);
    case "aligned":
      return block16;
    case "low-half-zero":
      return upper;
    case "unaligned": {
      const word = fc.tuple(block16, lowBits(asked)).map(([block, bits]) => block + bits);
      const beyond = fc
        .tuple(upper, fc.integer({ min: 1, max: 0xffff }))
        .map(([half, low]) => half + low);
      // Of one vector a word of 16 bits is its own masked self until there are two.
      return asked === 1 ? word : fc.oneof(word, beyond);
    }
  }
}

const kindsDrawn: fc.Arbitrary<Kinds> = fc
  .record({
    asked: fc.constantFrom(1, 2, 4, 8, 16, 32),
    capability: fc.constantFrom("32-bit" as const, "64-bit" as const),
    guestHigh: fc.constantFrom(...(["zero", "unaligned", "aligned", "low-half-zero"] as const)),
    guestBase: fc.constantFrom("aligned" as const, "unaligned" as const),
    vectors: fc.constantFrom("asked" as const, "grown" as const),
    pair: fc.constantFrom("zero" as const, "programmed" as const),
  })
  .map((kinds) => ({
    ...kinds,
    ...(kinds.capability === "32-bit" ? { guestHigh: "zero" as const } : {}),
    ...(kinds.asked === 32 ? { vectors: "asked" as const } : {}),
  }));

/** The conditions under which the world's numbers stand for all others. */
function areApart(numbers: Numbers, { capability }: Kinds): boolean {
  const { address, old, foreign, high, base, oldData, foreignData, other } = numbers;
  const values = [old, foreign, high, other];
  const word = capability === "64-bit" ? high % 0x10000 : base;
  const others = [oldData, foreignData, other];
  const unlike = capability === "64-bit" ? [base, ...others] : others;
  return !values.includes(address) && unlike.every((value) => blockOf(value) !== blockOf(word));
}

const drawn = kindsDrawn.chain((kinds) =>
  fc
    .record({
      address: address32,
      old: address32,
      foreign: address32,
      high: highOf(kinds),
      base: fc
        .tuple(block16, kinds.guestBase === "aligned" ? fc.constant(0) : lowBits(kinds.asked))
        .map(([block, bits]) => block + bits),
      oldData: fc.integer({ min: BLOCK, max: 0xffff }),
      foreignData: fc.integer({ min: BLOCK, max: 0xffff }),
      other: fc.integer({ min: BLOCK, max: 2 ** 32 - 1 }),
    })
    .filter((numbers) => areApart(numbers, kinds))
    .map((numbers) => ({ kinds, numbers })),
);

describe("numbers that are apart from each other", () => {
  it("compare as those of the world do", () => {
    fc.assert(
      fc.property(drawn, ({ kinds, numbers }) => {
        expect(withNumbers(numbers, kinds)).toEqual(inTheWorld(kinds));
      }),
    );
  });

  it("are those of the world, too", () => {
    for (const guestHigh of ["zero", "unaligned", "aligned", "low-half-zero"] as const) {
      const kinds = { ...PLAIN, capability: "64-bit", guestHigh } as const;
      const state = { ...USUAL_STATE, ...kinds } as WorldState;
      const number = (value: GuestValue) => Number(concrete(value, state));
      const numbers: Numbers = {
        address: number("address"),
        old: number("old-address"),
        foreign: number("foreign-address"),
        high: number("high-word"),
        base: number("data+0"),
        oldData: number("old-data"),
        foreignData: number("foreign-data"),
        other: number("other"),
      };
      for (const capability of ["32-bit", "64-bit"] as const) {
        expect(areApart(numbers, { ...kinds, capability })).toBe(true);
      }
    }
  });
});

const PLAIN: Kinds = {
  asked: 2,
  capability: "32-bit",
  guestHigh: "zero",
  guestBase: "aligned",
  vectors: "asked",
  pair: "programmed",
};
const APART: Numbers = {
  address: 0xfee00000,
  old: 0xfee02000,
  foreign: 0xfee04000,
  high: 0,
  base: 0x4000,
  oldData: 0x4200,
  foreignData: 0x4400,
  other: 0x5a5a5a40,
};
const WIDE = { capability: "64-bit" } as const;
const ABOVE = { ...WIDE, guestHigh: "unaligned" } as const;
const GROWN = { vectors: "grown" } as const;

/** One that is not among the conditions, what is chosen beside, and which value then compares how. */
type Coincidence = readonly [
  what: string,
  numbers: Partial<Numbers>,
  kinds: Partial<Kinds>,
  value: GuestValue,
  becomes: "the address" | "data" | "no data",
];

const COINCIDENCES: readonly Coincidence[] = [
  ["an earlier address is the present one", { old: 0xfee00000 }, {}, "old-address", "the address"],
  ["a foreign address is", { foreign: 0xfee00000 }, {}, "foreign-address", "the address"],
  ["any value is the address", { other: 0xfee00000 }, {}, "other", "the address"],
  ["data is the address", { address: 0x4000 }, {}, "data+0", "the address"],
  ["a high word is", { high: 0xfee00000 }, ABOVE, "high-word", "the address"],
  ["an address has 16 bits", { address: 0x6000, old: 0x4001 }, {}, "old-address", "data"],
  ["earlier data is the present but for low bits", { oldData: 0x4001 }, {}, "old-data", "data"],
  ["foreign data is", { foreignData: 0x4001 }, {}, "foreign-data", "data"],
  ["any value is the data but for low bits", { other: 0x4001 }, {}, "other", "data"],
  ["data is a high word of 0 but for low bits", { base: 0 }, WIDE, "data+1", "data"],
  ["data is a high word but for low bits", { high: 0x4000 }, ABOVE, "data+1", "data"],
  ["any value is", { other: 1 }, WIDE, "other", "data"],
  ["the base data is 0", { base: 0 }, {}, "zero", "data"],
  ["a base is odd for twice the vectors only", { base: 0x4002 }, GROWN, "data+0", "no data"],
  [
    "a high word is odd for twice the vectors only",
    { high: 0x42 },
    { ...WIDE, ...GROWN, guestHigh: "aligned" },
    "high-word",
    "no data",
  ],
];

describe("numbers that are not apart compare otherwise", () => {
  it.each(COINCIDENCES)("%s", (...coincidence) => {
    const [, changed, chosen, value, becomes] = coincidence;
    const kinds: Kinds = { ...PLAIN, ...chosen };
    const [name, isAddress, isData] =
      withNumbers({ ...APART, ...changed }, kinds).find(([of]) => of === value) ?? [];
    const [, wasAddress, wasData] = inTheWorld(kinds).find(([of]) => of === value) ?? [];
    expect(name).toBe(value);
    if (becomes === "the address") expect([isAddress, wasAddress]).toEqual([true, false]);
    else expect([isData, wasData]).toEqual([becomes === "data", becomes !== "data"]);
  });

  it("and a base of 0, its offset added to nothing, gives the guest its own number", () => {
    const view = viewWith({ ...APART, base: 0 }, PLAIN);
    const written = writeHandler(view, 8, { offset: 8, size: 4, value: 1n });
    expect(written).toEqual({ branch: "replace-data", value: 1n, cookie: 0 });
  });
});
