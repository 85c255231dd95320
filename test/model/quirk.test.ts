import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeHandler } from "../../model/quirks/as-posted/handler.js";
import { AS_POSTED, cookieQuirk } from "../../model/quirks/as-posted/quirk.js";
import { USUAL_STATE } from "../../model/world/state.js";
import { viewOf } from "../../model/world/values.js";

const enabled = { ...USUAL_STATE, msi: "enabled", pair: "programmed", grant: "asked" } as const;
const words = fc.integer({ min: 2, max: 9 });

describe("the patch behind the interface of a quirk", () => {
  it("does what its handler does, cookie and all", () => {
    const view = viewOf(enabled, 4, false);
    const values = fc.constantFrom(0n, 0x4003n, 0x5a5an, BigInt(view.guestAddressLow));
    fc.assert(
      fc.property(words, words, values, (awaited, word, value) => {
        const access = { offset: 4 * word, size: 4, value };
        const result = writeHandler(view, 4 * awaited, access);
        const effects = AS_POSTED.write(view, { "own.cookie": String(awaited) }, access);
        expect(effects.value).toBe(result.value);
        expect(effects.branch).toBe(result.branch);
        expect(effects.cookie).toEqual({ before: 4 * awaited, after: result.cookie });
        const after = result.cookie === 0 ? "none" : String(result.cookie / 4);
        expect(effects.own).toEqual({ "own.cookie": after });
      }),
    );
  });

  it("says what was replaced, and nothing where the value is the guest's", () => {
    const view = viewOf(enabled, 4, false);
    const write = (value: bigint, cookie: string) =>
      AS_POSTED.write(view, { "own.cookie": cookie }, { offset: 8, size: 4, value }).replaced;
    expect(write(BigInt(view.guestAddressLow), "none")).toBe("address");
    expect(write(BigInt(view.guestData + 1), "2")).toBe("data");
    expect(write(0x5a5an, "2")).toBeUndefined();
  });

  it("takes another handler of the same signature, and has no hooks", () => {
    const deaf = cookieQuirk("deaf", (_view, cookie, { value }) => ({
      branch: "pass",
      value,
      cookie,
    }));
    const access = { offset: 0, size: 4, value: BigInt(viewOf(enabled, 1, false).guestAddressLow) };
    expect(deaf.write(viewOf(enabled, 1, false), { "own.cookie": "none" }, access)).toMatchObject({
      value: access.value,
      own: { "own.cookie": "none" },
    });
    expect(deaf.reset({ "own.cookie": "2" })).toEqual({});
    expect(deaf.msiChanged({ "own.cookie": "2" }, false)).toEqual({});
  });
});
