/**
 * The state key of the enumeration: two states with the same key behave the same for ever.
 *
 * It names everything that handler, guards, guests and invariants read of a state (test/checks/machine
 * watches their reads to show it). What never changes within a run (the layout of the capability, the
 * host's pair) is left out; outputs of a step are no part of it.
 */
import {
  allocatedVectors,
  isMsiEnabled,
  msiAddressLow,
  msiData,
} from "../../model/qemu/msi-capability.js";
import type { QuirkContext } from "../../model/quirks/as-posted/events.js";
import type { Guest } from "../../model/quirks/as-posted/guests.js";

/** The part of an XState snapshot that is state. */
export interface KeyedState {
  readonly value: unknown;
  readonly context: QuirkContext;
}

/**
 * Machine state, cookie, MSI enabled, allocation, the pair the capability holds; for the keeping guest,
 * whose next events depend on them, also the phase of each slot.
 */
export function stateKey(guest: Guest, { value, context }: KeyedState): string {
  const { capability, cookie, slots } = context;
  const parts = [
    String(value),
    `cookie ${cookie}`,
    isMsiEnabled(capability) ? "enabled" : "disabled",
    `vectors ${allocatedVectors(capability)}`,
    `pair ${msiAddressLow(capability).toString(16)}/${msiData(capability).toString(16)}`,
  ];
  if (guest === "keeping") parts.push(`slots ${slots.join(" ")}`);
  return parts.join(", ");
}
