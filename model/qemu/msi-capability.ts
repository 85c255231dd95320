/**
 * The MSI capability as QEMU emulates it for a vfio device.
 *
 * The guest reads and writes this copy in `PCIDevice.config`; with the quirk in place it is the only
 * record of what the guest programmed. Source: QEMU hw/pci/msi.c (`msi_init`, `msi_write_config`,
 * `msi_reset`, `msi_nr_vectors_allocated`) and hw/pci/pci.c (`pci_default_write_config`);
 * register layout: PCI Local Bus Specification 3.0, section 6.8.1.
 */
import { byteOf, fitsUnsigned, readLittleEndian } from "../bits.js";

/** Offsets from the start of the capability, as in Linux's and QEMU's pci_regs.h. */
export const MSI_FLAGS = 2;
export const MSI_ADDRESS_LOW = 4;
export const MSI_ADDRESS_HIGH_64 = 8;
export const MSI_DATA_32 = 8;
export const MSI_DATA_64 = 12;

const FLAG_ENABLE = 0x0001;
const FLAGS_MAXIMUM = 0x000e; // PCI_MSI_FLAGS_QMASK: log2 of the vectors the device has, read only
const FLAGS_ALLOCATED = 0x0070; // PCI_MSI_FLAGS_QSIZE: log2 of the vectors the guest allocated
const FLAG_64_BIT = 0x0080;
const FLAG_PER_VECTOR_MASK = 0x0100;
const MAXIMUM_SHIFT = 1;
const ALLOCATED_SHIFT = 4;

/** What the device offers; fixed for the life of the device. */
export interface MsiLayout {
  /** 64-bit addresses: address high at +8 and data at +12, else data at +8. */
  readonly is64Bit: boolean;
  /** Per-vector mask and pending registers follow the data register. */
  readonly hasPerVectorMask: boolean;
  /** Vectors the device has: 1, 2, 4, 8, 16 or 32. */
  readonly maximumVectors: number;
}

/** QEMU's copy of the capability: its layout and its bytes, from the capability's first byte on. */
export interface MsiCapability {
  readonly layout: MsiLayout;
  readonly bytes: readonly number[];
}

/** WCN6855's capability: 32-bit, 32 vectors, maskable (FreeBSD's report of one: freebsd-wifibox #137). */
export const WCN6855_MSI_LAYOUT: MsiLayout = {
  is64Bit: false,
  hasPerVectorMask: true,
  maximumVectors: 32,
};

/** Length of the capability in bytes: 0x0a, 0x0e, 0x14 or 0x18 (`msi_cap_sizeof`). */
export function msiCapabilityLength(layout: MsiLayout): number {
  return 0x0a + (layout.is64Bit ? 4 : 0) + (layout.hasPerVectorMask ? 0x0a : 0);
}

/**
 * The capability as `msi_init` leaves it: disabled, everything the guest writes 0.
 * @throws RangeError if `maximumVectors` is not a power of two from 1 to 32.
 */
export function createMsiCapability(layout: MsiLayout): MsiCapability {
  const bytes = new Array<number>(msiCapabilityLength(layout)).fill(0);
  bytes[0] = 0x05; // PCI_CAP_ID_MSI
  const flags =
    (vectorsToLog2(layout.maximumVectors) << MAXIMUM_SHIFT) |
    (layout.is64Bit ? FLAG_64_BIT : 0) |
    (layout.hasPerVectorMask ? FLAG_PER_VECTOR_MASK : 0);
  setBytes(bytes, MSI_FLAGS, flags, 2);
  return { layout, bytes };
}

/**
 * A guest write to configuration space (`pci_default_write_config`, then `msi_write_config`).
 *
 * @param offset where the write begins, from the capability's first byte; may be negative or beyond:
 *   bytes outside the capability are not ours and are ignored
 * @param value unsigned, of `length` bytes
 * @param length 1, 2 or 4
 * @returns the capability after it: read-only bits kept, the allocation clamped to what the device
 *   has if the write touched the capability and left MSI enabled
 * @throws RangeError for another length or a value that does not fit it
 */
export function writeMsiConfig(
  capability: MsiCapability,
  offset: number,
  value: number,
  length: number,
): MsiCapability {
  if (![1, 2, 4].includes(length) || !fitsUnsigned(value, 8 * length)) {
    throw new RangeError(`configuration write of ${value} in ${length} bytes`);
  }
  const size = capability.bytes.length;
  if (offset + length <= 0 || offset >= size) return capability;
  const bytes = capability.bytes.map((before, at) => {
    const i = at - offset;
    if (i < 0 || i >= length) return before;
    const mask = writableMask(capability.layout, at);
    return (before & ~mask) | (byteOf(value, i) & mask);
  });
  clampAllocation(bytes);
  return { layout: capability.layout, bytes };
}

/** A machine reset (`msi_reset`): address, data, allocation, enable, mask and pending become 0. */
export function resetMsiCapability(capability: MsiCapability): MsiCapability {
  return createMsiCapability(capability.layout);
}

/** `msi_enabled`: the enable bit of the emulated copy. */
export function isMsiEnabled(capability: MsiCapability): boolean {
  return (flagsOf(capability) & FLAG_ENABLE) !== 0;
}

/** `msi_nr_vectors_allocated`: 2 to the power of QSIZE, so 1 to 128 (6 and 7 can stand while disabled). */
export function allocatedVectors(capability: MsiCapability): number {
  return 1 << ((flagsOf(capability) & FLAGS_ALLOCATED) >> ALLOCATED_SHIFT);
}

