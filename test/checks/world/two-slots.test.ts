import { describe, expect, it } from "vitest";
import { createWorld, representativeOffsets, type World } from "../../../model/world/world.js";
import { perMutant } from "../../mutation/per-mutant.js";
import { cutSetsOfWorld } from "./cut-sets-of-world.js";
import { SLICES_OF_TWO, slicesOfOne, storingTwoSlots } from "./two-slots.js";

const scope = { asked: 2, offsets: representativeOffsets(2), order: 1 };
const world = perMutant(() => createWorld(scope));

/** The world that stores two slots and judges slot 1 alone. */
function judgingSlot1(): World {
  const both = storingTwoSlots(world());
  return {
    ...both,
    moves: both.moves.filter(({ name }) => name !== "message"),
    observations: both.observations.filter(({ name }) => name.endsWith("slot 1")),
  };
}

describe("a world that stores two slots' contents", () => {
  const one = perMutant(() => cutSetsOfWorld(world(), slicesOfOne(SLICES_OF_TWO.slot), 1));

  // That it has the cut sets and lengths of one that stores one: two-slots.slow.ts.
  it("breaks slot 1 by what breaks slot 0, but for what is particular to slot 0's place", () => {
    // By hand: only slot 0's data register lies elsewhere or beyond the range's end, and only it (of the
    // two) shares its offset with a register of the other window position.
    const particular = ["data-at-plus-8", "slots-clear-of-window-end", "stable-window"];
    const expected = one().invariants.map(({ invariant, undropped, cutSets }) => ({
      invariant,
      undropped,
      cutSets: cutSets.filter((text) => !particular.some((id) => text.startsWith(`${id} in`))),
    }));
    const { invariants } = cutSetsOfWorld(judgingSlot1(), [SLICES_OF_TWO.slot], 1);
    expect(invariants).toEqual(expected);
    expect(expected.flatMap(({ cutSets }) => cutSets).length).toBeGreaterThan(0);
  });
});
