/**
 * The patch's handler, branch by branch, at full width.
 *
 * Source of everything here: `vfio_ath_quirk_write`, `vfio_ath_quirk_read` and the `MemoryRegionOps`
 * `vfio_ath_quirk` of the mail "[RFC/RFT PATCH] vfio/pci-quirks: Quirk for ath wireless"
 * (20240812170045.1584000-1-alex.williamson@redhat.com), which adds them to hw/vfio/pci-quirks.c.
 * The predicates stand alone because the XState machine's guards call the same ones.
 */
import type { AccessRules, WriteAccess } from "../../qemu/memory-core.js";
import {
  allocatedVectors,
  isMsiEnabled,
  type MsiCapability,
  msiAddressLow,
  msiWord8,
} from "../../qemu/msi-capability.js";
import type { PhysicalRegisters, QuirkView } from "../../quirk.js";

/** The trapped window's `MemoryRegionOps`: 4 to 8 bytes, aligned, no implementation sizes named. */
export const TRAPPED_WINDOW_ACCESS: AccessRules = {
  valid: { minimumSize: 4, maximumSize: 8, unaligned: false },
  implemented: { minimumSize: 0, maximumSize: 0, unaligned: false },
};

/** `phys` when `pread` fails: it was set to 0 and stays so. */
export const FAILED_PHYSICAL_READ: PhysicalRegisters = { addressLow: 0, word8: 0 };

/** All that the handler looks at besides its cookie and the access. */
export type HandlerView = Pick<
  QuirkView,
  "msiEnabled" | "vectorsAllocated" | "guestAddressLow" | "guestWord8" | "physical"
>;

/** The one piece of state, `msi_data_addr`: offset in the window where data is awaited; 0 = none. */
export type Cookie = number;

export const HANDLER_BRANCHES = [
  "replace-address",
  "replace-data",
  "data-mismatch",
  "pass",
] as const;
export type HandlerBranch = (typeof HANDLER_BRANCHES)[number];

export interface HandlerResult {
  readonly branch: HandlerBranch;
  /** What goes to `vfio_region_write`, at the same offset and size. */
  readonly value: bigint;
  readonly cookie: Cookie;
}

/** The handler's view of QEMU's copy of the capability and of the physical registers. */
export function handlerView(capability: MsiCapability, physical: PhysicalRegisters): HandlerView {
  return {
    msiEnabled: isMsiEnabled(capability),
    vectorsAllocated: allocatedVectors(capability),
    guestAddressLow: msiAddressLow(capability),
    guestWord8: msiWord8(capability),
    physical,
  };
}

/** Outer `if`: `size == 4 && msi_enabled(...)`. */
export function isInspected(view: HandlerView, access: WriteAccess): boolean {
  return access.size === 4 && view.msiEnabled;
}

/** First inner `if`: the 64-bit `data` equals the guest's 32-bit address register. */
export function isGuestAddress(view: HandlerView, access: WriteAccess): boolean {
  return access.value === BigInt(view.guestAddressLow);
}

/** `else if`: a cookie is set and names this offset. */
export function isAwaitedOffset(cookie: Cookie, access: WriteAccess): boolean {
  return cookie !== 0 && cookie === access.offset;
}

/**
 * Innermost `if`: `data`, with the vector offset masked off, equals the guest's word at + 8.
 * `mask` is a `uint32_t`, so `~mask` has no bits above 31 and a wider `data` loses them.
 */
export function isGuestData(view: HandlerView, access: WriteAccess): boolean {
  const keep = BigInt(~vectorMask(view) >>> 0);
  return (access.value & keep) === BigInt(view.guestWord8);
}

/** `ath->msi_data_addr = addr + 8`: a `uint32_t`. */
export function cookieAfterAddress(access: WriteAccess): Cookie {
  return (access.offset + 8) % 2 ** 32;
}

/** `data = phys` of the address branch. */
export function hostAddressValue(view: HandlerView): bigint {
  return BigInt(view.physical.addressLow);
}

/** `phys += nr`: 32-bit addition of the vector offset to the physical word. */
export function hostDataValue(view: HandlerView, access: WriteAccess): bigint {
  const offset = Number(access.value & BigInt(vectorMask(view)));
  return BigInt((view.physical.word8 + offset) % 2 ** 32);
}

/**
 * `vfio_ath_quirk_write`: one call of the write callback.
 *
 * @param access any offset; any size (the memory core passes only 4); `value` up to 64 bits
 * @returns which branch was taken, what is written on, and the cookie afterwards
 */
export function writeHandler(
  view: HandlerView,
  cookie: Cookie,
  access: WriteAccess,
): HandlerResult {
  if (isInspected(view, access)) {
    if (isGuestAddress(view, access)) {
      const next = cookieAfterAddress(access);
      return { branch: "replace-address", value: hostAddressValue(view), cookie: next };
    }
    if (isAwaitedOffset(cookie, access)) {
      return isGuestData(view, access)
        ? { branch: "replace-data", value: hostDataValue(view, access), cookie: 0 }
        : { branch: "data-mismatch", value: access.value, cookie: 0 };
    }
  }
  return { branch: "pass", value: access.value, cookie };
}

/** `vfio_ath_quirk_read`: what the device returns is what the guest gets. */
export function readHandler(deviceValue: bigint): bigint {
  return deviceValue;
}

/** `msi_nr_vectors_allocated() - 1`. */
function vectorMask(view: HandlerView): number {
  return view.vectorsAllocated - 1;
}
