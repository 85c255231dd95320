/**
 * What a design changes in the world around its quirk: whose pairs the guest writes, how long the host's
 * live, and who has to keep a promise in the place of the patch's.
 */
import type { AssumptionId } from "../assumptions/index.js";
import type { WorldState } from "./state.js";

/** By term: the values it can have. */
export const TERM_VALUES = {
  /**
   * Whose pair the guest writes to the slots. Its own, copied out of the capability, as the drivers do; the
   * host's, put into the driver by hand; its own, which remapping hardware takes for this device's; the host's,
   * which it asked for through a paravirtual interface.
   */
  pairs: ["capability", "copied", "granted", "asked for"],
  /** Where the guest's pair is: in the MSI capability, or, one for each vector, in the table of MSI-X. */
  capability: ["msi", "msix"],
  /** QEMU traps a range of BAR 0 at all. */
  traps: [true, false],
  /** There is something in place to begin with: a quirk, or what the host offers instead. */
  inPlace: [true, false],
  /** The host's pairs go when MSI is disabled, or belong to a source until it is released. */
  lifetime: ["while enabled", "until released"],
  /** What a pair that moves on the host means for values in the device. */
  moved: ["goes stale", "rewritten by the kernel", "behind the pair"],
  /** The host is asked for a pair for each source, and may refuse. */
  asks: [true, false],
  /** Slot registers are written by the kernel, not by QEMU's write to the region. */
  kernelWrites: [true, false],
} as const;

type Chosen = {
  readonly [Term in keyof typeof TERM_VALUES]: (typeof TERM_VALUES)[Term][number];
};

export interface Terms extends Chosen {
  /** An assumption of the patch -> the one that carries the same promise in this design. */
  readonly carriedBy: Readonly<Partial<Record<AssumptionId, AssumptionId>>>;
  /** What else is chosen at the start when an assumption is dropped. */
  readonly choices: readonly (readonly [AssumptionId, Partial<WorldState>])[];
}

/** The patch's, and of every quirk that asks for nothing else. */
export const USUAL_TERMS: Terms = {
  pairs: "capability",
  capability: "msi",
  traps: true,
  inPlace: true,
  lifetime: "while enabled",
  moved: "goes stale",
  asks: false,
  kernelWrites: false,
  carriedBy: {},
  choices: [],
};

/** The same needs, by the assumptions that carry them in this design; each once. */
export function carriedNeeds(
  needs: readonly AssumptionId[],
  { carriedBy }: Terms,
): readonly AssumptionId[] {
  return [...new Set(needs.map((id) => carriedBy[id] ?? id))];
}
