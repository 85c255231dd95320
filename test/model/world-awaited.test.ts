/** What stands at an awaited offset: what decides there, and how the address's high word gets there. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeHandler } from "../../model/quirks/as-posted/handler.js";
import { AS_POSTED, COOKIE } from "../../model/quirks/as-posted/quirk.js";
import { placeOf, registerAt } from "../../model/world/registers.js";
import { SLOTS, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { USUAL_TERMS } from "../../model/world/terms.js";
import { writePieces } from "../../model/world/writes.js";

describe("what does not decide", () => {
  const word = fc.integer({ min: 0, max: 0xffff });
  const long = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const call = fc.record({
    view: fc.record({
      msiEnabled: fc.boolean(),
      vectorsAllocated: fc.constantFrom(1, 2, 4, 8, 16, 32),
      guestAddressLow: fc.constantFrom(0, 8, 0x4000, 0xfee00000),
      guestWord8: word,
      physical: fc.record({ addressLow: long, word8: long }),
    }),
    cookie: fc.constantFrom(0, 8, 16),
    access: fc.record({
      offset: fc.constantFrom(0, 8, 16),
      size: fc.constantFrom(2, 4),
      value: fc.oneof(word, fc.constantFrom(0, 8, 0x4000, 0xfee00000)).map(BigInt),
    }),
  });

  it("the word at +8 decides no cookie, whether or not the value matches it", () => {
    fc.assert(
      fc.property(call, ({ view, cookie, access }) => {
        const masked = Number(access.value) - (Number(access.value) % view.vectorsAllocated);
        const [match, other] = [masked, masked + 1].map((guestWord8) =>
          writeHandler({ ...view, guestWord8 }, cookie, access),
        );
        expect(match?.cookie).toBe(other?.cookie);
      }),
    );
  });

  it("the host's numbers decide neither branch nor cookie", () => {
    const any = fc.oneof(long, fc.constantFrom(0, 8, 0x4000, 0xfee00000));
    const physicals = fc.record({ addressLow: any, word8: any });
    fc.assert(
      fc.property(call, physicals, ({ view, cookie, access }, physical) => {
        const { branch, cookie: after } = writeHandler(view, cookie, access);
        const other = writeHandler({ ...view, physical }, cookie, access);
        expect([other.branch, other.cookie]).toEqual([branch, after]);
      }),
    );
  });
});

describe("a high register", () => {
  it("is 8 bytes above no slot's address, under whichever window position", () => {
    const kinds = new Set<string>();
    for (const slot0Data of ["plus-8", "elsewhere"] as const) {
      for (const slot of SLOTS) {
        const { address } = placeOf(slot, { slot0Data });
        for (const window of ["A", "B"] as const) {
          kinds.add(registerAt(address + 2, { window, slot0Data }).kind);
        }
      }
    }
    expect([...kinds].sort()).toEqual(["data", "ordinary"]);
  });

  /** Slot 1's high register, awaited as data because the address was written 8 bytes below it. */
  const written = (asked: number, state: Partial<WorldState>) => {
    const awaited = {
      ...{ ...USUAL_STATE, msi: "enabled", pair: "programmed", grant: "asked" },
      ...{ capability: "64-bit", [COOKIE]: "4", ...state },
    } as WorldState;
    const run = { quirk: AS_POSTED, terms: USUAL_TERMS, asked };
    const { violates, arrivals = [] } = writePieces(
      awaited,
      [{ word: 4, value: "high-word" }],
      "plain",
      run,
    );
    return [arrivals.map(({ branch }) => branch).join(), violates.includes("collateral-free")];
  };

  it.each([1, 2, 16, 32])("awaited, is replaced if it is aligned, %i allocated", (asked) => {
    for (const vectors of ["asked", "grown"] as const) {
      const of = (guestHigh: WorldState["guestHigh"]) => written(asked, { guestHigh, vectors });
      expect(of("aligned")).toEqual(["replace-data", true]);
      expect(of("low-half-zero")).toEqual(["data-mismatch", false]);
      const matches = asked === 1 && vectors === "asked";
      expect(of("unaligned")).toEqual(matches ? ["replace-data", true] : ["data-mismatch", false]);
      // 0 in the place of 0 is no change, a host's high word is.
      expect(of("zero")).toEqual(["replace-data", false]);
      expect(written(asked, { vectors, hostHigh: "set" })).toEqual(["replace-data", true]);
    }
  });
});
