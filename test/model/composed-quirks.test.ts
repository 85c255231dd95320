/** Composed quirks as a whole, against what each improvement is said to do. */
import { describe, expect, it } from "vitest";
import type { HostPair, QuirkView } from "../../model/quirk.js";
import { composeQuirk, termsOf } from "../../model/quirks/composed/compose.js";
import { NO_FEATURES, withImplied } from "../../model/quirks/composed/features.js";
import { DESIGNS } from "../../model/quirks/designs.js";
import { VIEW, view, write } from "./composed-view.js";

describe("features", () => {
  it("a static table brings its window, a pair of the source's own brings the table", () => {
    const table = { finds: "locations", followsWindow: true, rightWindow: true };
    expect(withImplied({})).toEqual(NO_FEATURES);
    expect(withImplied({ finds: "locations" })).toMatchObject(table);
    expect(withImplied({ pairs: "asked by QEMU" })).toMatchObject(table);
    expect(withImplied({ readsBack: true })).toEqual({ ...NO_FEATURES, readsBack: true });
  });
});

const PAIR: HostPair = { addressLow: 0xfee0_3004, addressHigh: 0x300, data: 0x4a01 };

describe("slots found by a table", () => {
  const table = composeQuirk("table", { finds: "locations" });
  const wide = composeQuirk("wide", { finds: "locations", handles64Bit: true });
  const branches = (quirk: typeof table, window: string, over: Partial<QuirkView> = {}) =>
    Array.from({ length: 12 }, (_, word) => {
      const { branch } = quirk.write(view({ ...over, window }), {}, write(0x5a5an, 4 * word));
      return branch.replace("replace-", "");
    }).join(" ");

  it("are those of the map, by position: address, high and data 8 bytes on", () => {
    expect(branches(wide, "A")).toBe(
      "address high data address high data pass pass pass pass pass pass",
    );
    expect(branches(wide, "B")).toBe(
      "pass pass pass pass pass pass address high data pass pass pass",
    );
    expect(branches(table, "B")).toBe(
      "pass pass pass pass pass pass address pass data pass pass pass",
    );
    expect(branches(wide, "A", { msiEnabled: false })).toBe(Array(12).fill("pass").join(" "));
  });

  it("get the capability's pair: the host's half for each register", () => {
    const at = (word: number, value: bigint) =>
      wide.write(view({ window: "A" }), {}, write(value, 4 * word));
    expect(at(0, 1n)).toMatchObject({ value: 0xa0n, replaced: "address" });
    expect(at(1, 1n)).toMatchObject({ value: 0xc0n, replaced: "high" });
    expect(at(2, 0x4102n)).toMatchObject({ value: 0xd2n, replaced: "data" });
    expect(at(9, 7n)).toEqual({ branch: "pass", value: 7n, own: {} });
  });

  it("of an address are not refused for the vector that its low bits would name", () => {
    const checked = composeQuirk("checked", { finds: "locations", checksGrant: true });
    const one = view({ window: "A", vectorsGranted: 1 });
    expect(checked.write(one, {}, write(3n, 0)).branch).toBe("replace-address");
    expect(checked.write(one, {}, write(3n, 8)).branch).toBe("refuse-data");
    const none = view({ window: "A", vectorsGranted: 0 });
    expect(checked.write(none, {}, write(3n, 0)).branch).toBe("refuse-address");
  });

  it("get each a pair of its own where one is asked for, and what the check says where it is refused", () => {
    const asks = composeQuirk("asks", { pairs: "asked by QEMU" });
    const asked = (word: number) => asks.write(view({ window: "A" }), {}, write(9n, 4 * word)).ask;
    expect(asked(0)?.answer(PAIR)).toMatchObject({ value: 0xfee0_3004n, replaced: "address" });
    expect(asked(1)?.answer(PAIR)).toMatchObject({ value: 0x300n, replaced: "high" });
    expect(asked(2)?.answer(PAIR)).toMatchObject({ value: 0x4a01n, replaced: "data" });
    expect(asked(2)?.answer(undefined)).toEqual({ branch: "refuse-data", value: 9n, own: {} });
    expect(asked(9)).toBeUndefined();
  });
});

