/**
 * The MSI-X capability and its table as QEMU emulates them for a vfio device.
 *
 * The guest reads and writes this copy only: a subregion over the BAR, never passed on to the device.
 * Source: QEMU hw/pci/msix.c (`msix_init`, `msix_write_config`, `msix_table_mmio_write`, `msix_is_masked`,
 * `msix_notify`, `msix_reset`); docs/msix.md has the facts.
 * Abstraction: Xen, which takes some masked entries for unmasked, is left out.
 */
import { byteOf, fitsUnsigned } from "../bits.js";

/** Bytes of an entry, and where its four 32-bit registers are. */
export const MSIX_ENTRY_SIZE = 16;
export const MSIX_ADDRESS_LOW = 0;
export const MSIX_ADDRESS_HIGH = 4;
export const MSIX_DATA = 8;
export const MSIX_VECTOR_CONTROL = 12;

/** Message control, from the start of the capability: 16 bits, of which the guest can write these two. */
export const MSIX_CONTROL = 2;
export const MSIX_ENABLE = 0x8000;
export const MSIX_FUNCTION_MASK = 0x4000;
/** `PCI_MSIX_ENTRY_CTRL_MASKBIT`, of vector control. */
const MASK_BIT = 1;
const MOST_ENTRIES = 2048;

/** One entry: four 32-bit registers, kept as they were written. */
export interface MsixEntry {
  readonly addressLow: number;
  readonly addressHigh: number;
  readonly data: number;
  readonly vectorControl: number;
}

/** QEMU's copy: message control's two bits that can be written, the table, and what is pending. */
export interface MsixTable {
  readonly enabled: boolean;
  readonly functionMask: boolean;
  readonly entries: readonly MsixEntry[];
  /** A message came while the entry was masked. */
  readonly pending: readonly boolean[];
}

/** What a write did beside changing the table, in the order of the entries. */
export interface MsixWrite {
  readonly table: MsixTable;
  /** vfio is told to use these vectors (`vfio_msix_vector_use`): they were masked and are no more. */
  readonly used: readonly number[];
  /** The other way round (`vfio_msix_vector_release`). */
  readonly released: readonly number[];
  /** Messages that were pending and are sent now. */
  readonly sent: readonly number[];
}

const RESET_ENTRY: MsixEntry = { addressLow: 0, addressHigh: 0, data: 0, vectorControl: MASK_BIT };
const REGISTERS = ["addressLow", "addressHigh", "data", "vectorControl"] as const;

/**
 * The table as `msix_init` leaves it: disabled, all 0 but that every entry is masked.
 * @throws RangeError unless there are 1 to 2,048 entries
 */
export function createMsixTable(entries: number): MsixTable {
  if (!Number.isInteger(entries) || entries < 1 || entries > MOST_ENTRIES) {
    throw new RangeError(`${entries} entries: a table has 1 to ${MOST_ENTRIES}`);
  }
  return {
    enabled: false,
    functionMask: false,
    entries: Array.from({ length: entries }, () => RESET_ENTRY),
    pending: Array.from({ length: entries }, () => false),
  };
}

/** A machine reset (`msix_reset`): as new; nobody is told. */
export function resetMsixTable({ entries }: MsixTable): MsixTable {
  return createMsixTable(entries.length);
}

/** `msix_function_masked`: the enable bit is 0, or the function mask 1. */
export function isMsixFunctionMasked({
  enabled,
  functionMask,
}: Pick<MsixTable, "enabled" | "functionMask">): boolean {
  return !enabled || functionMask;
}

/** `msix_is_masked`. @throws RangeError if there is no such entry */
export function isMsixMasked(table: MsixTable, vector: number): boolean {
  return isMsixFunctionMasked(table) || hasMaskBit(entryOf(table, vector));
}

/** Entry `vector`. @throws RangeError if there is none */
export function entryOf({ entries }: MsixTable, vector: number): MsixEntry {
  const entry = entries[vector];
  if (entry === undefined) throw new RangeError(`entry ${vector} of ${entries.length}`);
  return entry;
}

