/**
 * What `verify` says of the machine, one test for each guest and check: the names are what `npm run mutants`
 * counts kills by.
 */
import { describe, expect, it } from "vitest";
import { driftsOf } from "../../checks/expectations/compare-machine.js";
import { STEP_CHECKS } from "../../checks/machine/step-checks.js";
import { verifyMachine } from "../../checks/machine/verify.js";
import { GUESTS } from "../../model/quirks/as-posted/guests.js";
import { perMutant } from "./per-mutant.js";

/** Vectors used, and allocated: the fewest with a vector that is not the first. */
const VECTORS = 2;

const machine = perMutant(() => driftsOf(verifyMachine({ used: [VECTORS] })));

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
});
