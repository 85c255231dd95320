import { describe, expect, it } from "vitest";
import { setText } from "../../../checks/expectations/compare-world.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { SLICES } from "../../../checks/world/slices.js";
import { type Terms, USUAL_TERMS } from "../../../model/world/terms.js";

describe("a design that carries interrupt-remapping by another assumption", () => {
  it("has the patch's cut sets of interrupt-isolated, with that one in its place", () => {
    const slices = SLICES.filter(({ name }) => name === "isolated");
    const cutSets = (terms: Terms, rename: (text: string) => string) =>
      verifyWorld({ allocations: [1], order: 2, slices, terms })
        .invariants.flatMap((invariant) => invariant.cutSets)
        .map(({ assumptions }) => rename(setText(assumptions)))
        .sort();
    const carriedBy = { "interrupt-remapping": "host-interface" } as const;
    const usual = cutSets(USUAL_TERMS, (text) =>
      text.replace("interrupt-remapping", "host-interface"),
    );
    const ordered = (text: string) => text.split("+").sort().join("+");
    expect(usual.length).toBeGreaterThan(20);
    expect(cutSets({ ...USUAL_TERMS, carriedBy }, ordered)).toEqual(usual.map(ordered).sort());
  });
});
