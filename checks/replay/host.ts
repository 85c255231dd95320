/** The host's MSI pair, as a replay knows it and as the handler reads it. */

import { reverseBytes } from "../../model/bits.js";
import type { MsiLayout } from "../../model/qemu/msi-capability.js";
import type { PhysicalRegisters } from "../../model/quirk.js";
import { FAILED_PHYSICAL_READ } from "../../model/quirks/as-posted/handler.js";
import type { HostPair } from "../trace-log/lines.js";

/** "unreadable": reading the physical registers gives nothing. "unknown": nobody has said yet. */
export type Host = HostPair | "unreadable" | "unknown";

/**
 * What the handler reads at capability + 4 and + 8. In the 64-bit layout the word at + 8 is the upper half
 * of the address: the patch never sees the data there. A big-endian host takes the bytes in reverse, and two
 * of them for the upper half of a 32-bit integer.
 */
export function physicalRegisters({ is64Bit }: MsiLayout, host: Host): PhysicalRegisters {
  if (host === "unreadable" || host === "unknown") return FAILED_PHYSICAL_READ;
  const { address, data, high = 0, bigEndian = false } = host;
  const word8 = is64Bit ? high % 0x10000 : data;
  if (!bigEndian) return { addressLow: address, word8 };
  return { addressLow: reverseBytes(address, 4), word8: reverseBytes(word8, 2) * 0x10000 };
}
