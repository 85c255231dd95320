/** What is found of the whole world with two assumptions dropped, where both matter. */
import { describe, expect, it } from "vitest";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { expectedVerdict, exploredWith } from "./whole-world.js";

const explored = exploredWith([2]);

describe("spin", () => {
  it("two dropped: has as many states and transitions", () => {
    for (const { dropped, counts, spin } of explored()) {
      expect([dropped, counts]).toEqual([dropped, spin]);
    }
  });
});

describe("verify", () => {
  it("two dropped: what falls is what was worked out by hand", () => {
    for (const { dropped, verdictOf } of explored()) {
      for (const id of INVARIANT_IDS) {
        const expected = expectedVerdict(id, dropped);
        expect([dropped, id, verdictOf(id) ?? expected]).toEqual([dropped, id, expected]);
      }
    }
  });
});