describe("slots found by value", () => {
  const guest = BigInt(VIEW.guestAddressLow);
  const wide = composeQuirk("wide", { handles64Bit: true });
  const waiting = { "own.cookie": "2" } as const;

  it("a refused address settles what was awaited at its own offset, and awaits nothing for itself", () => {
    const checked = composeQuirk("checked", { checksRead: true });
    const failed = view({ readFails: true });
    expect(checked.write(failed, waiting, write(guest, 8))).toMatchObject({
      branch: "refuse-address",
      value: guest,
      own: { "own.cookie": "none" },
      cookie: { before: 8, after: 0 },
    });
    expect(checked.write(failed, waiting, write(guest, 0))).toMatchObject({
      own: {},
      cookie: { before: 8, after: 8 },
    });
  });

  it("refused data settles its cookie as well", () => {
    const checked = composeQuirk("checked", { checksGrant: true });
    const one = view({ vectorsGranted: 1, guestWord8: 0x4020 });
    expect(checked.write(one, waiting, write(0x4021n, 8))).toMatchObject({
      branch: "refuse-data",
      value: 0x4021n,
      own: { "own.cookie": "none" },
    });
  });

  it("the guest's upper half is replaced 4 bytes above an address, if the layout has one", () => {
    const high = write(0x17n, 4);
    const of64 = view({ is64Bit: true });
    expect(wide.write(of64, waiting, high)).toMatchObject({
      branch: "replace-high",
      value: 0xc0n,
      replaced: "high",
    });
    expect(wide.write(of64, waiting, write(0x17n, 12)).branch).toBe("pass");
    expect(wide.write(of64, waiting, write(0x18n, 4)).branch).toBe("pass");
    expect(wide.write(VIEW, waiting, high).branch).toBe("pass");
    expect(composeQuirk("none", {}).write(of64, waiting, high).branch).toBe("pass");
  });
});

describe("slots found by value with a cookie each", () => {
  it("are told as a cookie of their own offset, before and after", () => {
    const each = composeQuirk("each", { cookiePerAddress: true });
    const awaited = { "own.awaits 5": "yes", "own.awaits 8": "yes" } as const;
    const cookie = (value: bigint, offset: number) =>
      each.write(VIEW, awaited, write(value, offset)).cookie;
    expect(cookie(7n, 20)).toEqual({ before: 20, after: 0 });
    expect(cookie(7n, 12)).toEqual({ before: 0, after: 0 });
    expect(cookie(BigInt(VIEW.guestAddressLow), 0)).toEqual({ before: 0, after: 8 });
    expect(cookie(BigInt(VIEW.guestAddressLow), 36)).toEqual({ before: 0, after: 44 });
  });

  it("an awaited register is a data register, also where it could be an upper half", () => {
    const each = composeQuirk("each", { cookiePerAddress: true, handles64Bit: true });
    const awaited = { "own.awaits 5": "yes", "own.awaits 6": "yes" } as const;
    const written = each.write(view({ is64Bit: true }), awaited, write(0x17n, 20));
    expect(written).toMatchObject({ branch: "data-mismatch", own: { "own.awaits 5": "no" } });
  });
});

