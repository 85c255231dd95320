import { describe, expect, it } from "vitest";
import { SLICES } from "../../../checks/world/slices.js";
import { allocationFor } from "../../../model/qemu/msi-capability.js";
import { MSIX, MSIX_TERMS } from "../../../model/quirks/msix/quirk.js";
import { createWorld, representativeOffsets, type WorldScope } from "../../../model/world/world.js";
import { cutSetsOfWorld } from "./cut-sets-of-world.js";

/** Every offset that so many used vectors have, and the first beyond their allocation. */
function offsetsOf(used: number): readonly number[] {
  const allocated = allocationFor(used);
  // Where all of the allocation is used, all offsets as far as it could grow, too; 32 cannot.
  const below = used === allocated && used < 32 ? 2 * allocated : used;
  const offsets = Array.from({ length: below }, (_, k) => k);
  return [...new Set([...offsets, allocated])];
}

/** The patch, if nothing else is said. */
type Design = Pick<WorldScope, "quirk" | "terms">;

function cutSetsWith(allocated: number, offsets: readonly number[], design: Design = {}) {
  const world = createWorld({ asked: allocated, offsets, order: 1, ...design });
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

// Used counts in between were compared once: docs/msix.md says which.
describe("every single entry of MSI-X instead of one of each class", () => {
  it.each([1, 2, 16])(
    "%i unmasked, and as many again: the same cut sets of one assumption, and the same lengths",
    (unmasked) => {
      const msix = { quirk: MSIX, terms: MSIX_TERMS };
      const expected = cutSetsWith(unmasked, representativeOffsets(unmasked), msix);
      const entries = Array.from({ length: 2 * unmasked }, (_, k) => k);
      expect(cutSetsWith(unmasked, entries, msix)).toEqual(expected);
      expect(expected.flatMap(({ cutSets }) => cutSets).length).toBeGreaterThan(0);
    },
  );
});
