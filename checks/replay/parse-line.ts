/**
 * Lines of a QEMU trace log, as three printers write them.
 *
 * Source: QEMU hw/vfio/trace-events (names, arguments, formats); scripts/tracetool/backend/log.py and
 * util/log.c (the log backend: an optional `pid@seconds.microseconds:` in front, since QEMU 10.2 an ISO 8601
 * time and a space); scripts/simpletrace.py (text of the simple backend: every integer as 64 bits).
 */
import { MASK_32 } from "../../model/bits.js";

/** `vfio_region_write`: a write that QEMU hands to the device. */
export interface RegionWriteEvent {
  readonly kind: "region-write";
  /** The device, as QEMU names it. */
  readonly name: string;
  /** Region index: the BAR number for 0 to 5. */
  readonly region: number;
  /** Bytes from the start of the region. */
  readonly address: number;
  /** Unsigned, of `size` bytes. */
  readonly value: bigint;
  /** Bytes: 1, 2, 4 or 8. */
  readonly size: number;
}

/** `vfio_pci_write_config`: a guest write to configuration space. */
export interface ConfigWriteEvent {
  readonly kind: "config-write";
  readonly name: string;
  /** Offset in configuration space, 12 bits. */
  readonly address: number;
  /** Unsigned, of `length` bytes. */
  readonly value: number;
  /** Bytes: 1, 2 or 4. */
  readonly length: number;
}

export type TraceEvent = RegionWriteEvent | ConfigWriteEvent;

/** A line of an event we follow that cannot be what QEMU prints; `problem` says what was expected. */
export interface UnreadableLine {
  readonly kind: "unreadable";
  readonly problem: string;
}

const LINE =
  /^\s*(?:\d+@\d+(?:\.\d+)?:|\d{4}-\d\d-\d\dT[\d:.,Z+-]+ )?\s*(vfio_region_write|vfio_pci_write_config)(?:\s+(.*))?$/s;

// Names may hold anything but what ends them; they are PCI addresses or UUIDs in practice.
const NAME_BYTES = String.raw`name=(b?'[^']*'|b?"[^"]*"|\S+)`;
const SIMPLE_HEAD = String.raw`^-?\d+(?:\.\d+)? pid=\d+ ${NAME_BYTES}`;
const REGION_LOG = /^\((.+):region(\d+)\+0x([0-9a-f]+), 0x([0-9a-f]+), (\d+)\)$/i;
const REGION_SIMPLE = new RegExp(
  `${SIMPLE_HEAD} index=0x([0-9a-f]+) addr=0x([0-9a-f]+) data=0x([0-9a-f]+) size=0x([0-9a-f]+)$`,
  "i",
);
const CONFIG_LOG = /^\((.+), @0x([0-9a-f]+), 0x([0-9a-f]+), len=0x([0-9a-f]+)\)$/i;
const CONFIG_SIMPLE = new RegExp(
  `${SIMPLE_HEAD} addr=0x([0-9a-f]+) val=0x([0-9a-f]+) len=0x([0-9a-f]+)$`,
  "i",
);

const REGION_FORMS =
  "expected '(NAME:regionN+0xADDRESS, 0xVALUE, SIZE)' or 'TIME pid=N name=NAME index=0xN addr=0xN data=0xN size=0xN'";
const CONFIG_FORMS =
  "expected '(NAME, @0xADDRESS, 0xVALUE, len=0xN)' or 'TIME pid=N name=NAME addr=0xN val=0xN len=0xN'";

/** Far above any BAR's size, and sums with an access size are still exact in a `number`. */
const ADDRESS_LIMIT = 2 ** 52;
const CONFIG_SPACE_SIZE = 0x1000;

/**
 * Reads one line, without its line ending.
 *
 * @returns the event; `unreadable` if the line names an event we follow but its payload is not one QEMU
 *   prints; undefined for every other line
 */
