/**
 * The finite alphabet of the machine: which registers exist and which values are written to them.
 *
 * Abstraction: values are roles, one concrete value each, all different. The handler only compares for
 * equality, masks and adds, so other values of the same roles behave the same; the property tests and
 * the lockstep with the C run at full width to show it.
 * Abstraction: two slots and one ordinary register, side by side, so that every offset a cookie can name
 * (offset + 8 of any of them) is a register of another kind or no register at all.
 */
import type { Role, WrittenRegister } from "../../invariants.js";
import type { WriteAccess } from "../../qemu/memory-core.js";
import {
  allocationFor,
  createMsiCapability,
  type MsiCapability,
  msiAddressLow,
  msiData,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
  WCN6855_MSI_LAYOUT,
} from "../../qemu/msi-capability.js";
import type { PhysicalRegisters } from "../../quirk.js";

/** Register names, in the order of their offsets (4 bytes each, from 0). */
export const REGISTERS = [
  "slot0.address",
  "slot0.high",
  "slot0.data",
  "slot1.address",
  "slot1.high",
  "slot1.data",
  "ordinary",
] as const;
export type Register = (typeof REGISTERS)[number];

/** Slots of the machine. */
export type SlotIndex = 0 | 1;

/** Offset of a register in the window, in bytes. */
export function offsetOf(register: Register): number {
  return 4 * REGISTERS.indexOf(register);
}

export function kindOf(register: Register): WrittenRegister {
  if (register === "ordinary") return "ordinary";
  return register.slice("slot0.".length) as WrittenRegister;
}

/** The slot a register belongs to; undefined for the ordinary one. */
export function slotOf(register: Register): SlotIndex | undefined {
  if (register === "ordinary") return undefined;
  return register.startsWith("slot0") ? 0 : 1;
}

/** A value by its role; `guest-data+k` is the guest's base data plus vector offset k. */
export type WrittenValue =
  | "guest-address"
  | `guest-data+${number}`
  | "guest-data-high-bits"
  | "zero"
  | "other";

/** Every value a guest with `used` vectors (1 to 32) can write: 1 + used + 3 of them. */
export function writtenValues(used: number): readonly WrittenValue[] {
  const data = Array.from({ length: used }, (_, k): WrittenValue => `guest-data+${k}`);
  return ["guest-address", ...data, "guest-data-high-bits", "zero", "other"];
}

/** The vector offset of a `guest-data+k` value; undefined for any other. */
export function vectorOffsetOf(value: WrittenValue): number | undefined {
  return value.startsWith("guest-data+") ? Number(value.slice("guest-data+".length)) : undefined;
}

const GUEST_ADDRESS = 0xfee00000n;
/** Low 5 bits 0: aligned for every allocation (aligned-base-data). */
const GUEST_BASE_DATA = 0x4020;
const OTHER_VALUE = 0x5a5a5a5an;
const BEYOND_16_BITS = 0x10000n;

/**
 * The host's pair: differs from the guest's in both; base data aligned (aligned-host-base).
 * Abstraction: the same pair in every grant; the world model lets it change.
 */
export const HOST_PAIR: PhysicalRegisters = { addressLow: 0xfee01004, word8: 0x4140 };

/** The capability after the guest programmed its pair. */
export function programGuestPair(capability: MsiCapability): MsiCapability {
  return programMsiPair(capability, GUEST_ADDRESS, GUEST_BASE_DATA);
}

/** True once the guest programmed its pair and until a machine reset. */
export function isPairProgrammed(capability: MsiCapability): boolean {
  return msiAddressLow(capability) !== 0;
}

/** A programmed WCN6855 capability with that allocation (1, 2, 4, 8, 16 or 32). */
export function programmedCapability(vectorsAllocated: number, msiEnabled: boolean): MsiCapability {
  const fresh = programGuestPair(createMsiCapability(WCN6855_MSI_LAYOUT));
  return setMsiEnabled(setAllocatedVectors(fresh, vectorsAllocated), msiEnabled);
}

/**
 * The 32-bit value of a role. Guest roles follow the capability: after a machine reset the guest's
 * address, its base data and zero are one value, which is what the handler then compares with.
 */
export function concreteValue(capability: MsiCapability, value: WrittenValue): bigint {
  const vector = vectorOffsetOf(value);
  if (vector !== undefined) return BigInt(msiData(capability) + vector);
  switch (value) {
    case "guest-address":
      return BigInt(msiAddressLow(capability));
    case "guest-data-high-bits":
      return BigInt(msiData(capability)) | BEYOND_16_BITS;
    case "zero":
      return 0n;
    default:
      return OTHER_VALUE;
  }
}

/** The 4-byte access that writes `value` to `register`. */
export function concreteWrite(
  capability: MsiCapability,
  register: Register,
  value: WrittenValue,
): WriteAccess {
  return { offset: offsetOf(register), size: 4, value: concreteValue(capability, value) };
}

/** The allocations a run over `used` vectors changes between: its own, and another one. */
export function allocationChoices(used: number): readonly number[] {
  return used === 1 ? [1, 2] : [1, allocationFor(used)];
}

/** Vector offsets for which a value counts as data of the guest or the host: 0 to 31. */
const MOST_VECTORS = 32n;

/**
 * Whose value this is, in that state of the capability. Where roles are one value (all 0 after a machine
 * reset) the guest's address comes first, as it does in the handler.
 */
export function roleOf(capability: MsiCapability, value: bigint): Role {
  if (value === concreteValue(capability, "guest-address")) return { kind: "guest-address" };
  const guestOffset = value - BigInt(msiData(capability));
  if (isVectorOffset(guestOffset)) return { kind: "guest-data", vector: Number(guestOffset) };
  if (value === BigInt(HOST_PAIR.addressLow)) return { kind: "host-address" };
  const hostOffset = value - BigInt(HOST_PAIR.word8);
  if (isVectorOffset(hostOffset)) return { kind: "host-data", vector: Number(hostOffset) };
  return { kind: "other", value };
}

function isVectorOffset(offset: bigint): boolean {
  return offset >= 0n && offset < MOST_VECTORS;
}
