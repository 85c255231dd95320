import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divide, planOf, type VerifyScope } from "../../../checks/shards/plan.js";

const scope: VerifyScope = {
  quirk: "toy",
  vectors: Array.from({ length: 32 }, (_, i) => i + 1),
  invariant: null,
  order: 3,
  exact: false,
};

describe("the division of a verification", () => {
  it("gives the heaviest first, each to the lightest share", () => {
    // 9 to the first, 8 to the second, 3 to the second (8 < 9), 2 and 2 to the first (9, then 11 = 11).
    expect(divide([3, 9, 2, 8, 2], 2)).toEqual([1, 0, 0, 1, 0]);
  });

  it("leaves shares empty if there are more than weights", () => {
    expect(divide([1, 1], 5)).toEqual([0, 1]);
  });

  it("keeps every two shares within one weight of each other", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 9 }), (all, of) => {
        const loads = Array.from({ length: of }, () => 0);
        for (const [i, share] of divide(all, of).entries()) {
          loads[share] = (loads[share] ?? Number.NaN) + (all[i] ?? 0);
        }
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...all));
      }),
    );
  });

  it.each([1, 2, 8, 50, 200])("has every run and search in exactly one of %i parts", (of) => {
    const whole = planOf(scope, { part: 1, of: 1 });
    // 32 counts under two guests; eight slices for 1, for 2 to 16 together, and for 32 vectors.
    expect([whole.runs.length, whole.jobs.length]).toEqual([64, 24]);
    const plans = Array.from({ length: of }, (_, i) => planOf(scope, { part: i + 1, of }));
    const units = (all: readonly unknown[]) => all.map((unit) => JSON.stringify(unit)).sort();
    expect(units(plans.flatMap(({ runs }) => runs))).toEqual(units(whole.runs));
    expect(units(plans.flatMap(({ jobs }) => jobs))).toEqual(units(whole.jobs));
  });

  it("has no search of the world where the world is not asked for", () => {
    expect(planOf({ ...scope, order: 0 }, { part: 1, of: 1 }).jobs).toEqual([]);
    expect(planOf({ ...scope, invariant: "collateral-free" }, { part: 1, of: 1 }).jobs).toEqual([]);
  });
});
