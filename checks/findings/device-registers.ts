/** What the device's registers hold in a log: a number for each register of the map. */
import type { Piece } from "../../model/world/action.js";

/** What slot 0 holds, 32 bits each. */
export interface SlotValues {
  readonly low: bigint;
  readonly high: bigint;
  readonly data: bigint;
}

/** A register at a word of the map. */
type Place = Pick<Piece, "word" | "register">;

/** All 0 until written. */
export class DeviceRegisters {
  private readonly values = new Map<string, bigint>();

  set(place: Place, value: bigint): void {
    this.values.set(keyOf(place), value);
  }

  valueAt(place: Place): bigint {
    return this.values.get(keyOf(place)) ?? 0n;
  }

  setSlot0({ low, high, data }: SlotValues): void {
    this.values.set(SLOT_0.low, low).set(SLOT_0.high, high).set(SLOT_0.data, data);
  }

  slot0(): SlotValues {
    const value = (key: string) => this.values.get(key) ?? 0n;
    return { low: value(SLOT_0.low), high: value(SLOT_0.high), data: value(SLOT_0.data) };
  }

  /** A reset. */
  clear(): void {
    this.values.clear();
  }
}

const SLOT_0 = { low: "slot0 address", high: "slot0 high", data: "slot0 data" } as const;

/** A slot's register is one wherever the window is; ordinary registers go by their word, as the world has them. */
function keyOf({ word, register: { kind, slot } }: Place): string {
  return slot === undefined ? `ordinary ${word}` : `${slot} ${kind}`;
}
