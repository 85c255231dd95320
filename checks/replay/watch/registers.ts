/** BAR 0 offsets as rings of chips: one table for all chips, so that most writes cost one look-up. */
import type { Chip } from "../../../model/devices/chip.js";
import { type MsiRegisters, type Ring, ringsOf } from "../../../model/devices/rings.js";

/** A ring with MSI registers that BAR 0 shows. */
export type Slot = Ring & { readonly registers: MsiRegisters };

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
  readonly chips: readonly Chip[];
  /** Slots of each chip, in its order. */
  readonly slots: readonly (readonly Slot[])[];
  readonly #places = new Map<number, SlotPlace[]>();

  constructor(chips: readonly Chip[]) {
    this.chips = chips;
    this.slots = chips.map((chip) =>
      ringsOf(chip).filter((ring): ring is Slot => ring.registers !== null),
    );
    for (const [chip, slots] of this.slots.entries()) {
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
