import { describe, expect, it } from "vitest";
import { driftsOf } from "../../../checks/expectations/compare-machine.js";
import type { QuirkMachine } from "../../../checks/machine/enumerate.js";
import { verifyMachine } from "../../../checks/machine/verify.js";
import type { Guest } from "../../../model/quirks/as-posted/guests.js";
import { MUTANTS } from "./mutants.js";

/**
 * For each fault the checks whose verdict is no longer the expected one, worked out by hand. Under the
 * arbitrary guest four checks are violated anyway; those go red where the shortest path changes.
 */
const GOES_RED: Readonly<Record<string, { arbitrary: string; keeping: string }>> = {
  "cookie not cleared": {
    arbitrary: "cookie-discipline machine-is-handler",
    keeping: "cookie-discipline machine-is-handler",
  },
  "+4 instead of +8": {
    arbitrary: "cookie-discipline machine-is-handler",
    keeping:
      "guest-data-contained vector-offset-preserved collateral-free cookie-discipline machine-is-handler",
  },
  "no cookie remembered": {
    arbitrary: "cookie-discipline machine-is-handler",
    keeping: "guest-data-contained vector-offset-preserved cookie-discipline machine-is-handler",
  },
  // The keeping guest never writes other data where data is awaited.
  "cookie kept on mismatch": {
    arbitrary: "cookie-discipline machine-is-handler",
    keeping: "",
  },
  "cookie cleared by any call": {
    arbitrary: "disabled-transparent cookie-discipline machine-is-handler",
    keeping:
      "guest-data-contained vector-offset-preserved disabled-transparent cookie-discipline machine-is-handler",
  },
  "address test negated": {
    arbitrary: "guest-address-contained guest-data-contained cookie-discipline machine-is-handler",
    keeping:
      "guest-address-contained vector-offset-preserved collateral-free cookie-discipline machine-is-handler",
  },
  "data test always true": {
    arbitrary: "disabled-transparent cookie-discipline machine-is-handler",
    keeping:
      "guest-data-contained vector-offset-preserved collateral-free disabled-transparent cookie-discipline machine-is-handler",
  },
  // The keeping guest never writes the address where data is awaited.
  "data test before the address test": {
    arbitrary: "cookie-discipline machine-is-handler",
    keeping: "",
  },
  // With MSI disabled and the pair reset, a zero in the ordinary register is the guest's address.
  "enabled test dropped": {
    arbitrary: "guest-address-contained disabled-transparent cookie-discipline machine-is-handler",
    keeping: "collateral-free disabled-transparent cookie-discipline machine-is-handler",
  },
  "mask off by one": {
    arbitrary: "machine-is-handler",
    keeping: "guest-data-contained vector-offset-preserved machine-is-handler",
  },
  "high 16 bits of the data ignored": { arbitrary: "machine-is-handler", keeping: "" },
  "address not replaced": {
    // The cookie is set all the same, and only replacing an address may set it.
    arbitrary: "guest-address-contained collateral-free cookie-discipline machine-is-handler",
    keeping: "guest-address-contained cookie-discipline machine-is-handler",
  },
  "vector offset lost": {
    arbitrary: "machine-is-handler",
    keeping: "vector-offset-preserved machine-is-handler",
  },
};

/** The checks of each guest that are not as expected, in report order. */
function redUnder(machine: QuirkMachine): { arbitrary: string; keeping: string } {
  const { used, checks } = verifyMachine({ used: [3], machine });
  const about = driftsOf({ used, checks, counts: [] }).map((drift) => drift.about);
  const of = (guest: Guest) =>
    about
      .filter((text) => text.startsWith(`${guest} `))
      .map((text) => text.slice(guest.length + 1))
      .join(" ");
  return { arbitrary: of("arbitrary"), keeping: of("keeping") };
}

describe("a broken machine is caught", () => {
  it.each(Object.entries(MUTANTS))("%s", (name, machine) => {
    expect(redUnder(machine)).toEqual(GOES_RED[name]);
  });

  it("each by machine-is-handler, and all but one by an invariant as well", () => {
    const red = Object.entries(GOES_RED).map(([name, { arbitrary, keeping }]) => {
      const checks = new Set(`${arbitrary} ${keeping}`.trim().split(/ +/));
      return { name, isHandler: checks.delete("machine-is-handler"), byInvariant: checks.size > 0 };
    });
    expect(red.map(({ name }) => name)).toEqual(Object.keys(MUTANTS));
    expect(red.filter(({ isHandler }) => !isHandler)).toEqual([]);
    // No invariant speaks of a slot's data register that gets host data for what was no guest data.
    expect(red.filter(({ byInvariant }) => !byInvariant).map(({ name }) => name)).toEqual([
      "high 16 bits of the data ignored",
    ]);
  });
});
