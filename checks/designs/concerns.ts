/** The concerns of the patch's thread, each as the assumptions it is about. */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { DesignRow } from "./row.js";

export interface DesignConcern {
  /** Who said it, in a few words. */
  readonly concern: string;
  readonly assumptions: readonly AssumptionId[];
}

export const DESIGN_CONCERNS: readonly DesignConcern[] = [
  { concern: "author: a sufficiently unique MSI address", assumptions: ["unique-address"] },
  {
    concern: "author: matching values for want of static locations",
    assumptions: ["unique-address", "data-at-plus-8", "stable-window", "one-slot-at-a-time"],
  },
  {
    concern: "author: only 4- and 8-byte accesses were observed",
    assumptions: ["whole-register-writes", "aligned-four-byte-access"],
  },
  {
    concern: "reviewer: sources re-use the capability's pairs",
    assumptions: ["pairs-from-capability"],
  },
  {
    concern: "reviewer: SET_IRQ is skipped for the sources",
    assumptions: ["full-grant", "reset-before-reenable", "stable-host-pair"],
  },
  {
    concern: "reviewer: is the vector offset enough?",
    assumptions: ["offset-within-allocation", "stable-vector-count"],
  },
  {
    concern: "reviewer: such sources are by definition not generally trappable",
    assumptions: ["mmio-programming", "slots-in-window", "device-known"],
  },
  {
    concern: "author: does the guest know the host's interrupt architecture?",
    assumptions: ["same-architecture"],
  },
  {
    concern: "author: can the device interrupt from the capability alone?",
    assumptions: ["device-sends-its-slots"],
  },
  { concern: "both: physical values are shown", assumptions: ["no-readback"] },
];

/** What became of a concern in one design: of its assumptions alone, none lets anything fall any more. */
export interface ConcernRow {
  readonly concern: string;
  readonly assumptions: readonly AssumptionId[];
  /** Designs that do not stand alone on any of them. */
  readonly removedBy: readonly string[];
  /** Designs that stand on fewer of them than the patch. */
  readonly easedBy: readonly string[];
}

/** Pure; the patch is the first row. */
export function concernRows(rows: readonly DesignRow[]): readonly ConcernRow[] {
  const [patch] = rows;
  return DESIGN_CONCERNS.map(({ concern, assumptions }) => {
    const left = (row: DesignRow) => assumptions.filter((id) => row.alone.includes(id)).length;
    const before = patch === undefined ? 0 : left(patch);
    const works = rows.filter((row) => row.invariants.every((it) => it.undropped !== "violated"));
    return {
      concern,
      assumptions,
      removedBy: works.filter((row) => left(row) === 0).map(({ design }) => design),
      easedBy: works
        .filter((row) => left(row) > 0 && left(row) < before)
        .map(({ design }) => design),
    };
  });
}