describe("a composed quirk", () => {
  it("clears at a machine reset what it awaits and remembers, if it has the hook", () => {
    const all = composeQuirk("all", { clearsAtReset: true, readsBack: true });
    expect(all.reset({})).toEqual({
      "own.cookie": "none",
      "own.wrote 0": "nothing",
      "own.wrote 2": "nothing",
      "own.wrote 9": "nothing",
    });
    expect(composeQuirk("none", { readsBack: true }).reset({})).toEqual({});
  });

  it("clears the cookie when MSI is disabled, and not when it is enabled", () => {
    const clears = composeQuirk("clears", { clearsAtDisable: true });
    expect(clears.msiChanged({}, false)).toEqual({ "own.cookie": "none" });
    expect(clears.msiChanged({}, true)).toEqual({});
    expect(composeQuirk("none", {}).msiChanged({}, false)).toEqual({});
    const table = composeQuirk("table", { finds: "locations", clearsAtDisable: true });
    expect(table.msiChanged({}, false)).toEqual({});
  });

  it("answers reads from memory only while the device holds what it replaced", () => {
    const back = composeQuirk("back", { readsBack: true });
    const own = { "own.wrote 2": "B" } as const;
    expect(back.read(VIEW, own, { offset: 8, replaced: true })).toBe("memory");
    expect(back.read(VIEW, own, { offset: 8, replaced: false })).toBe("device");
    expect(back.remembers).toBe(true);
    expect("remembers" in composeQuirk("none", {})).toBe(false);
  });

  it("remembers a replaced value beside its cookie, also one that the host was asked for", () => {
    const back = composeQuirk("back", { readsBack: true });
    const address = write(BigInt(VIEW.guestAddressLow), 0);
    expect(back.write(VIEW, {}, address).own).toEqual({ "own.cookie": "2", "own.wrote 0": "B" });
    expect(back.write(VIEW, {}, write(1n, 0)).own).toEqual({});
    const asks = composeQuirk("asks", { readsBack: true, pairs: "asked by QEMU" });
    const { ask } = asks.write(view({ window: "A" }), {}, write(1n, 0));
    expect(ask?.answer(PAIR).own).toEqual({ "own.wrote A0": "A" });
    expect(ask?.answer(undefined).own).toEqual({});
  });

  it("takes every size of the region, or those of the patch", () => {
    expect(composeQuirk("every", { everySize: true }).access.valid.minimumSize).toBe(1);
    expect(composeQuirk("none", {}).access.valid.minimumSize).toBe(4);
  });
});

describe("the terms of a composed quirk", () => {
  it("of none are the patch's", () => {
    expect(termsOf({})).toEqual({
      pairs: "capability",
      capability: "msi",
      traps: true,
      inPlace: true,
      lifetime: "while enabled",
      moved: "goes stale",
      asks: false,
      kernelWrites: false,
      carriedBy: {},
      choices: [],
    });
  });

  it("of a table: its own correctness in the place of the patch's beliefs about the device", () => {
    expect(termsOf({ rightWindow: true }).carriedBy).toEqual({
      "slots-in-window": "device-known",
      "slots-clear-of-window-end": "device-known",
    });
    const { carriedBy, choices } = termsOf({ finds: "locations" });
    expect(carriedBy).toEqual({
      "slots-in-window": "device-known",
      "slots-clear-of-window-end": "device-known",
      "data-at-plus-8": "device-known",
    });
    expect(choices).toEqual([["device-known", { "own.follows": "nothing" }]]);
  });

  it("of pairs asked for: until released; a driver's are rewritten by the kernel", () => {
    const byQemu = { asks: true, lifetime: "until released", moved: "goes stale" };
    expect(termsOf({ pairs: "asked by QEMU" })).toMatchObject({ ...byQemu, kernelWrites: false });
    expect(termsOf({ pairs: "asked by a driver" })).toMatchObject({
      ...byQemu,
      moved: "rewritten by the kernel",
      kernelWrites: true,
    });
    expect(termsOf({ pairs: "asked by QEMU" }).carriedBy["msi-novirt-feature"]).toBe(
      "host-interface",
    );
  });
});

describe("a design without a quirk", () => {
  const without = DESIGNS.filter(({ terms }) => !terms.traps);

  it.each(without.map(({ name, quirk }) => [name, quirk] as const))(
    "%s: its probe finds nothing and says nothing, and what it is given it leaves as it is",
    (_, quirk) => {
      const good = { bar: 0, vendorId: 0x17cb, deviceId: 0x1103, msiPresent: true };
      const decision = quirk.probe({ ...good, featureAccepted: true });
      expect(decision).toEqual({ quirk: false, because: "device", warns: false });
      expect(quirk.write(VIEW, {}, write(7n))).toEqual({ branch: "pass", value: 7n, own: {} });
      expect(quirk.read(VIEW, {}, { offset: 8, replaced: true })).toBe("device");
      expect([quirk.reset({}), quirk.msiChanged({}, false)]).toEqual([{}, {}]);
    },
  );
});
