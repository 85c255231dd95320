/** What the device has to keep: 7 assumptions. */
import type { AssumptionEntry } from "./entry.js";

export const DEVICE_ASSUMPTIONS = [
  {
    id: "data-at-plus-8",
    keeper: "device",
    part: "device",
    claim: "every slot has its data register at the offset of its address register plus 8",
    dropped: "a choice at the start: the data register is elsewhere, an ordinary one at plus 8",
    from: {
      kind: "thread",
      cite:
        '"8-bytes later by what appears to be the MSI data"' +
        " (comment in the patch, Alex Williamson, 2024-08-12)",
    },
    kept: "can be kept",
  },
  {
    id: "slots-in-window",
    keeper: "driver and device",
    part: "device",
    claim: "address registers of slots are reached through the trapped range, by no other way",
    dropped: "a slot's address is written at a BAR offset that the quirk does not trap",
    from: {
      kind: "source",
      cite:
        "Linux ath11k pcic.h, pcic.c and ath12k pci.c (RajasJoshi/OpenWrt-backports @88cb5926):" +
        " WINDOW_RANGE_MASK, ath11k_pci_get_window_start",
    },
    kept: "can be kept",
  },
  {
    id: "slots-clear-of-window-end",
    keeper: "device",
    part: "device",
    claim: "no slot straddles the end of the trapped range: its data register is inside as well",
    dropped: "a choice at the start: the range ends between a slot's address and its data",
    from: { kind: "code", cite: "vfio_probe_ath_bar0_quirk: window sizes fixed by device id" },
    kept: "can be kept",
  },
  {
    id: "capability-32-bit",
    keeper: "device",
    part: "device",
    claim: "the device's MSI capability has no high address word, so its data is at offset 8",
    dropped: "a choice at the start: a 64-bit capability, whose high address is taken for data",
    from: { kind: "code", cite: "vfio_ath_quirk_write: PCI_MSI_DATA_32 in every case" },
    kept: "can be kept",
  },
  {
    id: "quiet-unless-programmed",
    keeper: "driver and device",
    part: "device",
    claim: "a slot is silent until it is programmed, and silent whenever MSI is disabled",
    dropped: "a slot sends what it holds with MSI disabled, or before its programming is complete",
    from: {
      kind: "source",
      cite: "Linux ath11k pci.c @88fd03cf power_down: MSI off before the device stops",
    },
    kept: "can be kept",
  },
  {
    id: "eight-byte-divisible",
    keeper: "device",
    part: "device",
    claim: "one 8-byte write does to the device what two 4-byte writes do, low half before high",
    dropped: "a choice at the start: an 8-byte write that arrives as two has another effect",
    from: {
      kind: "thread",
      cite:
        '"Only 4- and 8-byte accesses are observed"' +
        " (comment in the patch, Alex Williamson, 2024-08-12)",
    },
    kept: "can be kept",
  },
  {
    id: "device-sends-its-slots",
    keeper: "device",
    part: "device",
    claim: "an embedded interrupt source sends the pair in its slot, and no message besides",
    dropped: "an embedded source sends a message that is not the one its slot holds",
    from: {
      kind: "thread",
      cite:
        '"Whether the device can trigger those vectors based only on the MSI capability"' +
        " (Alex Williamson, 2024-08-15)",
    },
    kept: "can be kept",
  },
] as const satisfies readonly AssumptionEntry<string>[];
