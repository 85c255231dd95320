/** Slots whose registers a log says itself, in lines `# quirkcheck: slot`, as a chip to be watched for. */
import type { Directive } from "../../trace-log/lines.js";
import type { WatchedChip } from "./registers.js";

type Told<Kind extends Directive["kind"]> = Extract<Directive, { readonly kind: Kind }>;

export class ToldSlots {
  readonly #slots = new Map<number, Told<"slot">>();
  readonly #aliases: Told<"alias">[] = [];
  /** Words for the window's position, in the order of the log: their places are its settings. */
  readonly #positions: string[] = [];
  /** The window's; undefined: nothing was said yet. */
  setting: number | undefined;

  /** The log says where its slots are. */
  get any(): boolean {
    return this.#slots.size > 0;
  }

  add(slot: Told<"slot">): void {
    this.#slots.set(slot.slot, slot);
    if (slot.position !== undefined) this.settingOf(slot.position);
  }

  addAlias(alias: Told<"alias">): void {
    this.#aliases.push(alias);
  }

  /** The window goes there. @returns the setting */
  moveWindow(position: string): number {
    this.setting = this.settingOf(position);
    return this.setting;
  }

  /** A number for the position of the window. */
  settingOf(position: string): number {
    const known = this.#positions.indexOf(position);
    return known >= 0 ? known : this.#positions.push(position) - 1;
  }

  /** The offset of the register that an offset of BAR 0 reaches. */
  registerAt(offset: number): number {
    const alias = this.#aliases.find(({ base, size }) => offset >= base && offset < base + size);
    return alias === undefined ? offset : offset - alias.base + alias.of;
  }

  /** The place of a slot among the chip's; undefined: the log did not say where it is. */
  indexOf(slot: number): number | undefined {
    const index = [...this.#slots.keys()].indexOf(slot);
    return index < 0 ? undefined : index;
  }

  chip(): WatchedChip {
    const slots = [...this.#slots.values()].map(({ slot, address, data, position }) => ({
      id: `slot${slot}`,
      name: `slot ${slot}`,
      path: "mmio" as const,
      registers: {
        address,
        high: address + 4,
        data,
        setting: position === undefined ? null : this.settingOf(position),
      },
    }));
    const told = { id: "told", name: "the log's own", deviceId: 0, byMessage: [], slots };
    return { ...told, window: "dynamic", windowRegister: null };
  }
}
