/** Parts of BAR 0 that a quirk may trap, by chip: the static half of a quirk. */
import type { Chip } from "./chip.js";
import { mmioRingsOf } from "./rings.js";
import { type BarRange, windowsOf } from "./windows.js";

export interface Trap {
  /** What it traps, in words. */
  readonly says: string;
  /** The trapped parts of BAR 0; none: nothing is trapped. May lie beyond the end of BAR 0. */
  readonly ranges: (chip: Chip) => readonly BarRange[];
}

/** For a quirk that matches values and knows each device's windows. */
export const WHOLE_WINDOWS: Trap = {
  says: "the windows that the chip's rings are reached through, whole",
  ranges: windowsOf,
};

/** The same, and the register that moves a dynamic window: for a quirk that follows it. */
export const FOLLOWED_WINDOWS: Trap = {
  says: "the windows that the chip's rings are reached through, whole, and the register that moves a dynamic one",
  ranges: (chip) => [...selectorOf(chip), ...windowsOf(chip)],
};

/** For a quirk that knows where the registers are. */
export const REGISTER_TABLE: Trap = {
  says: "address, high and data register of every ring that gets an MSI by BAR 0, and the register that moves a dynamic window",
  ranges: registerTable,
};

/** One range for each ring: its three registers are neighbours. */
function registerTable(chip: Chip): readonly BarRange[] {
  const rings = mmioRingsOf(chip).map(({ registers: { address, data } }) => ({
    start: address,
    end: data + 4,
  }));
  return [...selectorOf(chip), ...rings];
}

/** The register that moves the window, where one moves. */
function selectorOf({ window, windowRegister: start }: Chip): readonly BarRange[] {
  return window === "static" ? [] : [{ start, end: start + 4 }];
}
