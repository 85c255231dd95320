/**
 * Who drives the machine: a guest that writes anything, and one that keeps every assumption.
 *
 * The keeping guest is the arbitrary one less the events that would break an assumption. Each assumption
 * that can be said of one event in one state is a predicate here; its id is that of the catalogue. It
 * judges by the state that the event finds and by the event; it knows nothing of what follows.
 */
import { allocatedVectors, isMsiEnabled, type MsiCapability } from "../../qemu/msi-capability.js";
import {
  allEvents,
  type GuestWritesRegister,
  isInProgress,
  type QuirkContext,
  type QuirkEvent,
} from "./events.js";
import { isPairProgrammed, kindOf, slotOf, vectorOffsetOf } from "./symbols.js";

/** Assumptions that concern the guest and the handler alone; the others need the world around them. */
export const HANDLER_ASSUMPTIONS = [
  "unique-address",
  "address-programmed",
  "address-before-data",
  "one-slot-at-a-time",
  "programmed-while-enabled",
  "reset-before-reenable",
  "pairs-from-capability",
  "offset-within-allocation",
  "stable-vector-count",
  "no-reset-in-between",
] as const;
export type HandlerAssumption = (typeof HANDLER_ASSUMPTIONS)[number];

type Keeps = (context: QuirkContext, event: QuirkEvent) => boolean;

/** True if the event, in that state, keeps the assumption. */
export const KEEPS: Readonly<Record<HandlerAssumption, Keeps>> = {
  /** The author: the patch relies on "a sufficiently unique MSI address". */
  "unique-address": ({ capability }, event) =>
    !isWrite(event) ||
    event.value !== "guest-address" ||
    kindOf(event.register) === "address" ||
    !isPairProgrammed(capability),

  /** QEMU resets address and data to 0: enabled so, every write of 0 matches. */
  "address-programmed": ({ capability }, event) =>
    !isEnabling(capability, event) || isPairProgrammed(capability),

  /** A cookie serves one data write. */
  "address-before-data": (context, event) => !isDataWrite(event) || inProgress(context, event),

  /** One cookie: no other slot's address while a slot is in progress. */
  "one-slot-at-a-time": ({ slots }, event) => {
    if (!isWrite(event) || kindOf(event.register) !== "address") return true;
    const other = slotOf(event.register) === 0 ? slots[1] : slots[0];
    return !isInProgress(other);
  },

  /** C: `msi_enabled(...)`. A slot begun before MSI was disabled has to begin again. */
  "programmed-while-enabled": ({ capability, slots }, event) => {
    if (!isWrite(event)) return true;
    const slot = slotOf(event.register);
    if (slot === undefined) return true;
    const resumes = kindOf(event.register) === "data" && slots[slot] === "interrupted";
    return isMsiEnabled(capability) && !resumes;
  },

  /** QEMU frees the vectors at disable and takes them anew at enable. */
  "reset-before-reenable": ({ capability, slots }, event) =>
    !isEnabling(capability, event) || !slots.includes("data"),

  /** A reviewer: "That assumption is frail". The address is unique-address's concern in a data register. */
  "pairs-from-capability": (_, event) => {
    if (!isWrite(event)) return true;
    switch (kindOf(event.register)) {
      case "address":
        return event.value === "guest-address";
      case "data":
        return event.value === "guest-address" || vectorOffsetOf(event.value) !== undefined;
      default:
        return true;
    }
  },

  /** C: `mask = msi_nr_vectors_allocated(...) - 1`. */
  "offset-within-allocation": ({ capability }, event) => {
    const vector = isDataWrite(event) ? vectorOffsetOf(event.value) : undefined;
    return vector === undefined || vector < allocatedVectors(capability);
  },

  /** QEMU takes the vectors at enable; grown later, the mask follows and the grant does not. */
  "stable-vector-count": ({ capability }, event) =>
    event.type !== "GUEST_SETS_VECTORS" || !isMsiEnabled(capability),

  /** The patch has no reset hook. */
  "no-reset-in-between": ({ slots }, event) =>
    (event.type !== "DEVICE_RESETS" && event.type !== "MACHINE_RESETS") ||
    !slots.some(isInProgress),
};

/** The kinds of guest a run can have. */
export const GUESTS = ["arbitrary", "keeping"] as const;
export type Guest = (typeof GUESTS)[number];

/** The events of a guest, as a function of the state. */
export type GuestEvents = (context: QuirkContext) => readonly QuirkEvent[];

/** Anything, in every state. `used` is 1 to 32 vectors. */
export function arbitraryGuest(used: number): GuestEvents {
  const events = allEvents(used);
  return () => events;
}

/** Anything that keeps every assumption but those dropped. */
export function keepingGuest(
  used: number,
  dropped: readonly HandlerAssumption[] = [],
): GuestEvents {
  const events = allEvents(used);
  const kept = HANDLER_ASSUMPTIONS.filter((id) => !dropped.includes(id));
  return (context) => events.filter((event) => kept.every((id) => KEEPS[id](context, event)));
}

/**
 * The keeping guest reduced to what a person can list: each slot programmed once, as address, then
 * perhaps high, then data with offset 0 or used - 1; no power cycle, no change of the allocation.
 * Abstraction: high and ordinary registers are written with one value, for the n + 3 that the keeping
 * guest may write there all do the same; with all of them one vector already has 1561 paths, not 61.
 */
export function onceGuest(used: number): GuestEvents {
  const events = keepingGuest(used);
  return (context) => events(context).filter((event) => isOnce(context, event, used));
}

function isOnce({ slots }: QuirkContext, event: QuirkEvent, used: number): boolean {
  if (!isWrite(event)) return false;
  const slot = slotOf(event.register);
  if (slot === undefined) return event.value === "other";
  switch (kindOf(event.register)) {
    case "address":
      return slots[slot] === "none";
    case "high":
      return slots[slot] === "address" && event.value === "other";
    default: {
      const vector = vectorOffsetOf(event.value);
      return vector === 0 || vector === used - 1;
    }
  }
}

function isWrite(event: QuirkEvent): event is GuestWritesRegister {
  return event.type === "GUEST_WRITES_REGISTER";
}

/** MSI goes from disabled to enabled; setting the bit again is no enabling. */
function isEnabling(capability: MsiCapability, event: QuirkEvent): boolean {
  return event.type === "GUEST_ENABLES_MSI" && !isMsiEnabled(capability);
}

function isDataWrite(event: QuirkEvent): event is GuestWritesRegister {
  return isWrite(event) && kindOf(event.register) === "data";
}

function inProgress({ slots }: QuirkContext, event: GuestWritesRegister): boolean {
  const slot = slotOf(event.register);
  return slot !== undefined && isInProgress(slots[slot]);
}
