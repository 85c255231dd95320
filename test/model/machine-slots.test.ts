import { describe, expect, it } from "vitest";
import { isInProgress, type SlotPhase } from "../../model/quirks/as-posted/events.js";
import { interruptSlots, slotsAfterWrite } from "../../model/quirks/as-posted/slots.js";

const PHASES = ["none", "address", "high", "data", "interrupted"] as const;

describe("a slot's phase", () => {
  it.each<[SlotPhase, SlotPhase, SlotPhase, SlotPhase]>([
    // before, after a write of address, of high, of data
    ["none", "address", "none", "data"],
    ["address", "address", "high", "data"],
    ["high", "address", "high", "data"],
    ["data", "address", "data", "data"],
    ["interrupted", "address", "interrupted", "data"],
  ])("%s becomes %s, %s or %s by address, high and data", (before, ...after) => {
    for (const other of PHASES) {
      const [address, high, data] = after;
      expect(slotsAfterWrite([before, other], "slot0.address")).toEqual([address, other]);
      expect(slotsAfterWrite([before, other], "slot0.high")).toEqual([high, other]);
      expect(slotsAfterWrite([before, other], "slot0.data")).toEqual([data, other]);
      expect(slotsAfterWrite([other, before], "slot1.address")).toEqual([other, address]);
      expect(slotsAfterWrite([other, before], "slot1.high")).toEqual([other, high]);
      expect(slotsAfterWrite([other, before], "slot1.data")).toEqual([other, data]);
      expect(slotsAfterWrite([before, other], "ordinary")).toEqual([before, other]);
    }
  });

  it("is in progress from the address until the data, also when interrupted", () => {
    expect(PHASES.filter(isInProgress)).toEqual(["address", "high", "interrupted"]);
  });

  it("is interrupted by a disable if in progress, in both slots alike", () => {
    const after = { none: "none", address: "interrupted", high: "interrupted", data: "data" };
    const interrupted: Record<SlotPhase, string> = { ...after, interrupted: "interrupted" };
    for (const a of PHASES) {
      for (const b of PHASES) {
        expect(interruptSlots([a, b])).toEqual([interrupted[a], interrupted[b]]);
      }
    }
  });
});
