import type { DesignRow } from "../../../checks/designs/row.js";
import type { AssumptionId } from "../../../model/assumptions/index.js";

export const FREE = { kernel: false, guest: false };
export const KERNEL = { kernel: true, guest: false };
export const GUEST = { kernel: false, guest: true };

/** A design that asks for that and stands alone on those, with a cut set for each. */
export function toyRow(
  design: string,
  asks: DesignRow["asks"],
  alone: readonly AssumptionId[],
): DesignRow {
  const cutSets = [0, alone.length];
  return {
    ...{ design, asks, alone, title: `the ${design}`, source: "a toy", madeOf: null, order: 1 },
    needs: { kernel: "nothing", device: "nothing", guest: "nothing" },
    invariants: [{ invariant: "interrupt-delivered", undropped: "holds", cutSets }],
    severities: [{ severity: "interrupt lost or misdelivered", cutSets }],
    ...{ together: [], noLonger: [], still: alone, newly: [], incomplete: [] },
  };
}
