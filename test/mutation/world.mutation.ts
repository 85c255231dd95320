/** What `verify` says of the world with nothing dropped, one test for each invariant. */
import { describe, expect, it } from "vitest";
import { compile, explore } from "../../checks/engine/index.js";
import { finiteModel, shareWorld } from "../../checks/world/finite.js";
import { SLICES, sliceOf } from "../../checks/world/slices.js";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { createWorld, everyOffset } from "../../model/world/world.js";
import { perMutant } from "./per-mutant.js";

/** The fewest with a vector that is not the first. */
const VECTORS = 2;

const world = perMutant(() =>
  shareWorld(createWorld({ asked: VECTORS, offsets: everyOffset(VECTORS), order: 0 })),
);

const verdicts = new Map(
  SLICES.map((slice) => [
    slice.name,
    perMutant(() => explore(compile(finiteModel(world(), slice)), { dropped: [] }).verdicts),
  ]),
);

describe("verify", () => {
  it.each(INVARIANT_IDS)("world: %s", (id) => {
    const { name, invariants } = sliceOf(id);
    expect(verdicts.get(name)?.()[invariants.indexOf(id)]?.verdict).toBe("holds");
  });
});
