/** What the patch's way newly stands on where the device has MSI-X (docs/msix.md). The patch has no move that breaks them. */
import type { AssumptionEntry } from "./entry.js";

export const MSIX_ASSUMPTIONS = [
  {
    id: "entry-unmasked",
    keeper: "driver",
    part: "guest driver",
    claim: "a slot gets the pair of a table entry only while that entry is unmasked",
    dropped:
      "a slot gets the pair of a masked entry: its data under an address that others share, or an address of its own",
    from: {
      kind: "source",
      cite: "QEMU hw/vfio/pci.c vfio_msix_vector_do_use: the host's interrupt comes with unmasking",
    },
    kept: "can be kept",
  },
  {
    id: "distinct-pairs",
    keeper: "driver",
    part: "guest driver",
    claim: "no two unmasked entries of the guest's table hold one address and one data word",
    dropped: "a choice at the start: all entries hold one pair, and a value does not tell which",
    from: {
      kind: "source",
      cite: "QEMU hw/pci/msix.c msix_table_mmio_write: keeps whatever is written",
    },
    kept: "can be kept",
  },
  {
    id: "common-host-address",
    keeper: "kernel",
    part: "host",
    claim: "the host's entries that one guest address can stand for have one address themselves",
    dropped:
      "a choice at the start: each has its own, and the first is put in before the data says which one is meant",
    from: {
      kind: "source",
      cite: "Linux drivers/iommu/intel/irq_remapping.c fill_msi_msg: the address holds the entry's index",
    },
    onX86: "Intel with remapping gives each entry an address of its own, AMD gives all the same",
    kept: "can be kept",
  },
  {
    id: "dynamic-allocation",
    keeper: "kernel",
    part: "host",
    claim: "the host adds an interrupt for one more entry and leaves those of all others alone",
    dropped: "an entry is unmasked, all interrupts are freed and taken anew, and every pair moves",
    from: {
      kind: "source",
      cite: "QEMU hw/vfio/pci.c vfio_msix_vector_do_use: noresize; Linux VFIO_IRQ_INFO_NORESIZE",
    },
    kept: "can be kept",
  },
  {
    id: "table-readable",
    keeper: "kernel",
    part: "host",
    claim: "the kernel lets QEMU map the BAR with the host's table, so that it can be read",
    dropped: "a choice at the start: it cannot be read, the probe gives up, nothing is trapped",
    from: {
      kind: "source",
      cite:
        "Linux VFIO_REGION_INFO_CAP_MSIX_MAPPABLE; without it vfio_pci_rdwr.c do_io_rw" +
        " leaves the table out",
    },
    kept: "can be kept",
  },
] as const satisfies readonly AssumptionEntry<string>[];
