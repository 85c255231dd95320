import { expect, it } from "vitest";
import { SLICES, WHOLE } from "../../../checks/world/slices.js";
import { createWorld, representativeOffsets } from "../../../model/world/world.js";
import { cutSetsOfWorld } from "./cut-sets-of-world.js";

it("the slices have the cut sets of up to two assumptions, and the lengths, of the whole", () => {
  const world = () => createWorld({ asked: 2, offsets: representativeOffsets(2), order: 2 });
  const whole = cutSetsOfWorld(world(), [WHOLE], 2);
  expect(cutSetsOfWorld(world(), SLICES, 2).invariants).toEqual(whole.invariants);
  expect(whole.invariants.flatMap(({ cutSets }) => cutSets).length).toBeGreaterThan(0);
});