/** The 32-bit address register at +4, low two bits always 0. */
export function msiAddressLow(capability: MsiCapability): number {
  return readLittleEndian(capability.bytes, MSI_ADDRESS_LOW, 4);
}

/** The upper half of the address, 32 bits; 0 in the 32-bit layout. */
export function msiAddressHigh(capability: MsiCapability): number {
  return capability.layout.is64Bit ? readLittleEndian(capability.bytes, MSI_ADDRESS_HIGH_64, 4) : 0;
}

/** The 16-bit data register, wherever the layout puts it. */
export function msiData(capability: MsiCapability): number {
  return readLittleEndian(capability.bytes, dataOffset(capability.layout), 2);
}

/** The 16-bit word at +8 whatever the layout: the data register, or address bits 47:32. */
export function msiWord8(capability: MsiCapability): number {
  return readLittleEndian(capability.bytes, MSI_DATA_32, 2);
}

/** Sets or clears the enable bit by a 2-byte write of the flags; enabling clamps the allocation. */
export function setMsiEnabled(capability: MsiCapability, enabled: boolean): MsiCapability {
  const flags = flagsOf(capability);
  return writeMsiConfig(
    capability,
    MSI_FLAGS,
    enabled ? flags | FLAG_ENABLE : flags & ~FLAG_ENABLE,
    2,
  );
}

/**
 * Sets the allocation by a 2-byte write of the flags; clamped at once if MSI is enabled.
 * @throws RangeError if `vectors` is not a power of two from 1 to 128
 */
export function setAllocatedVectors(capability: MsiCapability, vectors: number): MsiCapability {
  const flags = flagsOf(capability) & ~FLAGS_ALLOCATED;
  return writeMsiConfig(
    capability,
    MSI_FLAGS,
    flags | (vectorsToLog2(vectors, 128) << ALLOCATED_SHIFT),
    2,
  );
}

/**
 * Programs address and data as a driver does: address low (and high), then data.
 * @param address up to 64 bits in the 64-bit layout, else up to 32; the low two bits are lost
 * @param data 16 bits
 */
export function programMsiPair(
  capability: MsiCapability,
  address: bigint,
  data: number,
): MsiCapability {
  const { is64Bit } = capability.layout;
  if (address < 0n || address >= 1n << (is64Bit ? 64n : 32n)) {
    throw new RangeError(`MSI address ${address} in a ${is64Bit ? 64 : 32}-bit capability`);
  }
  let next = writeMsiConfig(capability, MSI_ADDRESS_LOW, Number(address & 0xffffffffn), 4);
  if (is64Bit) next = writeMsiConfig(next, MSI_ADDRESS_HIGH_64, Number(address >> 32n), 4);
  return writeMsiConfig(next, dataOffset(capability.layout), data, 2);
}

/** Every number of vectors that 1 to 32 used ones lead to. */
export const ALLOCATIONS: readonly number[] = [1, 2, 4, 8, 16, 32];

/** Vectors QEMU and the PCI specification allocate for `used` ones: the next power of two. */
export function allocationFor(used: number): number {
  if (!Number.isInteger(used) || used < 1 || used > 32) {
    throw new RangeError(`${used} vectors: a device uses 1 to 32`);
  }
  return 2 ** Math.ceil(Math.log2(used));
}

function vectorsToLog2(vectors: number, most = 32): number {
  const log2 = Math.log2(vectors);
  if (!Number.isInteger(log2) || log2 < 0 || vectors > most) {
    throw new RangeError(`${vectors} vectors: a power of two from 1 to ${most} is expected`);
  }
  return log2;
}

function flagsOf(capability: MsiCapability): number {
  return readLittleEndian(capability.bytes, MSI_FLAGS, 2);
}

function dataOffset(layout: MsiLayout): number {
  return layout.is64Bit ? MSI_DATA_64 : MSI_DATA_32;
}

function setBytes(bytes: number[], offset: number, value: number, length: number): void {
  for (let i = 0; i < length; i++) bytes[offset + i] = byteOf(value, i);
}

/** Which bits of one byte the guest can write (`msi_init` fills `PCIDevice.wmask` so). */
function writableMask(layout: MsiLayout, offset: number): number {
  const data = dataOffset(layout);
  if (offset === MSI_FLAGS) return FLAG_ENABLE | FLAGS_ALLOCATED;
  if (offset === MSI_ADDRESS_LOW) return 0xfc;
  if (offset > MSI_ADDRESS_LOW && offset < MSI_ADDRESS_LOW + 4) return 0xff;
  if (layout.is64Bit && offset >= MSI_ADDRESS_HIGH_64 && offset < MSI_ADDRESS_HIGH_64 + 4) {
    return 0xff;
  }
  if (offset === data || offset === data + 1) return 0xff;
  if (layout.hasPerVectorMask && offset >= data + 4 && offset < data + 8) {
    return byteOf(2 ** layout.maximumVectors - 1, offset - data - 4);
  }
  return 0;
}

/** `msi_write_config`: only with the enable bit set is QSIZE brought down to QMASK. */
function clampAllocation(bytes: number[]): void {
  const flags = readLittleEndian(bytes, MSI_FLAGS, 2);
  if ((flags & FLAG_ENABLE) === 0) return;
  const maximum = (flags & FLAGS_MAXIMUM) >> MAXIMUM_SHIFT;
  if ((flags & FLAGS_ALLOCATED) >> ALLOCATED_SHIFT > maximum) {
    setBytes(bytes, MSI_FLAGS, (flags & ~FLAGS_ALLOCATED) | (maximum << ALLOCATED_SHIFT), 2);
  }
}
