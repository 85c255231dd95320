/** Composed quirks: what they are called, what they trap, and which of their tests comes first. */
import { describe, expect, it } from "vitest";
import { FOLLOWED_WINDOWS, REGISTER_TABLE, WHOLE_WINDOWS } from "../../model/devices/traps.js";
import { composeQuirk } from "../../model/quirks/composed/compose.js";
import { type Features, nameOf, withImplied } from "../../model/quirks/composed/features.js";
import { VIEW, view, write } from "./composed-view.js";

describe("a combination of improvements", () => {
  const named = (features: Partial<Features>) => nameOf(withImplied(features));

  it("is named by what it has: pair, table, switches in their order, what a refusal does", () => {
    expect(named({})).toBe("patch");
    expect(named({ readsBack: true, cookiePerAddress: true })).toBe("cookiePerAddress + readsBack");
    expect(named({ checksGrant: true, refusal: "drop" })).toBe("checksGrant + drops");
    expect(named({ finds: "locations" })).toBe("locations + followsWindow + rightWindow");
    expect(named({ pairs: "asked by a driver", refusal: "drop" })).toBe(
      "asked by a driver + locations + followsWindow + rightWindow + drops",
    );
  });
});

describe("what a composed quirk traps", () => {
  const trap = (features: Partial<Features>) => composeQuirk("it", features).trap;

  it("is the probe's range, until its windows are known", () => {
    expect("trap" in composeQuirk("it", {})).toBe(false);
    expect("trap" in composeQuirk("it", { followsWindow: true })).toBe(false);
    expect(trap({ rightWindow: true })).toBe(WHOLE_WINDOWS);
    expect(trap({ rightWindow: true, followsWindow: true })).toBe(FOLLOWED_WINDOWS);
  });

  it("is no more than the registers, where a table names them", () => {
    expect(trap({ finds: "locations" })).toBe(REGISTER_TABLE);
    expect(trap({ pairs: "asked by QEMU" })).toBe(REGISTER_TABLE);
  });
});

describe("slots found by value", () => {
  const awaiting = { "own.cookie": "2" } as const;

  it("of an address are vector 0's: a grant of one is enough, none is not", () => {
    const checked = composeQuirk("checked", { checksGrant: true });
    const address = write(BigInt(VIEW.guestAddressLow), 0);
    const branch = (vectorsGranted: number) =>
      checked.write(view({ vectorsGranted }), {}, address).branch;
    expect(branch(1)).toBe("replace-address");
    expect(branch(0)).toBe("refuse-address");
  });

  it("awaiting data: what is no data of the guest's passes, and no check is asked about it", () => {
    const checked = composeQuirk("checked", { checksRead: true, refusal: "drop" });
    const failed = view({ readFails: true, guestWord8: 0x4020 });
    expect(checked.write(failed, awaiting, write(0x5a40n))).toMatchObject({
      branch: "data-mismatch",
      value: 0x5a40n,
      own: { "own.cookie": "none" },
    });
    expect(checked.write(failed, awaiting, write(0x4021n))).toMatchObject({
      branch: "drop-data",
      value: undefined,
    });
  });
});
