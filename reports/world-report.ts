/** What `verify` says of the world as plain data. */
import type { Drift } from "../checks/expectations/compare-machine.js";
import { completenessDrifts, worldDrifts } from "../checks/expectations/compare-world.js";
import { ALONE } from "../checks/expectations/world.js";
import type { InvariantCompleteness } from "../checks/verify/prove.js";
import type { WorldVerification } from "../checks/verify/verify.js";
import { ASSUMPTIONS, type AssumptionId } from "../model/assumptions/index.js";
import type { InvariantId } from "../model/invariants.js";
import { AS_POSTED } from "../model/quirks/as-posted/quirk.js";

/** What one assumption alone carries. */
export interface AssumptionRow {
  readonly assumption: AssumptionId;
  /** Who has to keep it. */
  readonly keeper: string;
  /** Invariants that fall when it alone is dropped. */
  readonly falls: readonly InvariantId[];
  readonly because: string;
}

export interface WorldReport {
  /** Name of the design under check. */
  readonly quirk: string;
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
  readonly verification: WorldVerification;
  /** In catalogue order. */
  readonly alone: readonly AssumptionRow[];
  /** Whether these are all cut sets, of whatever size; null if that was not asked. */
  readonly completeness: readonly InvariantCompleteness[] | null;
  readonly drifts: readonly Drift[];
}

/** Holds a verification of the patch's world, and what was proved of it, against what is expected. Pure. */
export function worldReport(
  verification: WorldVerification,
  { exact = false, completeness = null }: Partial<Pick<WorldReport, "exact" | "completeness">> = {},
): WorldReport {
  return {
    quirk: AS_POSTED.name,
    exact,
    verification,
    completeness,
    alone: ASSUMPTIONS.map(({ id, keeper }) => ({
      assumption: id,
      keeper,
      falls: verification.invariants
        .filter(({ cutSets }) =>
          cutSets.some(({ assumptions }) => assumptions.length === 1 && assumptions[0] === id),
        )
        .map(({ invariant }) => invariant),
      because: ALONE[id].because,
    })),
    drifts: [...worldDrifts(verification), ...completenessDrifts(verification, completeness ?? [])],
  };
}
