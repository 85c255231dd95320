/** Which MSI registers of a device a design sees written, and which get past it, and why. */

import type { Chip } from "../../model/devices/chip.js";
import {
  type MsiPath,
  type MsiRegisters,
  mmioRingsOf,
  type Ring,
  ringsOf,
} from "../../model/devices/rings.js";
import { type BarRange, windowsOf } from "../../model/devices/windows.js";
import { isTrapped, type TrapDesign } from "../../model/quirks/trapped.js";

/** A trap takes whole pages out of what is mapped into the guest: KVM's memory slots end at pages. */
const PAGE = 0x1000;

/** Why a ring's pair gets past a design. */
export type Escape =
  | "nothing trapped"
  | "in-memory message"
  | "past the end of BAR 0"
  /** Of a chip whose BAR 0 is of unknown size. */
  | "past the end of its windows"
  | "wrong window"
  | "outside the range";

export interface RingCoverage {
  readonly ring: string;
  readonly name: string;
  readonly path: MsiPath;
  /** `no-msi`: the driver gives it none. `no-need`: what the guest writes is good as it is. */
  readonly outcome: "trapped" | "escaped" | "no-msi" | "no-need";
  readonly because: Escape | null;
}

/** Writes that a design takes a detour for although no MSI is in them. */
export interface TrapCost {
  /** 4 KiB pages of BAR 0 that are not mapped into the guest any more. */
  readonly pages: number;
  /** Of these, pages without a register that tells something: of an MSI, or of the window. */
  readonly needlessPages: number;
  /** Rings whose head or tail pointer, written for every transfer, is in such a page. */
  readonly doorbells: readonly string[];
}

/** One device under one design. */
export interface DeviceCoverage {
  readonly design: string;
  readonly device: string;
  readonly rings: readonly RingCoverage[];
  readonly trapped: number;
  readonly escaped: number;
  readonly noNeed: number;
  readonly cost: TrapCost;
}

/** Every ring of `chip` under `design`. Pure. */
export function deviceCoverage(design: TrapDesign, chip: Chip): DeviceCoverage {
  const rings = ringsOf(chip).map((ring) => ringCoverage(design, chip, ring));
  const count = (outcome: RingCoverage["outcome"]) =>
    rings.filter((ring) => ring.outcome === outcome).length;
  return {
    design: design.id,
    device: chip.id,
    rings,
    trapped: count("trapped"),
    escaped: count("escaped"),
    noNeed: count("no-need"),
    cost: trapCost(design, chip),
  };
}

function ringCoverage(design: TrapDesign, chip: Chip, ring: Ring): RingCoverage {
  const { id, name, path, registers } = ring;
  const known = { ring: id, name, path };
  if (path === "none") return { ...known, outcome: "no-msi", because: null };
  if (design.needsNoTrap) return { ...known, outcome: "no-need", because: null };
  if (path === "message" || registers === null) {
    return { ...known, outcome: "escaped", because: "in-memory message" };
  }
  const { address, high, data } = registers;
  const seen = [address, high, data].every((offset) => isTrapped(design, chip, offset));
  if (seen) return { ...known, outcome: "trapped", because: null };
  return { ...known, outcome: "escaped", because: escapeOf(design.ranges(chip), chip, registers) };
}

function escapeOf(ranges: readonly BarRange[], chip: Chip, registers: MsiRegisters): Escape {
  if (ranges.length === 0) return "nothing trapped";
  const end = barEnd(chip);
  if (ranges.every(({ start }) => start >= end)) {
    return chip.barSize === null ? "past the end of its windows" : "past the end of BAR 0";
  }
  const own = windowsOf(chip).find(
    ({ start, end: stop }) => registers.address >= start && registers.address < stop,
  );
  const meets = ranges.some((range) => own && range.start < own.end && range.end > own.start);
  return meets ? "outside the range" : "wrong window";
}

/** The end of BAR 0, or where its size is not known the end of the last window, which it has to hold. */
export function barEnd(chip: Chip): number {
  return chip.barSize ?? Math.max(...windowsOf(chip).map(({ end }) => end));
}

function trapCost(design: TrapDesign, chip: Chip): TrapCost {
  const end = barEnd(chip);
  const inside = design.ranges(chip).filter(({ start }) => start < end);
  const trapped = pagesOf(inside.map((range) => ({ ...range, end: Math.min(range.end, end) })));
  const useful = pagesOf([
    { start: chip.windowRegister, end: chip.windowRegister + 4 },
    ...mmioRingsOf(chip).map(({ registers: { address, data } }) => ({
      start: address,
      end: data + 4,
    })),
  ]);
  return {
    pages: trapped.size,
    needlessPages: [...trapped].filter((page) => !useful.has(page)).length,
    doorbells: ringsOf(chip)
      .filter(({ doorbell }) => doorbell !== null && trapped.has(Math.floor(doorbell / PAGE)))
      .map(({ id }) => id),
  };
}

/** Numbers of the 4 KiB pages that the ranges touch. */
function pagesOf(ranges: readonly BarRange[]): ReadonlySet<number> {
  const pages = new Set<number>();
  for (const { start, end } of ranges) {
    for (let page = Math.floor(start / PAGE); page * PAGE < end; page++) pages.add(page);
  }
  return pages;
}
