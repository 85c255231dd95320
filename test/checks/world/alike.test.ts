import { describe, expect, it } from "vitest";
import { Searcher } from "../../../checks/verify/jobs.js";
import { SLICES } from "../../../checks/world/slices.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import { expectSameAlone } from "./same-alone.js";

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
    ["1 differs from 2: its last vector is its first", [2, 1]],
    ["32 differs from 16: it cannot grow", [16, 32]],
  ])("%s, and is searched for itself", (_, allocations) => {
    const searcher = new Searcher(scope, { quirk: AS_POSTED });
    const found = searcher.run({ allocations, slice: "steps" });
    expect(found.map((each) => each.allocations)).toEqual(allocations.map((n) => [n]));
  });

  // Of all slices: alike.slow.ts.
  it("gives what searching each for itself gives", () => {
    expectSameAlone(SLICES.filter(({ name }) => name === "delivered"));
  });
});
