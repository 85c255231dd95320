/**
 * Lines that say more than what the guest wrote: the quirk's own events, reads, resets.
 *
 * Source: the hunk of the patch for hw/vfio/trace-events (vfio_quirk_ath_*), and QEMU hw/vfio/trace-events
 * (vfio_region_read, vfio_pci_reset). Printers as in parse-line.ts.
 */
import type { UnreadableLine } from "./parse-line.js";

/** The quirk replaced an address (or data) at a BAR 0 offset, and says by what. Values are unsigned. */
export interface QuirkEvent {
  readonly kind: "quirk-address" | "quirk-data";
  readonly name: string;
  /** Bytes from the start of BAR 0. */
  readonly address: number;
  /** What the guest wrote, up to 64 bits. */
  readonly guest: bigint;
  /** What the quirk writes instead, 32 bits. */
  readonly physical: number;
}

/** `vfio_quirk_ath_bar0_probe`: the quirk is in place. */
export interface ProbeEvent {
  readonly kind: "quirk-probe";
  readonly name: string;
}

export interface RegionReadEvent {
  readonly kind: "region-read";
  readonly name: string;
  readonly region: number;
  readonly address: number;
  /** Bytes: 1, 2, 4 or 8. */
  readonly size: number;
}

/** `vfio_pci_reset`: QEMU reset the device. */
export interface ResetEvent {
  readonly kind: "device-reset";
  readonly name: string;
}

export type SideEvent = QuirkEvent | ProbeEvent | RegionReadEvent | ResetEvent;

const LINE =
  /^\s*(?:\d+@\d+(?:\.\d+)?:|\d{4}-\d\d-\d\dT[\d:.,Z+-]+ )?\s*(vfio_quirk_ath_write_address|vfio_quirk_ath_write_data|vfio_quirk_ath_bar0_probe|vfio_region_read|vfio_pci_reset)\s+(.*)$/s;
const SIMPLE_HEAD = String.raw`^-?\d+(?:\.\d+)? pid=\d+ name=b?'?([^' ]+)'?`;
const QUIRK_LOG =
  /^(.+)\[0x([0-9a-f]+)\]: Replacing MSI (?:address|data) 0x([0-9a-f]+) with value 0x([0-9a-f]+)$/i;
const QUIRK_SIMPLE = new RegExp(
  `${SIMPLE_HEAD} addr=0x([0-9a-f]+) data=0x([0-9a-f]+) phys=0x([0-9a-f]+)$`,
  "i",
);
const READ_LOG = /^\((.+):region(\d+)\+0x([0-9a-f]+), (\d+)\) = 0x[0-9a-f]+$/i;
const READ_SIMPLE = new RegExp(
  `${SIMPLE_HEAD} index=0x([0-9a-f]+) addr=0x([0-9a-f]+) size=0x([0-9a-f]+) data=0x[0-9a-f]+$`,
  "i",
);
const NAME_SIMPLE = new RegExp(`${SIMPLE_HEAD}$`);
const NAME_LOG = /^\(?([^()]+?)\)?$/;

/**
 * Reads one line, without its line ending.
 * @returns `unreadable` if it names one of these events but its payload is not one QEMU prints; undefined
 *   for every other line
 */
export function parseSideLine(text: string): SideEvent | UnreadableLine | undefined {
  // Far most lines are other events: this is what keeps them cheap.
  if (!text.includes("vfio_")) return undefined;
  const match = LINE.exec(text);
  if (match === null) return undefined;
  const [, event = "", rest = ""] = match;
  const payload = rest.trimEnd();
  switch (event) {
    case "vfio_quirk_ath_write_address":
      return parseQuirk("quirk-address", event, payload);
    case "vfio_quirk_ath_write_data":
      return parseQuirk("quirk-data", event, payload);
    case "vfio_region_read":
      return parseRead(payload);
    default:
      return parseName(event === "vfio_pci_reset" ? "device-reset" : "quirk-probe", payload);
  }
}

function parseQuirk(
  kind: QuirkEvent["kind"],
  event: string,
  payload: string,
): QuirkEvent | UnreadableLine {
  const match = QUIRK_LOG.exec(payload) ?? QUIRK_SIMPLE.exec(payload);
  const [, name = "", address = "", guest = "", physical = ""] = match ?? [];
  const isQuirk = match !== null && guest.length <= 16 && physical.length <= 8;
  if (!isQuirk || address.length > 13) {
    const form = "'NAME[0xADDRESS]: Replacing MSI ... 0xVALUE with value 0xVALUE'";
    return { kind: "unreadable", problem: `${event}: expected ${form}` };
  }
  return {
    kind,
    name,
    address: Number.parseInt(address, 16),
    guest: BigInt(`0x${guest}`),
    physical: Number.parseInt(physical, 16),
  };
}

function parseRead(payload: string): RegionReadEvent | UnreadableLine {
  const log = READ_LOG.exec(payload);
  const match = log ?? READ_SIMPLE.exec(payload);
  const [, name = "", region = "", address = "", size = ""] = match ?? [];
  const radix = log === null ? 16 : 10;
  const bytes = Number.parseInt(size, radix);
  if (match === null || address.length > 13 || ![1, 2, 4, 8].includes(bytes)) {
    const form = "'(NAME:regionN+0xADDRESS, SIZE) = 0xVALUE', SIZE 1, 2, 4 or 8";
    return { kind: "unreadable", problem: `vfio_region_read: expected ${form}` };
  }
  return {
    kind: "region-read",
    name,
    region: Number.parseInt(region, radix),
    address: Number.parseInt(address, 16),
    size: bytes,
  };
}

function parseName(
  kind: "device-reset" | "quirk-probe",
  payload: string,
): ResetEvent | ProbeEvent | undefined {
  const name = (NAME_SIMPLE.exec(payload) ?? NAME_LOG.exec(payload))?.[1];
  return name === undefined ? undefined : { kind, name };
}
