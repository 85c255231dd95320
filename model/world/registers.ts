/** The register map: which register a word of the window is, under each window position. */
import type { SlotName, WorldState } from "./state.js";

/** A register: what it is for, and of which slot if it is one's. */
export type Register =
  | { readonly kind: "address" | "high" | "data"; readonly slot: SlotName }
  | { readonly kind: "ordinary"; readonly slot?: undefined };

/** Where a slot's registers are: window position, and the words of address and data (high is address + 1). */
export interface SlotPlace {
  readonly window: WorldState["window"];
  readonly address: number;
  readonly data: number;
}

/** Slot 0's data register may lie elsewhere than 8 bytes above its address register. */
export function placeOf(slot: SlotName, { slot0Data }: Pick<WorldState, "slot0Data">): SlotPlace {
  switch (slot) {
    case "slot0":
      return { window: "A", address: 0, data: slot0Data === "plus-8" ? 2 : 9 };
    case "slot1":
      return { window: "A", address: 3, data: 5 };
    case "slot2":
      return { window: "B", address: 6, data: 8 };
  }
}

/** Ordinary registers by window position; word 2 of A is one only where slot 0's data lies elsewhere. */
export function ordinaryWords(
  window: WorldState["window"],
  slot0Data: WorldState["slot0Data"],
): readonly number[] {
  if (window === "B") return [2];
  return slot0Data === "plus-8" ? [6, 8] : [2, 6, 8];
}

/** What a word is, for a write that goes to it. A word that is no slot's is an ordinary one. */
export function registerAt(
  word: number,
  state: Pick<WorldState, "window" | "slot0Data">,
): Register {
  for (const slot of ["slot0", "slot1", "slot2"] as const) {
    const { window, address, data } = placeOf(slot, state);
    if (window !== state.window) continue;
    switch (word) {
      case address:
        return { kind: "address", slot };
      case address + 1:
        return { kind: "high", slot };
      case data:
        return { kind: "data", slot };
      default:
    }
  }
  return { kind: "ordinary" };
}

/** The trapped range covers the word: all of the map, or only slot 0's address and high register. */
export function isTrapped(word: number, { windowEnd }: Pick<WorldState, "windowEnd">): boolean {
  return windowEnd === "clear" || word < 2;
}
