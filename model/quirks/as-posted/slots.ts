/** How far the guest is with each slot: bookkeeping of the guest, followed beside the quirk. */
import { isInProgress, type QuirkContext, type SlotPhase } from "./events.js";
import { kindOf, type Register, type SlotIndex, slotOf } from "./symbols.js";

type Slots = QuirkContext["slots"];

/** The phases after a write to `register`. A write of the high register counts only after the address. */
export function slotsAfterWrite(slots: Slots, register: Register): Slots {
  const slot = slotOf(register);
  if (slot === undefined) return slots;
  const before = slots[slot];
  switch (kindOf(register)) {
    case "address":
      return replaced(slots, slot, "address");
    case "high":
      return before === "address" ? replaced(slots, slot, "high") : slots;
    default:
      return replaced(slots, slot, "data");
  }
}

/** The phases after MSI was disabled: a slot in progress has to begin again with its address. */
export function interruptSlots(slots: Slots): Slots {
  const after = (phase: SlotPhase): SlotPhase => (isInProgress(phase) ? "interrupted" : phase);
  return [after(slots[0]), after(slots[1])];
}

function replaced(slots: Slots, slot: SlotIndex, phase: SlotPhase): Slots {
  return slot === 0 ? [phase, slots[1]] : [slots[0], phase];
}
