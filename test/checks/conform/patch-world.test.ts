import { describe, expect, it } from "vitest";
import { comparePatchWorld } from "../../../checks/conform/world/compare-worlds.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";

describe("two worlds searched alike", () => {
  it("are not called the same where both searches were cut short at the same place", () => {
    const scope = {
      quirk: () => AS_POSTED,
      notCompared: () => [],
      allocations: [1],
      order: 1,
      exact: false,
    };
    const report = comparePatchWorld({ ...scope, limits: { states: 10 } });
    expect(report.model).toEqual(report.patch);
    expect(report.incomplete).toContain("1 vectors, steps: more than 10 nodes");
    expect(report.verdict).toBe("incomplete");
  });
});
