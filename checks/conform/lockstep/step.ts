/** One step of the lockstep: what the handler finds, what it is given, and what the model says comes out. */
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import {
  MSI_ADDRESS_LOW,
  MSI_DATA_32,
  MSI_DATA_64,
  MSI_FLAGS,
  type MsiCapability,
} from "../../../model/qemu/msi-capability.js";
import type { PhysicalRegisters } from "../../../model/quirk.js";
import {
  type Cookie,
  FAILED_PHYSICAL_READ,
  type HandlerBranch,
  type HandlerView,
  handlerView,
} from "../../../model/quirks/as-posted/handler.js";
import type { Effect } from "../compiled/records.js";

/** All that the handler looks at beside its cookie and the access, as registers and as the model sees them. */
export interface Setting {
  readonly capability: MsiCapability;
  /** Flags, 16 bits, and the word at + 8 above them. */
  readonly flagsAndWord8: number;
  readonly guestAddress: number;
  /** The words at + 10 and, above it, at + 12: the handler of the model looks at neither. */
  readonly guestUpper: number;
  /** What the device's own registers hold, read or not: 32 and 16 bits. */
  readonly physical: PhysicalRegisters;
  readonly readFails: boolean;
  readonly view: HandlerView;
}

export function settingOf(
  capability: MsiCapability,
  physical: PhysicalRegisters,
  readFails = false,
): Setting {
  const byte = (at: number) => capability.bytes[at] ?? 0;
  const word = (at: number) => byte(at) | (byte(at + 1) << 8);
  return {
    capability,
    flagsAndWord8: (word(MSI_FLAGS) | (word(MSI_DATA_32) << 16)) >>> 0,
    guestAddress: (word(MSI_ADDRESS_LOW) | (word(MSI_ADDRESS_LOW + 2) << 16)) >>> 0,
    guestUpper: (word(MSI_DATA_32 + 2) | (word(MSI_DATA_64) << 16)) >>> 0,
    physical,
    readFails,
    view: handlerView(capability, readFails ? FAILED_PHYSICAL_READ : physical),
  };
}

/** One call of the write callback. */
export interface StepCall {
  readonly setting: Setting;
  readonly access: WriteAccess;
  /** Put in place before the call; undefined: what the call before left. */
  readonly cookie: Cookie | undefined;
  /** Of the second of two devices. */
  readonly isSecond?: boolean;
}

/** What the model says of a call. */
export interface ModelAnswer {
  readonly branch: HandlerBranch;
  readonly value: bigint;
  readonly cookie: Cookie;
}

/** What the C did in a call; or why it did not come back. */
export interface CAnswer {
  /** Calls of `vfio_region_write`; what follows is of the first. */
  readonly writes: number;
  /** Calls of `vfio_region_read`; of a read callback the address and the size are the first's. */
  readonly reads: number;
  /** Bytes from the start of BAR 0. */
  readonly address: bigint;
  readonly size: number;
  readonly value: bigint;
  readonly cookie: number;
  /** Trace points passed, and of the first: which, and what it tells. */
  readonly traces: number;
  readonly tracePoint: number;
  readonly traceArguments: readonly [bigint, bigint, bigint];
  /** Reads of the device's file, and of the first: bytes from the MSI capability on, and how many. */
  readonly preads: number;
  readonly preadAt: number;
  readonly preadSize: number;
  /** What no handler of the model does. */
  readonly effects: readonly Effect[];
}

/** The parts in which two answers can differ, in the order they are shown. */
export const ANSWER_FIELDS = [
  "ends",
  "writes",
  "address",
  "size",
  "value",
  "cookie",
  "trace",
  "preads",
  "effects",
] as const;
export type AnswerField = (typeof ANSWER_FIELDS)[number];
