/**
 * The patch's way for a device with MSI-X, branch by branch (docs/msix.md, "The quirk as it would have to be").
 *
 * Nobody posted it: the thread says that the host's table can be read ("by directly reading the MSI-X vector
 * table", Alex Williamson, 2024-08-15); the rest is the patch's `vfio_ath_quirk_write` with an entry looked up
 * where that one masks and adds. Pure.
 */
import type { WriteAccess } from "../../qemu/memory-core.js";

/** The half of an entry that the quirk looks at, 32 bits each: it never looks at an address's high half. */
export interface MsixPair {
  readonly addressLow: number;
  readonly data: number;
}

/** An entry of the table: QEMU's copy of the guest's, and what the host's table holds there. */
export interface MsixEntryView {
  /** `msix_is_masked`: its own bit, the function mask, or MSI-X disabled. */
  readonly masked: boolean;
  readonly guest: MsixPair;
  /** As read through the mapping of the BAR: all ones if that fails, 0 where the host has no interrupt. */
  readonly host: MsixPair;
}

/** All that the handler looks at besides its cookie and the access. */
export interface MsixView {
  /** `msix_enabled`: the enable bit of the emulated copy. */
  readonly enabled: boolean;
  /** From the first. */
  readonly entries: readonly MsixEntryView[];
}

/** Where data is awaited, in bytes of the window, and the first entry whose address was written before. */
export interface MsixCookie {
  readonly offset: number;
  readonly entry: number;
}

export const MSIX_BRANCHES = ["replace-address", "replace-data", "data-mismatch", "pass"] as const;

export interface MsixResult {
  readonly branch: (typeof MSIX_BRANCHES)[number];
  /** What goes to the device, at the same offset and size. */
  readonly value: bigint;
  /** Undefined: none is awaited. */
  readonly cookie: MsixCookie | undefined;
}

/**
 * One call of the write callback.
 * @param access any offset and size; `value` up to 64 bits
 */
export function writeMsixHandler(
  view: MsixView,
  cookie: MsixCookie | undefined,
  access: WriteAccess,
): MsixResult {
  const { offset, size, value } = access;
  const passed = { branch: "pass", value, cookie } as const;
  if (size !== 4 || !view.enabled) return passed;
  const opened = entryWithAddress(view.entries, value);
  if (opened !== undefined) {
    const { addressLow } = opened.entry.host;
    const next = { offset: (offset + 8) % 2 ** 32, entry: opened.index };
    return { branch: "replace-address", value: BigInt(addressLow), cookie: next };
  }
  if (cookie?.offset !== offset) return passed;
  const meant = entryMeant(view.entries, cookie.entry, value);
  return meant === undefined
    ? { branch: "data-mismatch", value, cookie: undefined }
    : { branch: "replace-data", value: BigInt(meant.host.data), cookie: undefined };
}

/** The first unmasked entry with that address: the low half, compared with all 64 bits that are written. */
function entryWithAddress(entries: MsixView["entries"], value: bigint) {
  for (const [index, entry] of entries.entries()) {
    if (!entry.masked && BigInt(entry.guest.addressLow) === value) return { index, entry };
  }
  return undefined;
}

/** The first unmasked entry with that data and the address that entry `opened` has now. */
function entryMeant(
  entries: MsixView["entries"],
  opened: number,
  value: bigint,
): MsixEntryView | undefined {
  const address = entries[opened]?.guest.addressLow;
  return entries.find(
    ({ masked, guest }) => !masked && guest.addressLow === address && BigInt(guest.data) === value,
  );
}
