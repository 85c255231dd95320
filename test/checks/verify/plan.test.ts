import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ARBITRARY,
  divide,
  type Plan,
  planOf,
  proofsOf,
  type VerifyScope,
} from "../../../checks/verify/plan.js";
import { INVARIANT_IDS } from "../../../model/invariants.js";

const scope: VerifyScope = {
  mode: "verify",
  quirk: "toy",
  quirkDigest: null,
  vectors: Array.from({ length: 32 }, (_, i) => i + 1),
  invariant: null,
  order: 3,
  exact: false,
  complete: false,
  guest: ARBITRARY,
  dropped: [],
  memory: 4096,
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
    const plans = plansOf(scope, of);
    expect(units(plans.flatMap(({ runs }) => runs))).toEqual(units(whole.runs));
    expect(searchesOf(plans)).toEqual(searchesOf([whole]));
  });

  it("searches alike allocations apart where the parts would wait for them, together where not", () => {
    const jobs = (of: number) => plansOf(scope, of).flatMap((plan) => plan.jobs).length;
    // Eight slices of three searches, or of six; one part alone does less if it searches together.
    expect([1, 200].map(jobs)).toEqual([24, 48]);
  });

  it.each([1, 3, 60])("has every search with some dropped in exactly one of %i parts", (of) => {
    const dropping = { ...scope, mode: "drop", order: 0 } as const;
    const plans = plansOf(dropping, of);
    const drops = units(plans.flatMap((plan) => plan.drops));
    // Eight slices of six allocations.
    expect([drops.length, new Set(drops).size]).toEqual([48, 48]);
    expect(plans.flatMap(({ runs, jobs }) => [...runs, ...jobs])).toEqual([]);
    const guest = plansOf({ ...dropping, guest: "linux-16" }, of).flatMap((plan) => plan.drops);
    expect(guest.map(({ allocated }) => allocated)).toEqual(Array(8).fill(16));
  });

  it.each([1, 8, 200])(
    "has every proof with the search whose cut sets it needs, in %i parts",
    (of) => {
      const proving = { ...scope, complete: true };
      const proofs = plansOf(proving, of).flatMap((plan) => proofsOf(proving, plan));
      expect(new Set(units(proofs)).size).toBe(6 * INVARIANT_IDS.length);
      expect(proofs.length).toBe(6 * INVARIANT_IDS.length);
    },
  );

  it("of another design has no runs of the machine, which is the patch's", () => {
    const { runs, jobs } = planOf({ ...scope, mode: "quirk" }, { part: 1, of: 1 });
    expect([runs.length, jobs.length]).toEqual([0, 24]);
  });

  it("has no search of the world where the world is not asked for", () => {
    expect(planOf({ ...scope, order: 0 }, { part: 1, of: 1 }).jobs).toEqual([]);
    expect(planOf({ ...scope, invariant: "collateral-free" }, { part: 1, of: 1 }).jobs).toEqual([]);
  });
});

function plansOf(about: VerifyScope, of: number): readonly Plan[] {
  return Array.from({ length: of }, (_, i) => planOf(about, { part: i + 1, of }));
}

function units(all: readonly unknown[]): readonly string[] {
  return all.map((unit) => JSON.stringify(unit)).sort();
}

/** Slice by slice and allocation by allocation, however they are grouped. */
function searchesOf(plans: readonly Plan[]): readonly string[] {
  const jobs = plans.flatMap((plan) => plan.jobs);
  return units(jobs.flatMap(({ slice, allocations }) => allocations.map((n) => [slice, n])));
}
