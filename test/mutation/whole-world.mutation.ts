/** What is found of the whole world with nothing dropped, and with each assumption dropped alone. */
import { describe, expect, it } from "vitest";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { expectedVerdict, exploredWith } from "./whole-world.js";

const explored = exploredWith([0, 1]);

describe("verify", () => {
  it.each(INVARIANT_IDS)("world: %s", (id) => {
    const undropped = explored().find(({ dropped }) => dropped.length === 0);
    expect(undropped?.verdictOf(id) ?? "holds").toBe("holds");
  });

  it.each(INVARIANT_IDS)("one dropped: %s", (id) => {
    for (const { dropped, verdictOf } of explored()) {
      const expected = expectedVerdict(id, dropped);
      expect([dropped, verdictOf(id) ?? expected]).toEqual([dropped, expected]);
    }
  });
});

describe("spin", () => {
  it("one dropped: has as many states and transitions", () => {
    for (const { dropped, counts, spin } of explored()) {
      expect([dropped, counts]).toEqual([dropped, spin]);
    }
  });
});
