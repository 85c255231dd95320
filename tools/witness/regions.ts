/** Regions of QEMU's devices, each with the access rules that its device gives it. */
import { type AccessRules, VFIO_REGION_ACCESS } from "../../model/qemu/memory-core.js";
import { TRAPPED_WINDOW_ACCESS } from "../../model/quirks/as-posted/handler.js";

export interface Region {
  /** What stands behind QEMU's `-device`. */
  readonly device: string;
  /** Where it stands: in a BAR (0 to 5) that is mapped first, or at an address of its own. */
  readonly base: { readonly bar: number } | { readonly address: number };
  /** Bytes from that base to the region's start. */
  readonly start: number;
  /** QEMU's name of the region. */
  readonly name: string;
  readonly rules: AccessRules;
  /** The offsets that are accessed, first and behind the last: where nothing is started that goes on by itself. */
  readonly window: readonly [from: number, to: number];
}

type Sizes = readonly [minimum: number, maximum: number];
const NONE: Sizes = [0, 0];

/** Rules as a device names them; no device here takes unaligned accesses. */
function rules([least, most]: Sizes, [callLeast, callMost]: Sizes): AccessRules {
  return {
    valid: { minimumSize: least, maximumSize: most, unaligned: false },
    implemented: { minimumSize: callLeast, maximumSize: callMost, unaligned: false },
  };
}

/**
 * Source: the `MemoryRegionOps` of each (QEMU hw/usb/hcd-xhci.c, hw/i386/amd_iommu.c, hw/misc/edu.c,
 * hw/scsi/megasas.c, hw/scsi/lsi53c895a.c, hw/display/bochs-display.c, hw/nvme/ctrl.c, hw/ide/ahci.c,
 * hw/audio/intel-hda.c).
 */
export const REGIONS: readonly Region[] = [
  xhci("operational", 0x40, TRAPPED_WINDOW_ACCESS, [0x00, 0x40]),
  xhci("runtime", 0x1000, TRAPPED_WINDOW_ACCESS, [0x00, 0x60]),
  xhci("doorbell", 0x2000, rules([4, 4], NONE), [0x00, 0x40]),
  xhci("capabilities", 0x00, rules([1, 4], [4, 4]), [0x00, 0x20]),
  {
    // It is no PCI device on the bus: it comes with one, at the address that its firmware would name.
    device: "amd-iommu",
    base: { address: 0xfed80000 },
    start: 0,
    name: "amdvi-mmio",
    rules: VFIO_REGION_ACCESS,
    window: [0x20, 0x40],
  },
  inBar("edu", 0, "edu-mmio", rules([4, 8], [4, 8]), [0x80, 0x98]),
  inBar("megasas", 0, "megasas-mmio", rules(NONE, [8, 8]), [0x24, 0x3c]),
  inBar("lsi53c895a", 1, "lsi-mmio", rules(NONE, [1, 1]), [0x60, 0xa0]),
  {
    ...inBar("bochs-display", 2, "bochs dispi interface", rules([1, 4], [2, 2]), [0x00, 0x16]),
    start: 0x500,
  },
  inBar("nvme,serial=1", 0, "nvme", rules(NONE, [2, 8]), [0x24, 0x38]),
  inBar("ich9-ahci", 5, "ahci", rules(NONE, NONE), [0x00, 0x28]),
];

function inBar(
  device: string,
  bar: number,
  ...[name, access, window]: [string, AccessRules, Region["window"]]
): Region {
  return { device, base: { bar }, start: 0, name, rules: access, window };
}

function xhci(
  name: string,
  start: number,
  ...[access, window]: [AccessRules, Region["window"]]
): Region {
  return { ...inBar("nec-usb-xhci", 0, name, access, window), start };
}
