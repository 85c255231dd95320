import { describe, expect, it } from "vitest";
import { createWorld, representativeOffsets } from "../../../model/world/world.js";
import { cutSetsOfWorld } from "./cut-sets-of-world.js";
import { SLICES_OF_TWO, slicesOfOne, storingTwoSlots } from "./two-slots.js";

describe("two slots stored instead of one, 2 vectors allocated", () => {
  it.each(["slot", "readback"] as const)(
    "the slice '%s' has the same cut sets of up to two assumptions, and the same lengths",
    (name) => {
      const world = createWorld({ asked: 2, offsets: representativeOffsets(2), order: 2 });
      const slice = SLICES_OF_TWO[name];
      const one = cutSetsOfWorld(world, slicesOfOne(slice), 2);
      const two = cutSetsOfWorld(storingTwoSlots(world), [slice], 2);
      expect(two.invariants).toEqual(one.invariants);
    },
  );
});
