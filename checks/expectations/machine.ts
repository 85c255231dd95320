/**
 * What `verify` must find: verdicts and exact counts, each with its reason. A drift is an error.
 *
 * Written by hand, from what handler and guests mean; test/checks/machine/counts.test.ts derives every
 * count a second time, from formulas.
 */
import type { Guest } from "../../model/quirks/as-posted/guests.js";
import type { StepCheckId } from "../machine/step-checks.js";
import type { Verdict } from "../verdict.js";

export interface ExpectedVerdict {
  readonly verdict: Verdict["verdict"];
  /** Steps of a shortest counterexample, where one is expected; null elsewhere. */
  readonly length: number | null;
  readonly because: string;
}

const holds = (because: string): ExpectedVerdict => ({ verdict: "holds", length: null, because });
const violated = (length: number, because: string): ExpectedVerdict => ({
  verdict: "violated",
  length,
  because,
});

export const EXPECTED_VERDICTS: Readonly<
  Record<Guest, Readonly<Record<StepCheckId, ExpectedVerdict>>>
> = {
  arbitrary: {
    "guest-address-contained": violated(
      2,
      "disable MSI, then write the address: nothing is replaced",
    ),
    "guest-data-contained": violated(1, "data without an address before it: no cookie awaits it"),
    "vector-offset-preserved": violated(
      1,
      "the same write: guest data arrives, not the host's word",
    ),
    "collateral-free": violated(1, "the guest's address in any other register is replaced too"),
    "disabled-transparent": holds("the handler's first test is msi_enabled"),
    "cookie-discipline": holds("one assignment sets the cookie, one clears it, each in its branch"),
    "machine-is-handler": holds("the machine's guards and actions call the handler's predicates"),
  },
  keeping: {
    "guest-address-contained": holds("addresses are written only while enabled, and all match"),
    "guest-data-contained": holds("the slot in progress is the one the cookie names"),
    "vector-offset-preserved": holds(
      "the offset is within the mask and the host's base is aligned",
    ),
    "collateral-free": holds("no other register carries the address, and no cookie names one"),
    "disabled-transparent": holds("the handler's first test is msi_enabled"),
    "cookie-discipline": holds("one assignment sets the cookie, one clears it, each in its branch"),
    "machine-is-handler": holds("the machine's guards and actions call the handler's predicates"),
  },
};

export interface ExpectedCounts {
  readonly states: number;
  readonly transitions: number;
  readonly paths: number | null;
}

/** Transitions of the enumeration for each number of used vectors: [arbitrary, keeping]. */
const TRANSITIONS: Readonly<Record<number, readonly [arbitrary: number, keeping: number]>> = {
  1: [3360, 916],
  2: [3920, 1060],
  3: [4480, 1204],
  4: [5040, 1348],
  5: [5600, 1492],
  6: [6160, 1636],
  7: [6720, 1780],
  8: [7280, 1924],
  9: [7840, 2068],
  10: [8400, 2212],
  11: [8960, 2356],
  12: [9520, 2500],
  13: [10080, 2644],
  14: [10640, 2788],
  15: [11200, 2932],
  16: [11760, 3076],
  17: [12320, 3220],
  18: [12880, 3364],
  19: [13440, 3508],
  20: [14000, 3652],
  21: [14560, 3796],
  22: [15120, 3940],
  23: [15680, 4084],
  24: [16240, 4228],
  25: [16800, 4372],
  26: [17360, 4516],
  27: [17920, 4660],
  28: [18480, 4804],
  29: [19040, 4948],
  30: [19600, 5092],
  31: [20160, 5236],
  32: [20720, 5380],
};

/** States do not depend on the vectors: two allocations are in play in every run. */
const STATES: Readonly<Record<Guest, number>> = { arbitrary: 80, keeping: 64 };

/** Listed simple paths: offsets 0 and n - 1 are one offset for one vector, two for more. */
const PATHS = { oneVector: 61, moreVectors: 181 } as const;

/** Expected sizes of one enumeration. `used` is 1 to 32. */
export function expectedCounts(guest: Guest, used: number): ExpectedCounts {
  const transitions = TRANSITIONS[used];
  if (transitions === undefined) throw new RangeError(`no expected counts for ${used} vectors`);
  if (guest === "arbitrary") {
    return { states: STATES.arbitrary, transitions: transitions[0], paths: null };
  }
  const paths = used === 1 ? PATHS.oneVector : PATHS.moreVectors;
  return { states: STATES.keeping, transitions: transitions[1], paths };
}

/** The pairs (used vectors, offset) there are: 1 + 2 + ... + 32. */
export const EXPECTED_OFFSET_PAIRS = 528;
