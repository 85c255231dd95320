/** BAR 0 offsets as rings of chips: one table for all chips, so that most writes cost one look-up. */
import type { Chip, WindowKind } from "../../../model/devices/chip.js";
import { type MsiPath, type MsiRegisters, ringsOf } from "../../../model/devices/rings.js";

/** A ring with MSI registers that BAR 0 shows. */
export interface Slot {
  readonly id: string;
  readonly name: string;
  readonly path: MsiPath;
  readonly registers: MsiRegisters;
}

/** What a log is watched for of a chip: one of ours, or one that somebody else describes. */
export interface WatchedChip {
  readonly id: string;
  readonly name: string;
  /** PCI device id, 16 bits. */
  readonly deviceId: number;
  readonly window: WindowKind;
  /** BAR 0 offset of the register that moves a dynamic window; null: the log's own lines move it. */
  readonly windowRegister: number | null;
  readonly slots: readonly Slot[];
  /** Names of the rings that learn their pair from a message in guest memory. */
  readonly byMessage: readonly string[];
}

/** A chip by what its data says. */
export function watchedChip(chip: Chip): WatchedChip {
  const { id, name, deviceId, window, windowRegister } = chip;
  const rings = ringsOf(chip);
  const slots = rings.flatMap(({ registers, ...ring }): Slot[] =>
    registers === null ? [] : [{ id: ring.id, name: ring.name, path: ring.path, registers }],
  );
  const byMessage = rings.filter(({ path }) => path === "message").map((ring) => ring.name);
  return { id, name, deviceId, window, windowRegister, slots, byMessage };
}

export type SlotRegister = "address" | "high" | "data";

/** The register of one ring of one chip. */
export interface SlotPlace {
  /** Index into the table's chips. */
  readonly chip: number;
  /** Index into the chip's slots. */
  readonly slot: number;
  readonly register: SlotRegister;
  /** What a dynamic window must be set to; null: no setting needed. */
  readonly setting: number | null;
}

export class RegisterTable {
  readonly #places = new Map<number, SlotPlace[]>();

  constructor(chips: readonly WatchedChip[]) {
    for (const [chip, { slots }] of chips.entries()) {
      for (const [slot, { registers }] of slots.entries()) this.#add(chip, slot, registers);
    }
  }

  /** Registers at this offset, a multiple of 4; of every chip that has one there. */
  at(offset: number): readonly SlotPlace[] | undefined {
    return this.#places.get(offset);
  }

  #add(chip: number, slot: number, registers: MsiRegisters): void {
    for (const register of ["address", "high", "data"] as const) {
      const offset = registers[register];
      const place = { chip, slot, register, setting: registers.setting };
      this.#places.set(offset, [...(this.#places.get(offset) ?? []), place]);
    }
  }
}
