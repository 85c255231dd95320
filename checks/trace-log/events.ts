/** The events that are followed: their text, and what of it QEMU can have printed. */
import { hex, MASK_32 } from "../../model/bits.js";
import { EventText, type EventValues } from "./event-text.js";
import type {
  ConfigReadEvent,
  ConfigWriteEvent,
  HotResetEvent,
  MsiEnableEvent,
  MsiSetupEvent,
  RegionReadEvent,
  RegionWriteEvent,
  Replacement,
  TraceEvent,
} from "./lines.js";

/** An event's text, and the way from what stands in it to a value and back. */
export interface EventForm<Event> {
  readonly text: EventText;
  /** The event, or why QEMU cannot have printed it. */
  build(values: EventValues): Event | string;
  /** What stands in the text, in its order. */
  parts(event: Event): readonly (string | number | bigint)[];
}

/** Far above any BAR's size, and sums with an access size are still exact in a `number`. */
const ADDRESS_LIMIT = 2 ** 52;
const CONFIG_SPACE_SIZE = 0x1000;

const REGION_WRITE: EventForm<RegionWriteEvent> = {
  text: new EventText(
    "vfio_region_write",
    " ({name:s}:region{index:d}+0x{addr:x}, 0x{data:w}, {size:d})",
  ),
  build: ({
    texts: [name = ""],
    numbers: [region = 0, address = 0, size = 0],
    wide: [value = 0n],
  }) =>
    accessProblem(address, size) ??
    (value >> BigInt(8 * size) === 0n
      ? { kind: "region-write", name, region, address, value, size }
      : `the value does not fit its size of ${size} ${size === 1 ? "byte" : "bytes"}`),
  parts: ({ name, region, address, value, size }) => [name, region, address, value, size],
};

const REGION_READ: EventForm<RegionReadEvent> = {
  text: new EventText(
    "vfio_region_read",
    " ({name:s}:region{index:d}+0x{addr:x}, {size:d}) = 0x{data:w}",
  ),
  // A failed read gives all 64 bits set, whatever its size (vfio_region_read).
  build: ({
    texts: [name = ""],
    numbers: [region = 0, address = 0, size = 0],
    wide: [value = 0n],
  }) =>
    accessProblem(address, size) ??
    (value >> 64n === 0n
      ? { kind: "region-read", name, region, address, value, size }
      : "the value is above 64 bits"),
  parts: ({ name, region, address, value, size }) => [name, region, address, size, value],
};

const CONFIG_WRITE: EventForm<ConfigWriteEvent> = {
  text: new EventText(
    "vfio_pci_write_config",
    " ({name:s}, @0x{addr:x}, 0x{val:w}, len=0x{len:x})",
  ),
  build: (values) => {
    const access = configAccess(values);
    return typeof access === "string" ? access : { kind: "config-write", ...access };
  },
  parts: ({ name, address, value, length }) => [name, address, value, length],
};

const CONFIG_READ: EventForm<ConfigReadEvent> = {
  text: new EventText("vfio_pci_read_config", " ({name:s}, @0x{addr:x}, len=0x{len:x}) 0x{val:w}"),
  build: (values) => {
    const access = configAccess(values);
    return typeof access === "string" ? access : { kind: "config-read", ...access };
  },
  parts: ({ name, address, value, length }) => [name, address, length, value],
};

const MSI_SETUP: EventForm<MsiSetupEvent> = {
  text: new EventText("vfio_msi_setup", "{name:s} PCI MSI CAP @0x{pos:x}"),
  build: ({ texts: [name = ""], numbers: [offset = 0] }) =>
    offset < 0x40 || offset > 0xfc || offset % 4 !== 0
      ? `the place ${hex(offset)}, expected a multiple of 4 from 0x40 to 0xfc`
      : { kind: "msi-setup", name, offset },
  parts: ({ name, offset }) => [name, offset],
};

const MSI_ENABLE: EventForm<MsiEnableEvent> = {
  text: new EventText("vfio_msi_enable", " ({name:s}) Enabled {nr_vectors:d} MSI vectors"),
  build: ({ texts: [name = ""], numbers: [vectors = 0] }) =>
    vectors < 1 || vectors > 32
      ? `${vectors} vectors, expected 1 to 32`
      : { kind: "msi-enable", name, vectors },
  parts: ({ name, vectors }) => [name, vectors],
};

