/**
 * What a design traps, as far as BAR 0 offsets go: the static half of a quirk.
 *
 * A design of model/quirks takes part in the coverage of devices by one entry here.
 */
import { probe, QUALCOMM_VENDOR_ID } from "../quirks/as-posted/probe.js";
import type { Chip } from "./chip.js";
import { mmioRingsOf } from "./rings.js";
import { type BarRange, windowsOf } from "./windows.js";

export interface TrapDesign {
  /** Stable, as on the command line. */
  readonly id: string;
  /** What it traps, in words. */
  readonly says: string;
  /** The trapped parts of BAR 0; none: nothing is trapped. May lie beyond the end of BAR 0. */
  readonly ranges: (chip: Chip) => readonly BarRange[];
}

export const TRAP_DESIGNS: readonly TrapDesign[] = [
  { id: "no-quirk", says: "nothing: the device as it is assigned today", ranges: () => [] },
  {
    id: "as-posted",
    says: "the range that the patch's probe gives to the device id",
    ranges: asPosted,
  },
  {
    id: "right-window",
    says: "the windows that the chip's rings are reached through, whole",
    ranges: windowsOf,
  },
  {
    id: "register-table",
    says: "the address, high and data register of every ring that gets an MSI by MMIO, nothing else",
    ranges: registerTable,
  },
];

/** True if a write that begins at `barOffset` (bytes) is one the design sees. */
export function isTrapped(design: TrapDesign, chip: Chip, barOffset: number): boolean {
  return design.ranges(chip).some(({ start, end }) => barOffset >= start && barOffset < end);
}

function asPosted({ deviceId }: Chip): readonly BarRange[] {
  const asked = { bar: 0, vendorId: QUALCOMM_VENDOR_ID, deviceId };
  const decision = probe({ ...asked, msiPresent: true, featureAccepted: true });
  if (!decision.quirk) return [];
  const { base, size } = decision.window;
  return [{ start: base, end: base + size }];
}

/** One range for each ring: its three registers are neighbours. */
function registerTable(chip: Chip): readonly BarRange[] {
  return mmioRingsOf(chip).map(({ registers: { address, data } }) => ({
    start: address,
    end: data + 4,
  }));
}
