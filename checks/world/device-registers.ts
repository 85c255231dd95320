/** What the device's registers hold in a log: a number for each register of the map. */
import { placeOf, registerAt } from "../../model/world/registers.js";
import type { WorldState } from "../../model/world/state.js";

/** What slot 0 holds, 32 bits each. */
export interface SlotValues {
  readonly low: bigint;
  readonly high: bigint;
  readonly data: bigint;
}

/** All 0 until written. */
export class DeviceRegisters {
  private readonly values = new Map<string, bigint>();

  /** Writes the register that a word of the map is. */
  set(word: number, state: WorldState, value: bigint): void {
    this.values.set(keyOf(word, state), value);
  }

  valueAt(word: number, state: WorldState): bigint {
    return this.values.get(keyOf(word, state)) ?? 0n;
  }

  setSlot0({ low, high, data }: SlotValues, state: WorldState): void {
    const { address, data: word, window } = placeOf("slot0", state);
    const there = { ...state, window };
    this.set(address, there, low);
    this.set(address + 1, there, high);
    this.set(word, there, data);
  }

  slot0(state: WorldState): SlotValues {
    const { address, data, window } = placeOf("slot0", state);
    const there = { ...state, window };
    return {
      low: this.valueAt(address, there),
      high: this.valueAt(address + 1, there),
      data: this.valueAt(data, there),
    };
  }

  /** A reset. */
  clear(): void {
    this.values.clear();
  }
}

/** A slot's register is one wherever the window is; ordinary registers go by their word, as the world has them. */
function keyOf(word: number, state: WorldState): string {
  const { kind, slot } = registerAt(word, state);
  return slot === undefined ? `ordinary ${word}` : `${slot} ${kind}`;
}
