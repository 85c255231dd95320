/** One design in the comparison: on what it stands, against the patch. */
import { type AssumptionId, inCatalogueOrder } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Design, DesignNeeds } from "../../model/quirks/designs.js";
import { SEVERITIES, type Severity, severityOf } from "../findings/findings.js";
import type { WorldInvariant, WorldVerification } from "../verify/verify.js";

/** Minimal cut sets by their size: place 0 counts what falls with nothing dropped. */
export type CountsBySize = readonly number[];

export interface DesignInvariant {
  readonly invariant: InvariantId;
  readonly undropped: WorldInvariant["undropped"];
  readonly cutSets: CountsBySize;
}

export interface DesignRow {
  readonly design: string;
  readonly title: string;
  readonly source: string;
  /** The improvements of the patch it is made of, by name (model/quirks/composed/features.ts); null: no such. */
  readonly madeOf: string | null;
  readonly needs: DesignNeeds;
  /** Something new, beyond what the patch asks for: pairs for a device's own sources; another guest driver. */
  readonly asks: { readonly kernel: boolean; readonly guest: boolean };
  /** Sets of up to so many assumptions were looked for. */
  readonly order: number;
  readonly invariants: readonly DesignInvariant[];
  readonly severities: readonly { readonly severity: Severity; readonly cutSets: CountsBySize }[];
  /** Assumptions that let something fall alone. */
  readonly alone: readonly AssumptionId[];
  /** Assumptions that only larger sets name. */
  readonly together: readonly AssumptionId[];
  /** Against the patch, by what falls with the assumption alone. */
  readonly noLonger: readonly AssumptionId[];
  readonly still: readonly AssumptionId[];
  readonly newly: readonly AssumptionId[];
  /** Why a search ended early; empty if none did. */
  readonly incomplete: readonly string[];
}

/** The row of a design, held against the patch's verification. Pure. */
export function designRow(
  design: Design,
  found: WorldVerification,
  patch: WorldVerification,
): DesignRow {
  const { name, title, source, needs, terms } = design;
  const alone = carriers(found, (size) => size === 1);
  const before = carriers(patch, (size) => size === 1);
  const together = carriers(found, (size) => size > 1).filter((id) => !alone.includes(id));
  return {
    design: name,
    title,
    source,
    madeOf: design.madeOf ?? null,
    needs,
    asks: { kernel: terms.asks, guest: terms.pairs !== "capability" },
    order: found.order,
    invariants: found.invariants.map((invariant) => ({
      invariant: invariant.invariant,
      undropped: invariant.undropped,
      cutSets: countsBySize([invariant], found.order),
    })),
    severities: countsBySeverity(found),
    alone,
    together,
    noLonger: before.filter((id) => !alone.includes(id)),
    still: before.filter((id) => alone.includes(id)),
    newly: alone.filter((id) => !before.includes(id)),
    incomplete: found.incomplete,
  };
}

/** The assumptions in minimal cut sets of those sizes, in catalogue order. */
export function carriers(
  { invariants }: WorldVerification,
  wanted: (size: number) => boolean,
): readonly AssumptionId[] {
  const sets = invariants.flatMap(({ cutSets }) => cutSets.map(({ assumptions }) => assumptions));
  return inCatalogueOrder(sets.filter((set) => wanted(set.length)).flat());
}

/** Of the invariants of each severity, gravest first. */
export function countsBySeverity(found: WorldVerification): DesignRow["severities"] {
  const { invariants, order } = found;
  return SEVERITIES.map((severity) => {
    const graded = invariants.filter(({ invariant }) => severityOf(invariant) === severity);
    return { severity, cutSets: countsBySize(graded, order) };
  });
}

/** Cut sets of those invariants by size; one that falls with nothing dropped counts once, at 0. */
function countsBySize(invariants: readonly WorldInvariant[], order: number): CountsBySize {
  return Array.from({ length: order + 1 }, (_, size) =>
    size === 0
      ? invariants.filter(({ undropped }) => undropped === "violated").length
      : invariants.reduce((sum, { cutSets }) => sum + cutsOfSize(cutSets, size), 0),
  );
}

function cutsOfSize(cutSets: WorldInvariant["cutSets"], size: number): number {
  return cutSets.filter(({ assumptions }) => assumptions.length === size).length;
}
