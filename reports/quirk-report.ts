/** What `verify --quirk` says of one design, as plain data. */
import type { Drift } from "../checks/expectations/compare-machine.js";
import type { WorldVerification } from "../checks/verify/verify.js";
import { designDrifts } from "./designs-report.js";

export interface QuirkReport {
  /** Name of a design or a combination; of a user's the file, as it was given. */
  readonly quirk: string;
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
  readonly verification: WorldVerification;
  /**
   * Of a design worked out by hand: where it is another. Of any other: what does not hold with nothing
   * dropped, for nothing else is known to be right.
   */
  readonly drifts: readonly Drift[];
}

/** What was verified. */
export interface VerifiedQuirk extends Omit<QuirkReport, "drifts"> {
  /** It is one of the designs, whose rows were worked out by hand; a user's never is, whatever its name. */
  readonly isDesign: boolean;
}

/** Pure. */
export function quirkReport({ isDesign, ...rest }: VerifiedQuirk): QuirkReport {
  const { quirk, verification } = rest;
  const drifts = isDesign ? designDrifts(quirk, verification) : notHeld(verification);
  return { ...rest, drifts };
}

/** A situation that never occurred shows nothing, and a search cut short neither: no pass. */
function notHeld({ invariants, incomplete }: WorldVerification): readonly Drift[] {
  return [
    ...incomplete.map((why) => ({ about: "the search", expected: "complete", found: why })),
    ...invariants
      .filter(({ undropped }) => undropped !== "holds")
      .map(({ invariant, undropped }) => ({
        about: `${invariant}, nothing dropped`,
        expected: "holds",
        found: undropped,
      })),
  ];
}
