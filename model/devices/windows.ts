/**
 * How a register of the system-on-chip is reached through BAR 0.
 *
 * Source: Linux ath11k pcic.c, pcic.h and pci.c (ath11k_pci_get_window_start, ath11k_pci_select_static_window,
 * ATH11K_PCI_WINDOW_*) and ath12k pci.c, which has the same rule and the same constants
 * (RajasJoshi/OpenWrt-backports @88cb5926, a backport of Linux 6.15).
 */

import { hex } from "../bits.js";
import { COPY_ENGINE_BLOCK, UMAC_BLOCK } from "./blocks.js";
import type { Chip } from "./chip.js";

/** BAR 0 offset of the first window; below it registers are reached directly. */
export const WINDOW_START = 0x80000;

/** `WINDOW_RANGE_MASK` is GENMASK(18, 0): the bits of an offset within one window. */
const WINDOW_RANGE_BITS = 19;
const WINDOW_RANGE_MASK = 2 ** WINDOW_RANGE_BITS - 1;

/** Bytes of one window: 512 KiB. */
export const WINDOW_SIZE = WINDOW_RANGE_MASK + 1;

/** BAR 0 offset of the register that moves a dynamic window, of all chips that the patch is for. */
export const WINDOW_REGISTER = 0x310c;

/** `WINDOW_VALUE_MASK`, GENMASK(24, 19), as bits of the register. */
const WINDOW_VALUE_MASK = 0x3f;

/** A range of BAR 0 in bytes, `end` not included. */
export interface BarRange {
  readonly start: number;
  readonly end: number;
}

/** Its first byte and its last: `0x80000-0xbffff`. */
export function rangeText({ start, end }: BarRange): string {
  return `${hex(start)}-${hex(end - 1)}`;
}

/** A register as BAR 0 shows it. */
export interface BarRegister {
  /** BAR 0 offset in bytes. */
  readonly offset: number;
  /** What a dynamic window must be set to; null where no setting is needed. */
  readonly setting: number | null;
}

/** Where the register at `soc` (bytes from the start of the SoC) shows in BAR 0. */
export function barRegister(chip: Pick<Chip, "window">, soc: number): BarRegister {
  if (soc < WINDOW_START) return { offset: soc, setting: null };
  return {
    offset: windowNumber(chip, soc) * WINDOW_SIZE + (soc & WINDOW_RANGE_MASK),
    setting: chip.window === "dynamic" ? windowSetting(soc) : null,
  };
}

/** The setting in a value written to the window register. */
export function settingOf(value: number): number {
  return value & WINDOW_VALUE_MASK;
}

/** The windows of BAR 0 that a chip's rings are reached through. */
export function windowsOf({ window }: Pick<Chip, "window">): readonly BarRange[] {
  const numbers = window === "dynamic" ? [1] : [2, 3];
  return numbers.map((number) => ({
    start: number * WINDOW_SIZE,
    end: (number + 1) * WINDOW_SIZE,
  }));
}

/** What the driver writes to the window register to reach `soc`, without the enable bit. */
export function windowSetting(soc: number): number {
  return (soc >>> WINDOW_RANGE_BITS) & WINDOW_VALUE_MASK;
}

/** `ath11k_pci_get_window_start`: windows 1 to 3 begin at that many times the window's size. */
function windowNumber({ window }: Pick<Chip, "window">, soc: number): number {
  if (window === "dynamic") return 1;
  if ((soc ^ UMAC_BLOCK) < WINDOW_RANGE_MASK) return 3;
  // ath11k compares with copy engine 0, ath12k with the block: on every such chip the same number.
  return (soc ^ COPY_ENGINE_BLOCK) < WINDOW_RANGE_MASK ? 2 : 1;
}
