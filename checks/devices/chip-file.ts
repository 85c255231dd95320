/** A chip that somebody else describes, as the JSON of `replay --chip`; examples/qcc2072.json is one. */
import type { TrappedWindow } from "../../model/quirk.js";
import type { Slot, WatchedChip } from "../replay/watch/registers.js";

/**
 * Hexadecimal, as the drivers' sources have it.
 * @pattern ^0x[0-9a-f]{1,8}$
 */
type Hexadecimal = string;

/**
 * What a table shows.
 * @pattern ^[ -~]{1,60}$
 */
type Name = string;

/** A ring: three registers of 4 bytes each, one after the other. */
export interface RingEntry {
  /** What the replay calls it. */
  readonly name: Name;
  /** BAR 0 offset of its MSI address register; the high half is 4, the data 8 bytes on. */
  readonly address: Hexadecimal;
  /** What the window register must be set to for these offsets to be the ring's; none: they always are. */
  readonly setting?: Hexadecimal;
}

export interface ChipFile {
  /** For editors: where the schema is. */
  readonly $schema?: string;
  readonly name: Name;
  /** PCI device id. */
  readonly deviceId: Hexadecimal;
  /** BAR 0 offset of the register that moves the window; none: no window moves. */
  readonly windowRegister?: Hexadecimal;
  /** The range of BAR 0 that a quirk traps, in bytes; none: what the patch has for its own card. */
  readonly trapped?: { readonly base: Hexadecimal; readonly size: Hexadecimal };
  /**
   * All whose MSI the driver may write through BAR 0, in its order.
   * @minItems 1
   * @maxItems 1000
   */
  readonly rings: readonly RingEntry[];
  /**
   * Names of the rings that learn their pair from a message in guest memory.
   * @maxItems 1000
   */
  readonly byMessage?: readonly Name[];
}

/** The chip of such a file, and the range of it that is trapped, if the file says that. */
export interface ChipOfFile {
  readonly chip: WatchedChip;
  readonly trapped: TrappedWindow | null;
}

/**
 * @param file as its schema has it
 * @throws RangeError that says which number cannot be
 */
export function chipOfFile(file: ChipFile): ChipOfFile {
  const { name, windowRegister, trapped, rings, byMessage = [] } = file;
  const deviceId = Number(file.deviceId);
  if (deviceId > 0xffff) throw new RangeError(`deviceId: ${file.deviceId} has more than 16 bits`);
  const used = new Map<number, string>();
  const slots = rings.map((ring, i) => slotOf(ring, i, { used, windowRegister }));
  const chip: WatchedChip = {
    ...{ id: "file", name, deviceId, slots, byMessage },
    window: windowRegister === undefined ? "static" : "dynamic",
    windowRegister: Number(windowRegister ?? 0),
  };
  return { chip, trapped: trapped === undefined ? null : rangeOf(trapped) };
}

interface Seen {
  /** Offset and setting of each register so far, as one number, and whose it is. */
  readonly used: Map<number, string>;
  readonly windowRegister: string | undefined;
}

function slotOf({ name, ...ring }: RingEntry, index: number, seen: Seen): Slot {
  const address = aligned(`rings: ${name}: address`, ring.address);
  const setting = ring.setting === undefined ? null : Number(ring.setting);
  if (setting !== null && setting > 0x3f) {
    throw new RangeError(`rings: ${name}: setting: ${ring.setting} has more than 6 bits`);
  }
  if (setting !== null && seen.windowRegister === undefined) {
    throw new RangeError(`rings: ${name}: setting: there is no windowRegister`);
  }
  const registers = { address, high: address + 4, data: address + 8, setting };
  for (const offset of [registers.address, registers.high, registers.data]) {
    const key = offset * 128 + (setting ?? 127);
    const other = seen.used.get(key);
    if (other !== undefined) throw new RangeError(`rings: ${name}: has a register of ${other}`);
    seen.used.set(key, name);
  }
  return { id: `ring${index}`, name, path: "mmio", registers };
}

function rangeOf({ base, size }: NonNullable<ChipFile["trapped"]>): TrappedWindow {
  const range = { base: aligned("trapped: base", base), size: aligned("trapped: size", size) };
  if (range.size > 0) return range;
  throw new RangeError("trapped: size: nothing is trapped");
}

function aligned(what: string, text: string): number {
  const value = Number(text);
  if (value % 4 === 0) return value;
  throw new RangeError(`${what}: ${text} is not a multiple of 4`);
}