export function parseLine(text: string): TraceEvent | UnreadableLine | undefined {
  // Nearly all lines of a full trace are other events: a plain search is what keeps those cheap.
  if (!text.includes("vfio_region_write") && !text.includes("vfio_pci_write_config")) {
    return undefined;
  }
  const match = LINE.exec(text);
  if (match === null) return undefined;
  const payload = (match[2] ?? "").trimEnd();
  return match[1] === "vfio_region_write" ? parseRegionWrite(payload) : parseConfigWrite(payload);
}

function parseRegionWrite(payload: string): RegionWriteEvent | UnreadableLine {
  const log = REGION_LOG.exec(payload);
  const match = log ?? REGION_SIMPLE.exec(payload);
  if (match === null) return unreadable("vfio_region_write", REGION_FORMS);
  const [, name = "", region = "", address = "", value = "", size = ""] = match;
  const radix = log === null ? 16 : 10;
  return checkRegionWrite({
    kind: "region-write",
    name: log === null ? unquoted(name) : name,
    region: Number.parseInt(region, radix),
    address: Number.parseInt(address, 16),
    value: BigInt(`0x${value}`),
    size: Number.parseInt(size, radix),
  });
}

function checkRegionWrite(event: RegionWriteEvent): RegionWriteEvent | UnreadableLine {
  const { address, value, size } = event;
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) {
    return unreadable("vfio_region_write", `size ${size}, expected 1, 2, 4 or 8`);
  }
  if (value >> BigInt(8 * size) !== 0n) {
    return unreadable("vfio_region_write", `the value does not fit its size of ${bytes(size)}`);
  }
  if (address >= ADDRESS_LIMIT) {
    return unreadable("vfio_region_write", "the address is above 52 bits, no offset in a region");
  }
  return event;
}

function parseConfigWrite(payload: string): ConfigWriteEvent | UnreadableLine {
  const log = CONFIG_LOG.exec(payload);
  const match = log ?? CONFIG_SIMPLE.exec(payload);
  if (match === null) return unreadable("vfio_pci_write_config", CONFIG_FORMS);
  const [, name = "", addressText = "", valueText = "", lengthText = ""] = match;
  const length = Number.parseInt(lengthText, 16);
  if (length !== 1 && length !== 2 && length !== 4) {
    return unreadable("vfio_pci_write_config", `length ${length}, expected 1, 2 or 4`);
  }
  const address = Number.parseInt(addressText, 16);
  if (address >= CONFIG_SPACE_SIZE) {
    return unreadable("vfio_pci_write_config", "the address is above 0xfff");
  }
  const word = intAsWord(valueText);
  if (word === undefined) {
    const problem = "the value is neither of 32 bits nor the sign extension of 32 bits to 64";
    return unreadable("vfio_pci_write_config", problem);
  }
  return {
    kind: "config-write",
    name: log === null ? unquoted(name) : name,
    address,
    value: word % 2 ** (8 * length),
    length,
  };
}

/** The 32 bits of an `int` that was printed as it is or widened to 64 bits; undefined for any other number. */
function intAsWord(digits: string): number | undefined {
  const wide = BigInt(`0x${digits}`);
  if (wide <= BigInt(MASK_32)) return Number(wide);
  const isSignExtension = wide < 1n << 64n && wide >= (1n << 64n) - (1n << 31n);
  return isSignExtension ? Number(BigInt.asUintN(32, wide)) : undefined;
}

/** The text of Python's `b'...'`, which simpletrace.py prints for a string. */
function unquoted(name: string): string {
  const match = /^b?(['"])(.*)\1$/s.exec(name);
  return match?.[2] ?? name;
}

function unreadable(event: string, problem: string): UnreadableLine {
  return { kind: "unreadable", problem: `${event}: ${problem}` };
}

function bytes(count: number): string {
  return count === 1 ? "1 byte" : `${count} bytes`;
}
