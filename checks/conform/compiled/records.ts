/**
 * The records by which the harness in stand-in/qemu.c is driven, as words of 32 bits: `struct step_input`,
 * `struct step_output` and `struct probe_record` there. The sizes are compared at the start.
 */

export const STEP_INPUT_WORDS = 14;
export const STEP_OUTPUT_WORDS = 20;

/** Places of the fields of a step's input, in words; 64-bit fields take two. */
export const INPUT = {
  control: 0,
  size: 1,
  value: 2,
  offset: 4,
  cookie: 6,
  guestAddress: 7,
  /** Flags of the MSI capability, and the word at + 8 above them. */
  flagsAndWord8: 8,
  /** As a 2-byte read leaves it in a variable of 32 bits. */
  physicalWord8: 9,
  physicalAddress: 10,
  /** The words at + 10 and, above it, at + 12 of the guest's capability; and of the physical one. */
  guestUpper: 11,
  physicalUpper: 12,
} as const;

/** What a call may find in the capabilities, in the order of `enum found`. */
export const REGISTERS = [
  "enabled",
  /** Allocated, as a power of two. */
  "vectors",
  /** 1: the 64-bit one. */
  "layout",
  "guestAddress",
  "guestWord8",
  "guestUpper",
  "hostAddress",
  "hostWord8",
  "hostUpper",
] as const;

/** Places of the fields of a step's output. */
export const OUTPUT = {
  value: 0,
  address: 2,
  traceArguments: 4,
  cookie: 10,
  writes: 11,
  size: 12,
  traces: 13,
  tracePoint: 14,
  reads: 15,
  effects: 16,
  /** Reads of the device's file; of the first: where from the MSI capability on, above its 16 bits of size. */
  preads: 18,
  preadPlace: 19,
} as const;

/** What a handler has no business with, in the order of the bits of `enum effect`. */
export const EFFECTS = [
  "pci_set",
  "pwrite",
  "ioctl",
  "report",
  "memory_region",
  /** QEMU's own memory changed, by whatever: its copy of configuration space, the device, BAR 0's region. */
  "qemu_memory",
  /** A read of BAR 0 in the write callback, a write in the read callback. */
  "region_access",
  /** A cookie that an offset has no room for: its upper half would be state that nobody looks at. */
  "wide_cookie",
  /** A trace point that tells another name than the device's. */
  "trace_name",
  /** A look at configuration space beside the MSI registers, which is the same in every call. */
  "config_look",
] as const;
export type Effect = (typeof EFFECTS)[number];

/** @param bits an `enum effect` of the harness */
export function effectsOf(bits: number): readonly Effect[] {
  return EFFECTS.filter((_, i) => (bits >> i) & 1);
}

/** Bits of `control`. */
export const CONTROL = {
  reset: 1,
  setCookie: 2,
  readFails: 4,
  isRead: 8,
  /** The quirks' reset hooks in place of a callback. */
  resetsMachine: 16,
  /** `valid.accepts` in place of a callback. */
  asksAccepts: 32,
  /** Of the second of two devices. */
  second: 64,
} as const;

/** Fields of a probe record, one word each, in order. */
export const PROBE_FIELDS = [
  "bar",
  "vendorId",
  "deviceId",
  "msiPresent",
  "featureAccepted",
  "otherQuirk",
  "variant",
  "quirks",
  "base",
  "size",
  "priority",
  "onBar",
  "ioctls",
  "featureFlags",
  "featureSize",
  "warnings",
  "traces",
  "tracePoint",
  "minimum",
  "maximum",
  "unaligned",
  "implementedMinimum",
  "implementedMaximum",
  "implementedUnaligned",
  "endianness",
  "enabled",
  "accepts",
  "reset",
  "effects",
] as const;
export type ProbeRecord = Readonly<Record<(typeof PROBE_FIELDS)[number], number>>;