const HOT_RESET: EventForm<HotResetEvent> = {
  text: new EventText("vfio_pci_hot_reset", " ({name:s}) {type:t}"),
  build: ({ texts: [name = "", type = ""] }) =>
    type === "one" || type === "multi"
      ? { kind: "hot-reset", name, type }
      : "expected 'one' or 'multi' after the name",
  parts: ({ name, type }) => [name, type],
};

function replacement<Kind extends "quirk-address" | "quirk-data">(
  kind: Kind,
): EventForm<Replacement<Kind>> {
  const what = kind === "quirk-address" ? "address" : "data";
  return {
    text: new EventText(
      `vfio_quirk_ath_write_${what}`,
      `{name:s}[0x{addr:x}]: Replacing MSI ${what} 0x{data:w} with value 0x{phys:x}`,
    ),
    build: ({ texts: [name = ""], numbers: [address = 0, physical = 0], wide: [guest = 0n] }) => {
      if (address >= ADDRESS_LIMIT) return ADDRESS_PROBLEM;
      if (guest >> 64n !== 0n) return "what the guest wrote is above 64 bits";
      if (physical > MASK_32) return "the value is above 32 bits";
      return { kind, name, address, guest, physical };
    },
    parts: ({ name, address, guest, physical }) => [name, address, guest, physical],
  };
}

/** An event that says no more than of which device. */
function named<Kind extends "quirk-probe" | "qemu-reset">(
  kind: Kind,
  text: EventText,
): EventForm<{ readonly kind: Kind; readonly name: string }> {
  return {
    text,
    build: ({ texts: [name = ""] }) => ({ kind, name }),
    parts: ({ name }) => [name],
  };
}

/** By the kind of the value. */
export const EVENT_FORMS: Readonly<Record<TraceEvent["kind"], EventForm<TraceEvent>>> = {
  "region-write": REGION_WRITE,
  "region-read": REGION_READ,
  "config-write": CONFIG_WRITE,
  "config-read": CONFIG_READ,
  "msi-setup": MSI_SETUP,
  "msi-enable": MSI_ENABLE,
  "quirk-address": replacement("quirk-address"),
  "quirk-data": replacement("quirk-data"),
  "quirk-probe": named("quirk-probe", new EventText("vfio_quirk_ath_bar0_probe", "{name:s}")),
  "qemu-reset": named("qemu-reset", new EventText("vfio_pci_reset", " ({name:s})")),
  "hot-reset": HOT_RESET,
};

const ADDRESS_PROBLEM = "the address is above 52 bits, no offset in a region";

function accessProblem(address: number, size: number): string | undefined {
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8)
    return `size ${size}, expected 1, 2, 4 or 8`;
  return address >= ADDRESS_LIMIT ? ADDRESS_PROBLEM : undefined;
}

/** Of a read or write of configuration space: name, address, length and value, in the order of their kinds. */
function configAccess({
  texts: [name = ""],
  numbers: [address = 0, length = 0],
  wide: [value = 0n],
}: EventValues): Omit<ConfigWriteEvent, "kind"> | string {
  if (![1, 2, 4].includes(length)) return `length ${length}, expected 1, 2 or 4`;
  if (address >= CONFIG_SPACE_SIZE) return "the address is above 0xfff";
  const word = intAsWord(value);
  if (word === undefined) {
    return "the value is neither of 32 bits nor the sign extension of 32 bits to 64";
  }
  return { name, address, value: word % 2 ** (8 * length), length };
}

/** The 32 bits of an `int` that was printed as it is or widened to 64 bits; undefined for any other number. */
function intAsWord(wide: bigint): number | undefined {
  if (wide <= BigInt(MASK_32)) return Number(wide);
  const isSignExtension = wide < 1n << 64n && wide >= (1n << 64n) - (1n << 31n);
  return isSignExtension ? Number(BigInt.asUintN(32, wide)) : undefined;
}
