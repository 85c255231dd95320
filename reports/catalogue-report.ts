/** What catalogue.json holds: every assumption and invariant, as a page or another tool needs them. */
import { type Severity, severityOf } from "../checks/findings/findings.js";
import { ALL_ASSUMPTIONS, type Assumption } from "../model/assumptions/index.js";
import { claimOf, INVARIANT_IDS, type InvariantId, violationOf } from "../model/invariants.js";

export interface InvariantEntry {
  readonly id: InvariantId;
  /** One sentence. */
  readonly claim: string;
  /** What is the case when it is violated: completes a sentence. */
  readonly violation: string;
  readonly severity: Severity;
}

export interface CatalogueReport {
  /** The patch's, then what only other designs stand on; in the order of every report. */
  readonly assumptions: readonly Assumption[];
  /** In the order of every report. */
  readonly invariants: readonly InvariantEntry[];
}

/** The catalogue as plain data. Pure. */
export function catalogueReport(): CatalogueReport {
  const invariants = INVARIANT_IDS.map((id) => ({
    id,
    claim: claimOf(id),
    violation: violationOf(id),
    severity: severityOf(id),
  }));
  return { assumptions: ALL_ASSUMPTIONS, invariants };
}
