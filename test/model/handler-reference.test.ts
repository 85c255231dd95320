import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  HANDLER_BRANCHES,
  type HandlerView,
  writeHandler,
} from "../../model/quirks/as-posted/handler.js";
import {
  collidingValue,
  type HandlerCase,
  handlerCases,
  handlerViews,
  referenceWrite,
} from "./handler-reference.js";

const modelOf = ({ view, cookie, access }: HandlerCase) => writeHandler(view, cookie, access);
const referenceOf = ({ view, offsetBits, cookie, access }: HandlerCase) =>
  referenceWrite(view, offsetBits, cookie, access);

describe("the handler against an independent reference", () => {
  it("takes the same branch, writes the same value and leaves the same cookie, at full width", () => {
    fc.assert(
      fc.property(handlerCases, (one) => {
        expect(modelOf(one)).toEqual(referenceOf(one));
      }),
      { numRuns: 20_000 },
    );
  });

  it("is compared on every branch: each is at least one case in fifty", () => {
    const counts = new Map<string, number>();
    for (const one of fc.sample(handlerCases, 2_000)) {
      const { branch } = referenceOf(one);
      counts.set(branch, (counts.get(branch) ?? 0) + 1);
    }
    for (const branch of HANDLER_BRANCHES) {
      expect(counts.get(branch), branch).toBeGreaterThanOrEqual(40);
    }
  });

  it("agrees along sequences of writes at a few offsets while what it sees keeps changing", () => {
    const step = handlerViews.chain(({ view, offsetBits }) =>
      fc
        .record({ offset: fc.constantFrom(0, 8, 0x10, 0x18), value: collidingValue(view) })
        .map(({ offset, value }) => ({ view, offsetBits, access: { offset, size: 4, value } })),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 20 }), (steps) => {
        let model = 0;
        let reference = 0;
        for (const one of steps) {
          const got = modelOf({ ...one, cookie: model });
          const expected = referenceOf({ ...one, cookie: reference });
          expect(got).toEqual(expected);
          model = got.cookie;
          reference = expected.cookie;
        }
      }),
    );
  });
});

describe("exhaustively over small ranges", () => {
  it("every offset 0 to 130 from the guest word, at every allocation and for aligned and odd words", () => {
    for (let offsetBits = 0; offsetBits <= 7; offsetBits++) {
      for (const guestWord8 of [0, 1, 0x21, 0x40, 0x80, 0xff80, 0xffff]) {
        const view: HandlerView = {
          msiEnabled: true,
          vectorsAllocated: 2 ** offsetBits,
          guestAddressLow: 0xfee00000,
          guestWord8,
          physical: { addressLow: 0xfee00578, word8: 0x4041 },
        };
        for (let k = 0; k <= 130; k++) {
          const access = { offset: 0x50, size: 4, value: BigInt(guestWord8 + k) };
          const one = { view, offsetBits, cookie: 0x50, access };
          expect(modelOf(one)).toEqual(referenceOf(one));
        }
      }
    }
  });

  it("with an aligned guest word exactly as many values match as vectors are allocated", () => {
    for (const vectorsAllocated of [1, 2, 4, 8, 16, 32, 64, 128]) {
      const view: HandlerView = {
        msiEnabled: true,
        vectorsAllocated,
        guestAddressLow: 0xfee00000,
        guestWord8: 0x100,
        physical: { addressLow: 0xfee00578, word8: 0x4000 },
      };
      const matching: number[] = [];
      for (let value = 0; value < 0x400; value++) {
        const access = { offset: 0x50, size: 4, value: BigInt(value) };
        if (writeHandler(view, 0x50, access).branch === "replace-data") matching.push(value);
      }
      expect(matching).toEqual(Array.from({ length: vectorsAllocated }, (_, k) => 0x100 + k));
    }
  });
});
