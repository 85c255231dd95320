/**
 * What `verify` says, one test for each guest and check and for each invariant of the world: the names are
 * what `npm run mutants` counts kills by.
 */
import { describe, expect, inject, it } from "vitest";
import { compile } from "../../checks/explorer/compile.js";
import { explore } from "../../checks/explorer/explore.js";
import { driftsOf } from "../../checks/paths/compare.js";
import { STEP_CHECKS } from "../../checks/paths/step-checks.js";
import { verifyMachine } from "../../checks/paths/verify.js";
import { finiteModel, shareWorld } from "../../checks/world/finite.js";
import { SLICES } from "../../checks/world/slices.js";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { GUESTS } from "../../model/quirks/as-posted/guests.js";
import { createWorld, everyOffset } from "../../model/world/world.js";

/** Vectors used, and allocated: the fewest with a vector that is not the first. */
const VECTORS = 2;

/**
 * Worked out once and shared by the tests; but each for itself in the run that finds out which test
 * covers which mutant.
 */
function shared<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => {
    if (inject("mode") === "dry-run") return make();
    made ??= { result: make() };
    return made.result;
  };
}

declare module "vitest" {
  interface ProvidedContext {
    /** Stryker's: `dry-run` is the run without a mutant. Undefined outside Stryker. */
    readonly mode?: "dry-run" | "mutant";
  }
}

const machine = shared(() => driftsOf(verifyMachine({ used: [VECTORS] })));

/** Every slice of a world in which nothing can be dropped. */
const world = shared(() => {
  const made = shareWorld(createWorld({ asked: VECTORS, offsets: everyOffset(VECTORS), order: 0 }));
  return SLICES.flatMap((slice) => {
    const { verdicts } = explore(compile(finiteModel(made, slice)), { dropped: [] });
    return slice.invariants.map((invariant, i) => ({ invariant, verdict: verdicts[i]?.verdict }));
  });
});

describe("verify", () => {
  for (const guest of GUESTS) {
    it.each(STEP_CHECKS.map(({ id }) => id))(`${guest} guest: %s`, (id) => {
      expect(machine().filter(({ about }) => about === `${guest} ${id}`)).toEqual([]);
    });
    it(`${guest} guest: counts`, () => {
      const sizes = machine().filter(({ about }) =>
        about.startsWith(`${guest} ${VECTORS} vectors`),
      );
      expect(sizes).toEqual([]);
    });
  }

  it.each(INVARIANT_IDS)("world: %s", (id) => {
    expect(world()).toContainEqual({ invariant: id, verdict: "holds" });
  });
});
