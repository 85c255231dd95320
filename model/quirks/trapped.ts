/**
 * What each design traps of a chip's BAR 0, and whether it has to: read off the design itself, so that every
 * design takes part in the coverage of devices.
 */
import type { Chip } from "../devices/chip.js";
import type { BarRange } from "../devices/windows.js";
import type { Quirk } from "../quirk.js";
import { QUALCOMM_VENDOR_ID } from "./as-posted/probe.js";
import { DESIGNS, type Design } from "./designs.js";

export interface TrapDesign {
  /** The design's name. */
  readonly id: string;
  /** What it traps, in words. */
  readonly says: string;
  /** What the guest writes is good as it is, so nothing has to be trapped, and messages do no harm. */
  readonly needsNoTrap: boolean;
  /** The trapped parts of BAR 0; none: nothing is trapped. May lie beyond the end of BAR 0. */
  readonly ranges: (chip: Chip) => readonly BarRange[];
}

/** The static half of a design. Pure. */
export function trapDesignOf({
  name,
  quirk,
  terms,
}: Pick<Design, "name" | "quirk" | "terms">): TrapDesign {
  // A guest that writes its own pairs needs them replaced; pairs that the host gave are good as they are.
  const needsNoTrap = terms.pairs !== "capability";
  const common = { id: name, needsNoTrap };
  if (!terms.traps) {
    const has = needsNoTrap
      ? ", nor has to be: the guest writes pairs that are good as they are"
      : "";
    return { ...common, says: `nothing is trapped${has}`, ranges: () => [] };
  }
  return { ...common, ...(quirk.trap ?? probedTrap(quirk)) };
}

/** Of every design of the comparison, in its order. */
export const TRAP_DESIGNS: readonly TrapDesign[] = DESIGNS.map(trapDesignOf);

/** @throws Error if no design has that name */
export function trapDesign(name: string): TrapDesign {
  const found = TRAP_DESIGNS.find(({ id }) => id === name);
  if (found === undefined) throw new Error(`no design is called "${name}"`);
  return found;
}

/** True if a write that begins at `barOffset` (bytes) is one the design sees. */
export function isTrapped(design: TrapDesign, chip: Chip, barOffset: number): boolean {
  return design.ranges(chip).some(({ start, end }) => barOffset >= start && barOffset < end);
}

/** What the probe decides for the device id, if the kernel has the feature it asks for. */
function probedTrap({ probe }: Quirk): Pick<TrapDesign, "says" | "ranges"> {
  return {
    says: "the range that the probe gives to the device id",
    ranges: ({ deviceId }) => {
      const asked = { bar: 0, vendorId: QUALCOMM_VENDOR_ID, deviceId };
      const decision = probe({ ...asked, msiPresent: true, featureAccepted: true });
      if (!decision.quirk) return [];
      const { base, size } = decision.window;
      return [{ start: base, end: base + size }];
    },
  };
}
