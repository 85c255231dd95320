import { expect, it } from "vitest";
import { bestOf, combinations, type Scored, scoreOf } from "../../../checks/designs/search.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { BEST_FEATURES, BEST_TODAY_FEATURES } from "../../../model/quirks/best.js";
import { composeQuirk, termsOf } from "../../../model/quirks/composed/compose.js";
import { nameOf, withImplied } from "../../../model/quirks/composed/features.js";

it("the search over all combinations finds the features of the two best designs", () => {
  const scored = combinations().map((combination): Scored => {
    const { name, features } = combination;
    const quirk = composeQuirk(name, features);
    const found = verifyWorld({ allocations: [2], order: 1, quirk, terms: termsOf(features) });
    return { ...combination, score: scoreOf(combination, found) };
  });
  expect(bestOf(scored, 0)?.name).toBe(nameOf(withImplied(BEST_TODAY_FEATURES)));
  expect(bestOf(scored, 2)?.name).toBe(nameOf(withImplied(BEST_FEATURES)));
});
