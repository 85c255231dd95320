/**
 * What a design traps, as far as BAR 0 offsets go: the static half of a quirk.
 *
 * A design of model/quirks takes part in the coverage of devices by one entry here.
 */
import { probe, QUALCOMM_VENDOR_ID } from "../quirks/as-posted/probe.js";
import type { Chip } from "./chip.js";
import { mmioRingsOf } from "./rings.js";
import { type BarRange, WINDOW_REGISTER, windowsOf } from "./windows.js";

export interface TrapDesign {
  /** Stable, as on the command line. */
  readonly id: string;
  /** What it traps, in words. */
  readonly says: string;
  /** What the guest writes is good as it is, so nothing has to be trapped, and messages do no harm. */
  readonly needsNoTrap: boolean;
  /** The trapped parts of BAR 0; none: nothing is trapped. May lie beyond the end of BAR 0. */
  readonly ranges: (chip: Chip) => readonly BarRange[];
}

export const TRAP_DESIGNS: readonly TrapDesign[] = [
  {
    id: "no-quirk",
    says: "nothing is trapped: the device as it is assigned today",
    needsNoTrap: false,
    ranges: () => [],
  },
  {
    id: "as-posted",
    says: "the range that the patch's probe gives to the device id; so too for each repair of the handler alone",
    needsNoTrap: false,
    ranges: asPosted,
  },
  {
    id: "right-window",
    says: "the windows that the chip's rings are reached through, whole",
    needsNoTrap: false,
    ranges: windowsOf,
  },
  {
    id: "static-table",
    says: "address, high and data register of every ring that gets an MSI by BAR 0, and the register that moves a dynamic window; so too where an interrupt is set up per source",
    needsNoTrap: false,
    ranges: staticTable,
  },
  {
    id: "guest-owned",
    says: "nothing is trapped and nothing has to be: the guest writes pairs that are good as they are, its own, asked for, or copied from the host by hand",
    needsNoTrap: true,
    ranges: () => [],
  },
];

/** @throws Error if no design has that id */
export function trapDesign(id: string): TrapDesign {
  const found = TRAP_DESIGNS.find((design) => design.id === id);
  if (found === undefined) throw new Error(`no design is called "${id}"`);
  return found;
}

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
function staticTable(chip: Chip): readonly BarRange[] {
  const rings = mmioRingsOf(chip).map(({ registers: { address, data } }) => ({
    start: address,
    end: data + 4,
  }));
  if (chip.window === "static") return rings;
  return [{ start: WINDOW_REGISTER, end: WINDOW_REGISTER + 4 }, ...rings];
}
