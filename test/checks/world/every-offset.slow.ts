import { describe, expect, it } from "vitest";
import { SLICES } from "../../../checks/world/slices.js";
import { allocationFor } from "../../../model/qemu/msi-capability.js";
import { createWorld, representativeOffsets } from "../../../model/world/world.js";
import { cutSetsOfWorld } from "./cut-sets-of-world.js";

/** Every offset that so many used vectors have, and the first beyond their allocation. */
function offsetsOf(used: number): readonly number[] {
  const allocated = allocationFor(used);
  // Where all of the allocation is used, all offsets as far as it could grow, too; 32 cannot.
  const below = used === allocated && used < 32 ? 2 * allocated : used;
  const offsets = Array.from({ length: below }, (_, k) => k);
  return [...new Set([...offsets, allocated])];
}

function cutSetsWith(allocated: number, offsets: readonly number[]) {
  const world = createWorld({ asked: allocated, offsets, order: 1 });
  return cutSetsOfWorld(world, SLICES, 1).invariants;
}

const byClass = new Map<number, ReturnType<typeof cutSetsWith>>();

/** With one offset of each class: once for an allocation. */
function cutSetsByClass(allocated: number) {
  const found = byClass.get(allocated) ?? cutSetsWith(allocated, representativeOffsets(allocated));
  byClass.set(allocated, found);
  return found;
}

describe("every single offset instead of one of each class", () => {
  it.each(Array.from({ length: 32 }, (_, i) => i + 1))(
    "%i used: the same cut sets of one assumption, and the same lengths",
    (used) => {
      const expected = cutSetsByClass(allocationFor(used));
      expect(cutSetsWith(allocationFor(used), offsetsOf(used))).toEqual(expected);
      expect(expected.flatMap(({ cutSets }) => cutSets).length).toBeGreaterThan(0);
    },
  );
});
