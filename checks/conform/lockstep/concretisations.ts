/**
 * The model's symbols made concrete in several ways: what the pairs, the layout and the place of the
 * registers can be. The model itself takes one value for each role, all different.
 */
import {
  ALLOCATIONS,
  createMsiCapability,
  type MsiCapability,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
} from "../../../model/qemu/msi-capability.js";
import type { PhysicalRegisters } from "../../../model/quirk.js";

export interface Concretisation {
  readonly name: string;
  readonly is64Bit: boolean;
  /** Guest's pair; address a multiple of 4, above 4 GiB only in the 64-bit layout. Zero: not programmed. */
  readonly address: bigint;
  readonly data: number;
  readonly host: PhysicalRegisters;
  readonly readFails: boolean;
}

const PLAIN: Concretisation = {
  name: "all roles differ",
  is64Bit: false,
  address: 0xfee00000n,
  data: 0x4020,
  host: { addressLow: 0xfee01004, word8: 0x4140 },
  readFails: false,
};

/** The first is the model's own kind: every role another value. */
export const CONCRETISATIONS: readonly Concretisation[] = [
  PLAIN,
  { ...PLAIN, name: "physical registers unreadable", readFails: true },
  {
    ...PLAIN,
    name: "guest's and host's pair equal",
    host: { addressLow: 0xfee00000, word8: 0x4020 },
  },
  {
    ...PLAIN,
    name: "high bits set",
    address: 0xfffffffcn,
    data: 0xffe0,
    host: { addressLow: 0xffffffff, word8: 0xffff },
  },
  { ...PLAIN, name: "nothing programmed", address: 0n, data: 0 },
  { ...PLAIN, name: "nothing granted", host: { addressLow: 0, word8: 0 } },
  { ...PLAIN, name: "address and data equal", address: 0x4020n },
  {
    ...PLAIN,
    name: "base data unaligned",
    data: 0x4021,
    host: { addressLow: 0xfee01004, word8: 0x4141 },
  },
  {
    ...PLAIN,
    name: "address with bit 31",
    address: 0x80000000n,
    data: 0x8000,
    host: { addressLow: 0x80000001, word8: 0x8001 },
  },
  {
    ...PLAIN,
    name: "values that are offsets",
    address: 8n,
    data: 0x10,
    host: { addressLow: 0x18, word8: 8 },
  },
  { ...PLAIN, name: "64-bit layout", is64Bit: true },
  { ...PLAIN, name: "64-bit layout, high word set", is64Bit: true, address: 0x00024020_fee00000n },
];

/** A capability with that pair; 64 and 128 vectors stand only while MSI is disabled. */
export function capabilityFor(
  { is64Bit, address, data }: Pick<Concretisation, "is64Bit" | "address" | "data">,
  vectorsAllocated: number,
  enabled: boolean,
): MsiCapability {
  const layout = { is64Bit, hasPerVectorMask: true, maximumVectors: 32 };
  const programmed = programMsiPair(createMsiCapability(layout), address, data);
  return setMsiEnabled(setAllocatedVectors(programmed, vectorsAllocated), enabled);
}

/** Every allocation that can stand with MSI disabled. */
export const ALLOCATIONS_DISABLED: readonly number[] = [...ALLOCATIONS, 64, 128];
