import { describe, expect, it } from "vitest";
import {
  bestOf,
  combinationCalled,
  combinations,
  paretoFront,
  type Score,
  type Scored,
} from "../../../checks/designs/search.js";
import { BEST_FEATURES, BEST_TODAY_FEATURES } from "../../../model/quirks/best.js";
import { NO_FEATURES, nameOf, withImplied } from "../../../model/quirks/composed/features.js";

const scored = (name: string, score: Partial<Score>): Scored => ({
  name,
  features: NO_FEATURES,
  score: { cutSets: [0, 0], kernel: 0, device: 0, improvements: 0, ...score },
});

describe("the combinations of improvements", () => {
  it("are all different, in what they do and by name", () => {
    const all = combinations();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ features }) => JSON.stringify(features))).size).toBe(all.length);
  });

  it("are found again by name, the best designs among them", () => {
    for (const features of [BEST_FEATURES, BEST_TODAY_FEATURES]) {
      const name = nameOf(withImplied(features));
      expect(combinationCalled(name)?.features).toEqual(withImplied(features));
    }
    expect(combinationCalled("anything")).toBeUndefined();
  });
});

describe("the Pareto front", () => {
  it("leaves out what another beats in one respect and is not worse in any", () => {
    const better = scored("better", { cutSets: [0, 3] });
    const worse = scored("worse", { cutSets: [0, 4] });
    const other = scored("other", { cutSets: [0, 1], kernel: 1 });
    expect(paretoFront([worse, better, other]).map(({ name }) => name)).toEqual([
      "better",
      "other",
    ]);
  });

  it("keeps of equals the simplest, and of equally simple ones the first", () => {
    const plain = scored("plain", { improvements: 1 });
    const ornate = scored("ornate", { improvements: 2 });
    expect(paretoFront([ornate, plain])).toEqual([plain]);
    expect(paretoFront([plain, scored("again", { improvements: 1 })])).toEqual([plain]);
  });
});

describe("the best", () => {
  const cheap = scored("cheap", { cutSets: [0, 5] });
  const grave = scored("grave", { cutSets: [1, 0] });
  const dear = scored("dear", { cutSets: [0, 2], kernel: 2 });

  it("has fewest of the gravest first, whatever it has of the others", () => {
    expect(bestOf([grave, cheap], 0)).toBe(cheap);
  });

  it("asks the kernel for no more than allowed", () => {
    expect(bestOf([cheap, dear], 2)).toBe(dear);
    expect(bestOf([cheap, dear], 1)).toBe(cheap);
  });
});
