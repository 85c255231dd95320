import { expect } from "vitest";
import { verifyWorld } from "../../../checks/verify/verify.js";
import type { Slice } from "../../../checks/world/slices.js";

/** Two allocations searched as one give what searching each for itself gives. */
export function expectSameAlone(slices?: readonly Slice[]): void {
  const options = { order: 1, ...(slices === undefined ? {} : { slices }) };
  const together = verifyWorld({ allocations: [2, 8], ...options });
  const alone = [2, 8].map((n) => verifyWorld({ allocations: [n], ...options }));
  for (const [i, { invariant, cutSets, concerned }] of together.invariants.entries()) {
    const each = alone.flatMap(({ invariants }) => invariants[i] ?? []);
    expect(each.map((of) => of.invariant)).toEqual([invariant, invariant]);
    expect(each.reduce((sum, of) => sum + of.concerned, 0)).toBe(concerned);
    for (const of of each) {
      const bare = (sets: typeof cutSets) =>
        sets.map(({ assumptions, length }) => ({ assumptions, length }));
      expect(bare(of.cutSets)).toEqual(bare(cutSets));
    }
  }
}
