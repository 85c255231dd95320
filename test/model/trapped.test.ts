/** What a design traps of a chip, read off the design. */
import { describe, expect, it } from "vitest";
import { WCN6855 } from "../../model/devices/ath11k.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { DESIGNS } from "../../model/quirks/designs.js";
import {
  isTrapped,
  TRAP_DESIGNS,
  type TrapDesign,
  trapDesign,
  trapDesignOf,
} from "../../model/quirks/trapped.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";

const asPosted = (over: Partial<Terms> = {}) =>
  trapDesignOf({ name: "it", quirk: AS_POSTED, terms: { ...USUAL_TERMS, ...over } });

describe("a design's trap", () => {
  it("is what the probe decides for the device id; for an id it does not know, nothing", () => {
    const { id, ranges } = asPosted();
    const of = (deviceId: number) => ranges({ ...WCN6855, deviceId });
    expect(id).toBe("it");
    // 256 KiB at 512 KiB, and 512 KiB at 30 MiB: the two windows of the patch's probe.
    expect(of(0x1103)).toEqual([{ start: 0x80000, end: 0xc0000 }]);
    expect(of(0x1109)).toEqual([{ start: 0x1e00000, end: 0x1e80000 }]);
    expect(of(0x1112)).toEqual([]);
  });

  it("is the quirk's own, where it knows more of a chip than its device id", () => {
    const trap = { says: "a page", ranges: () => [{ start: 0x80000, end: 0x81000 }] };
    const own = trapDesignOf({ name: "it", quirk: { ...AS_POSTED, trap }, terms: USUAL_TERMS });
    expect(own).toMatchObject(trap);
  });

  it("is nothing where nothing is trapped, whatever the probe would say", () => {
    const { says, ranges } = asPosted({ traps: false });
    expect([says, ranges(WCN6855)]).toEqual(["nothing is trapped", []]);
  });

  it("is needed unless the guest writes pairs that are good as they are", () => {
    expect(asPosted().needsNoTrap).toBe(false);
    for (const pairs of ["copied", "granted", "asked for"] as const) {
      const { needsNoTrap, says } = asPosted({ pairs, traps: false });
      expect(needsNoTrap).toBe(true);
      expect(says).toMatch(/^nothing is trapped, nor has to be/);
    }
  });
});

describe("the designs' traps", () => {
  it("are those of the comparison in its order, each found by its name", () => {
    expect(TRAP_DESIGNS.map(({ id }) => id)).toEqual(DESIGNS.map(({ name }) => name));
    expect(trapDesign("right-window").id).toBe("right-window");
    expect(() => trapDesign("anything")).toThrow('no design is called "anything"');
  });
});

describe("a write", () => {
  const ranges = [
    { start: 0x100, end: 0x104 },
    { start: 0x200, end: 0x210 },
  ];
  const design: TrapDesign = { id: "", says: "", needsNoTrap: false, ranges: () => ranges };
  const seen = (offset: number) => isTrapped(design, WCN6855, offset);

  it("is seen where it begins in one of the ranges, whose end is not of them", () => {
    expect([0xff, 0x100, 0x103, 0x104].map(seen)).toEqual([false, true, true, false]);
    expect([0x1ff, 0x200, 0x20f, 0x210].map(seen)).toEqual([false, true, true, false]);
  });
});
