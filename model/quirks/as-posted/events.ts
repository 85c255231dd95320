/** What can happen to the machine, what it puts out, and the state it keeps. */
import type { MsiCapability } from "../../qemu/msi-capability.js";
import type { Cookie, HandlerBranch } from "./handler.js";
import {
  allocationChoices,
  REGISTERS,
  type Register,
  type WrittenValue,
  writtenValues,
} from "./symbols.js";

export interface GuestWritesRegister {
  readonly type: "GUEST_WRITES_REGISTER";
  readonly register: Register;
  readonly value: WrittenValue;
}

export type QuirkEvent =
  | GuestWritesRegister
  | { readonly type: "GUEST_ENABLES_MSI" }
  | { readonly type: "GUEST_DISABLES_MSI" }
  /** Taken only while MSI is disabled. Abstraction: a change while enabled is left to the world model. */
  | { readonly type: "GUEST_SETS_VECTORS"; readonly allocated: number }
  /** Abstraction: address and data of the capability in one step, though they are two config writes. */
  | { readonly type: "GUEST_PROGRAMS_PAIR" }
  | { readonly type: "DEVICE_RESETS" }
  | { readonly type: "MACHINE_RESETS" };

/** The output of a step: what the handler writes on to the device. */
export interface DeviceReceives {
  readonly type: "DEVICE_RECEIVES";
  /** Bytes from the start of the window. */
  readonly offset: number;
  readonly size: number;
  readonly value: bigint;
  readonly branch: HandlerBranch;
}

/**
 * Where the guest is with a slot: nothing written; address written; high written after it; data written
 * (the slot is programmed); or in progress while MSI was disabled, so that only its address may follow.
 */
export type SlotPhase = "none" | "address" | "high" | "data" | "interrupted";

/** In progress: from a write of the slot's address until the data write that follows. */
export function isInProgress(phase: SlotPhase): boolean {
  return phase === "address" || phase === "high" || phase === "interrupted";
}

/** The machine's context. Only `cookie` is the quirk's own; the rest is what it and its guest see. */
export interface QuirkContext {
  readonly cookie: Cookie;
  readonly capability: MsiCapability;
  readonly slots: readonly [SlotPhase, SlotPhase];
}

/** Inputs of the machine: MSI enabled, and vectors allocated (1, 2, 4, 8, 16 or 32). */
export interface QuirkInput {
  readonly msiEnabled: boolean;
  readonly vectorsAllocated: number;
}

/**
 * Every event of a guest with `used` vectors (1 to 32), in a fixed order: 7 registers times used + 4
 * values, and 7 events beside the writes.
 */
export function allEvents(used: number): readonly QuirkEvent[] {
  const writes = REGISTERS.flatMap((register) =>
    writtenValues(used).map(
      (value): QuirkEvent => ({ type: "GUEST_WRITES_REGISTER", register, value }),
    ),
  );
  const counts = allocationChoices(used).map(
    (allocated): QuirkEvent => ({ type: "GUEST_SETS_VECTORS", allocated }),
  );
  return [
    ...writes,
    { type: "GUEST_ENABLES_MSI" },
    { type: "GUEST_DISABLES_MSI" },
    ...counts,
    { type: "GUEST_PROGRAMS_PAIR" },
    { type: "DEVICE_RESETS" },
    { type: "MACHINE_RESETS" },
  ];
}

/** An event as one short, stable text: `slot0.data=guest-data+3`, `set-vectors=16`, `enable-msi`. */
export function eventText(event: QuirkEvent): string {
  switch (event.type) {
    case "GUEST_WRITES_REGISTER":
      return `${event.register}=${event.value}`;
    case "GUEST_SETS_VECTORS":
      return `set-vectors=${event.allocated}`;
    case "GUEST_ENABLES_MSI":
      return "enable-msi";
    case "GUEST_DISABLES_MSI":
      return "disable-msi";
    case "GUEST_PROGRAMS_PAIR":
      return "program-pair";
    case "DEVICE_RESETS":
      return "device-reset";
    case "MACHINE_RESETS":
      return "machine-reset";
  }
}
