/** What `verify` says falls with one assumption dropped, one test for each invariant. */
import { describe, expect, it } from "vitest";
import { searchCutSets } from "../../checks/cut-sets/search.js";
import { compile } from "../../checks/explorer/compile.js";
import { expectedCutSets } from "../../checks/world/compare.js";
import { finiteModel, shareWorld } from "../../checks/world/finite.js";
import { SLICES, sliceOf } from "../../checks/world/slices.js";
import { ALL_ASSUMPTIONS } from "../../model/assumptions/index.js";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { createWorld, everyOffset } from "../../model/world/world.js";
import { perMutant } from "./per-mutant.js";

const VECTORS = 2;
const SCOPE = { order: 1, allocations: [VECTORS] };

const world = perMutant(() =>
  shareWorld(createWorld({ asked: VECTORS, offsets: everyOffset(VECTORS), order: 1 })),
);

const found = new Map(
  SLICES.map((slice) => [
    slice.name,
    perMutant(() => {
      const compiled = compile(finiteModel(world(), slice));
      return searchCutSets(compiled, { order: SCOPE.order, counterexamples: false }).invariants;
    }),
  ]),
);

describe("verify", () => {
  it.each(INVARIANT_IDS)("one dropped: %s", (id) => {
    const { name, invariants } = sliceOf(id);
    const { undropped, cutSets = [] } = found.get(name)?.()[invariants.indexOf(id)] ?? {};
    const texts = cutSets.flatMap(({ assumptions }) =>
      assumptions.map((position) => ALL_ASSUMPTIONS[position]?.id),
    );
    expect(undropped).toBe("holds");
    expect(texts.sort()).toEqual(expectedCutSets(id, SCOPE));
  });
});
