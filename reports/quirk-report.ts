/** What `verify --quirk` says of one design, as plain data. */
import type { Drift } from "../checks/paths/compare.js";
import type { WorldVerification } from "../checks/world/verify.js";
import { designDrifts } from "./designs-report.js";

export interface QuirkReport {
  readonly quirk: string;
  readonly verification: WorldVerification;
  /** Against what was worked out by hand; none for a design of a user's. */
  readonly drifts: readonly Drift[];
}

/** Pure. */
export function quirkReport(quirk: string, verification: WorldVerification): QuirkReport {
  return { quirk, verification, drifts: designDrifts(quirk, verification) };
}