/**
 * A guest's write to the table (`msix_table_mmio_write`): 4 bytes, or 8 as two of 4, low half first.
 * @param offset bytes from the table's start, a multiple of `length`
 * @param value unsigned, of `length` bytes
 * @throws RangeError for any other access: the memory core rejects it, or it is outside of the table
 */
export function writeMsixTable(
  table: MsixTable,
  offset: number,
  value: bigint,
  length: 4 | 8 = 4,
): MsixWrite {
  const size = table.entries.length * MSIX_ENTRY_SIZE;
  if (offset % length !== 0 || offset < 0 || offset + length > size) {
    throw new RangeError(`${length} bytes at ${offset} of a table of ${size}`);
  }
  if (value < 0n || value >= 1n << BigInt(8 * length)) {
    throw new RangeError(`${value} in ${length} bytes`);
  }
  const low = writeRegister(table, offset, Number(value & 0xffffffffn));
  if (length === 4) return low;
  // Vector control is an upper half: the lower one never changes a mask.
  return writeRegister(low.table, offset + 4, Number(value >> 32n));
}

/** What the guest reads: 4 bytes at a multiple of 4. @throws RangeError outside of the table */
export function readMsixTable(table: MsixTable, offset: number): number {
  const register = REGISTERS[(offset % MSIX_ENTRY_SIZE) / 4];
  if (register === undefined) throw new RangeError(`a read at ${offset}`);
  return entryOf(table, Math.floor(offset / MSIX_ENTRY_SIZE))[register];
}

/**
 * A guest's write to configuration space (`pci_default_write_config`, then `msix_write_config`): only the upper
 * byte of message control has bits that can be written.
 *
 * Where MSI-X is disabled by it, no entry is told to be released: vfio frees all vectors itself.
 *
 * @param offset from the capability's first byte; may be negative or beyond
 * @param value unsigned, of `length` bytes
 * @param length 1, 2 or 4
 * @throws RangeError for another length or a value that does not fit it
 */
export function writeMsixConfig(
  table: MsixTable,
  offset: number,
  value: number,
  length: number,
): MsixWrite {
  if (![1, 2, 4].includes(length) || !fitsUnsigned(value, 8 * length)) {
    throw new RangeError(`configuration write of ${value} in ${length} bytes`);
  }
  const at = MSIX_CONTROL + 1 - offset;
  if (at < 0 || at >= length) return { table, used: [], released: [], sent: [] };
  const control = byteOf(value, at) * 0x100;
  const after = {
    ...table,
    enabled: (control & MSIX_ENABLE) !== 0,
    functionMask: (control & MSIX_FUNCTION_MASK) !== 0,
  };
  return after.enabled ? told(table, after) : { table: after, used: [], released: [], sent: [] };
}

/**
 * The device's message for a vector comes to QEMU (`msix_notify`): noted if the entry is masked, else sent.
 * @throws RangeError if there is no such entry
 */
export function notifyMsix(table: MsixTable, vector: number): Pick<MsixWrite, "table" | "sent"> {
  if (!isMsixMasked(table, vector)) return { table, sent: [vector] };
  return { table: { ...table, pending: table.pending.with(vector, true) }, sent: [] };
}

function writeRegister(table: MsixTable, offset: number, value: number): MsixWrite {
  const vector = Math.floor(offset / MSIX_ENTRY_SIZE);
  const register = REGISTERS[(offset % MSIX_ENTRY_SIZE) / 4] ?? "vectorControl";
  const entry = { ...entryOf(table, vector), [register]: value };
  return told(table, { ...table, entries: table.entries.with(vector, entry) });
}

/** `msix_handle_mask_update` of every entry. */
function told(before: MsixTable, after: MsixTable): MsixWrite {
  const vectors = [...after.entries.keys()];
  const changed = vectors.filter((k) => isMsixMasked(before, k) !== isMsixMasked(after, k));
  const used = changed.filter((k) => !isMsixMasked(after, k));
  const sent = used.filter((k) => after.pending[k] === true);
  return {
    table: { ...after, pending: after.pending.map((it, k) => it && !sent.includes(k)) },
    used,
    released: changed.filter((k) => isMsixMasked(after, k)),
    sent,
  };
}

function hasMaskBit({ vectorControl }: MsixEntry): boolean {
  return (vectorControl & MASK_BIT) !== 0;
}
