import { describe, expect, it } from "vitest";
import {
  bestOf,
  combinations,
  nameOf,
  type Scored,
  scoreOf,
} from "../../../checks/designs/search.js";
import { verifyWorld } from "../../../checks/world/verify.js";
import { BEST_FEATURES, BEST_TODAY_FEATURES } from "../../../model/quirks/best.js";
import { composeQuirk, termsOf } from "../../../model/quirks/composed/compose.js";
import { withImplied } from "../../../model/quirks/composed/features.js";
import { DESIGNS } from "../../../model/quirks/designs.js";
import { designDrifts } from "../../../reports/designs-report.js";

describe("every design", () => {
  it.each(DESIGNS)(
    "$name stands on exactly what was worked out by hand",
    ({ name, quirk, terms }) => {
      const found = verifyWorld({ allocations: [1, 2, 32], order: 1, quirk, terms });
      expect(designDrifts(name, found)).toEqual([]);
    },
  );
});

describe.each([1, 32])("every design with %i vectors alone", (allocated) => {
  it.each(DESIGNS)(
    "$name stands on what was worked out by hand and is possible there",
    ({ name, quirk, terms }) => {
      const found = verifyWorld({ allocations: [allocated], order: 1, quirk, terms });
      expect(designDrifts(name, found)).toEqual([]);
    },
  );
});

describe("the search over all combinations", () => {
  it("finds the features of the two best designs", () => {
    const scored = combinations().map((combination): Scored => {
      const { name, features } = combination;
      const quirk = composeQuirk(name, features);
      const found = verifyWorld({ allocations: [2], order: 1, quirk, terms: termsOf(features) });
      return { ...combination, score: scoreOf(combination, found) };
    });
    expect(bestOf(scored, 0)?.name).toBe(nameOf(withImplied(BEST_TODAY_FEATURES)));
    expect(bestOf(scored, 2)?.name).toBe(nameOf(withImplied(BEST_FEATURES)));
  }, 3_600_000);
});
