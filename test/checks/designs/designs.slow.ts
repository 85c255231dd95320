import { describe, expect, it } from "vitest";
import { machineRow } from "../../../checks/designs/machines.js";
import { bestOf, combinations, type Scored, scoreOf } from "../../../checks/designs/search.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { BEST_FEATURES, BEST_TODAY_FEATURES } from "../../../model/quirks/best.js";
import { composeQuirk, termsOf } from "../../../model/quirks/composed/compose.js";
import { nameOf, withImplied } from "../../../model/quirks/composed/features.js";
import { DESIGNS } from "../../../model/quirks/designs.js";
import { designDrifts } from "../../../reports/designs-report.js";
import { called, disagreements } from "./machines.js";

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

describe("the two largest machines of designs", () => {
  it("of a cookie for each address has 4 x 128 states: any set of seven words is awaited", () => {
    expect(machineRow(called("cookie-per-address"))).toMatchObject({
      states: 512,
      transitions: 80 * 512,
    });
  });

  it.each(["cookie-per-address", "reads-back"])(
    "%s takes every step as the quirk's own functions say",
    (name) => {
      const { quirk } = called(name);
      expect(disagreements(quirk, quirk)).toEqual([]);
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
