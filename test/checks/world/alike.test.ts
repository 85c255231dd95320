import { describe, expect, it } from "vitest";
import { Searcher } from "../../../checks/world/jobs.js";
import { verifyWorld } from "../../../checks/world/verify.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";

describe("allocations searched as one", () => {
  const scope = { allocations: [2, 4, 8, 16], order: 1, exact: false };

  it("2, 4, 8 and 16 vectors are one world but for what it calls things", () => {
    const found = new Searcher(scope, { quirk: AS_POSTED }).run({
      allocations: [2, 4, 8, 16],
      slice: "delivered",
    });
    expect(found.map(({ allocations }) => allocations)).toEqual([[2, 4, 8, 16]]);
  });

  it.each([
    ["1 differs from 2: it has no low bits that could be unaligned", [2, 1]],
    ["32 differs from 16: it cannot grow", [16, 32]],
  ])("%s, and is searched for itself", (_, allocations) => {
    const searcher = new Searcher(scope, { quirk: AS_POSTED });
    const found = searcher.run({ allocations, slice: "steps" });
    expect(found.map((each) => each.allocations)).toEqual(allocations.map((n) => [n]));
  });

  it("gives what searching each for itself gives", () => {
    const together = verifyWorld({ allocations: [2, 8], order: 1 });
    const alone = [2, 8].map((n) => verifyWorld({ allocations: [n], order: 1 }));
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
  });
});
