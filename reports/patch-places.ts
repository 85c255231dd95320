/**
 * The posted patch by place: which lines of the patched file bring in which assumption. Lines are those of
 * hw/vfio/pci-quirks.c with the patch applied (Message-ID 20240812170045.1584000-1-alex.williamson@redhat.com).
 */
import type { PatchAssumptionId } from "../model/assumptions/index.js";

export interface PatchPlace {
  /** Of hw/vfio/pci-quirks.c; null for what no line is to blame for. */
  readonly lines: string | null;
  /** What stands there, in a few words. */
  readonly what: string;
  readonly assumptions: readonly PatchAssumptionId[];
}

/** In the order of the file; each assumption once. */
export const PATCH_PLACES: readonly PatchPlace[] = [
  {
    lines: "1262, 1331-1342",
    what: "the kernel feature and its number",
    assumptions: ["msi-novirt-feature"],
  },
  {
    lines: "1270-1277",
    what: "reads are handed through",
    assumptions: ["no-readback"],
  },
  {
    lines: "1285",
    what: "acts on 4 bytes, with MSI enabled",
    assumptions: ["programmed-while-enabled", "reset-before-reenable", "quiet-unless-programmed"],
  },
  {
    lines: "1288-1289",
    what: "a value equal to the guest's address opens a slot",
    assumptions: [
      "unique-address",
      "address-programmed",
      "pairs-from-capability",
      "stable-guest-pair",
      "low-guest-address",
    ],
  },
  {
    lines: "1290-1295, 1304-1310",
    what: "the host's registers are read, unchecked, and put in",
    assumptions: [
      "physical-read-succeeds",
      "full-grant",
      "little-endian-host",
      "stable-host-pair",
      "aligned-host-base",
      "low-host-address",
    ],
  },
  {
    lines: "1296-1297, 1312",
    what: "one cookie, 8 bytes on, cleared by the next call there",
    assumptions: [
      "data-at-plus-8",
      "no-reset-in-between",
      "address-before-data",
      "one-slot-at-a-time",
      "slot-completed",
    ],
  },
  {
    lines: "1298-1303",
    what: "the data is masked and compared with the word at +8",
    assumptions: [
      "offset-within-allocation",
      "capability-32-bit",
      "stable-vector-count",
      "aligned-base-data",
    ],
  },
  {
    lines: "1316-1317",
    what: "the write goes on to the device",
    assumptions: ["bar-write-succeeds"],
  },
  {
    lines: "1320-1329",
    what: "sizes 4 to 8, aligned; the core splits the rest",
    assumptions: ["whole-register-writes", "eight-byte-divisible", "aligned-four-byte-access"],
  },
  {
    lines: "1355-1371",
    what: "a range by device id",
    assumptions: ["stable-window", "slots-in-window", "slots-clear-of-window-end"],
  },
  {
    lines: null,
    what: "the idea itself",
    assumptions: [
      "mmio-programming",
      "device-sends-its-slots",
      "interrupt-remapping",
      "same-architecture",
    ],
  },
];
