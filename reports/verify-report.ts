/** The result of `verify` as plain data; its JSON schema is made from `VerifyReport`. */
import { type Drift, driftsOf } from "../checks/expectations/compare-machine.js";
import { EXPECTED_VERDICTS } from "../checks/expectations/machine.js";
import type { StepCheckId } from "../checks/machine/step-checks.js";
import type { Counts, MachineVerification } from "../checks/machine/verify.js";
import type { Verdict } from "../checks/verdict.js";
import { GUESTS, type Guest } from "../model/quirks/as-posted/guests.js";
import type { WorldReport } from "./world-report.js";

/** One invariant (or that machine and handler agree) under one guest. */
export interface VerifiedCheck {
  readonly guest: Guest;
  readonly check: StepCheckId;
  /** What is claimed of every step. */
  readonly claim: string;
  /** What has to occur for `holds` to mean anything, completing "a step in which ...". */
  readonly situation: string;
  readonly verdict: Verdict;
  readonly expected: Verdict["verdict"];
  /** Why it is expected. */
  readonly because: string;
}

/** Sums over the vector counts of one guest. */
export interface GuestTotals {
  readonly guest: Guest;
  readonly states: number;
  readonly transitions: number;
  /** Simple paths listed; null where none are. */
  readonly paths: number | null;
}

export interface VerifyReport {
  /** Vectors used, ascending; each run allocates the next power of two. */
  readonly vectors: readonly number[];
  /** Every verdict and every count is the committed one. */
  readonly asExpected: boolean;
  readonly checks: readonly VerifiedCheck[];
  readonly totals: readonly GuestTotals[];
  readonly counts: readonly Counts[];
  /** The world around the handler; null if it was not asked for. */
  readonly world: WorldReport | null;
  /** Where machine or world is not as expected; empty if they are. */
  readonly drifts: readonly Drift[];
}

/** Holds verifications of machine and world against what is expected. Pure. */
export function verifyReport(
  verification: MachineVerification,
  world: WorldReport | null = null,
): VerifyReport {
  const drifts = [...driftsOf(verification), ...(world?.drifts ?? [])];
  return {
    vectors: verification.used,
    asExpected: drifts.length === 0,
    checks: verification.checks.map((result) => {
      const { verdict: expected, because } = EXPECTED_VERDICTS[result.guest][result.check];
      return { ...result, expected, because };
    }),
    totals: GUESTS.map((guest) => totalsOf(guest, verification.counts)),
    counts: verification.counts,
    world,
    drifts,
  };
}

function totalsOf(guest: Guest, counts: readonly Counts[]): GuestTotals {
  const own = counts.filter((count) => count.guest === guest);
  const sum = (size: (count: Counts) => number) => own.reduce((total, c) => total + size(c), 0);
  const listed = own.some(({ paths }) => paths !== null);
  return {
    guest,
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    paths: listed ? sum(({ paths }) => paths ?? 0) : null,
  };
}
