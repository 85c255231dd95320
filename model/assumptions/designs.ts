/** What other designs than the patch newly stand on. The patch itself has no move that breaks them. */
import type { AssumptionEntry } from "./entry.js";

export const DESIGN_ASSUMPTIONS = [
  {
    id: "device-known",
    keeper: "author",
    part: "device",
    claim: "the windows and registers that the design's tables name are those of this chip",
    dropped:
      "an address register is reached through an offset that no table names, a data register lies elsewhere or behind the range, or the window is selected in a way the tables do not know",
    from: {
      kind: "thread",
      cite: '"a reference for static locations of these writes" (A. Williamson, 2024-08-15)',
    },
    kept: "can be kept",
  },
  {
    id: "host-interface",
    keeper: "kernel",
    part: "host",
    claim: "the host offers the interface for interrupts of a device's own sources",
    dropped: "a choice at the start: it does not, and the guest's values go to the device",
    from: {
      kind: "thread",
      cite: '"some kind of IMS focused SET_IRQ in generic VFIO" (J. Gunthorpe, 2024-08-15)',
    },
    kept: "can be kept",
  },
  {
    id: "source-grant",
    keeper: "kernel",
    part: "host",
    claim: "the host grants a pair to each source that is asked for",
    dropped: "it refuses one, and the quirk or the guest has no pair for that source",
    from: {
      kind: "thread",
      cite: '"create the needed irq_domains and pass the addr/data pair back" (J. Gunthorpe, 2024-08-15)',
    },
    kept: "can be kept",
  },
  {
    id: "repeated-host-pair",
    keeper: "kernel",
    part: "host",
    claim: "every grant gives the pair that was copied into the guest's driver by hand",
    dropped: "another grant gives another pair, and the copied one is stale for good",
    from: {
      kind: "source",
      cite: "linux-wireless, ath11k and vfio-pci support, January 2024: values read with lspci on the host",
    },
    kept: "nobody can promise",
  },
  {
    id: "paravirtual-driver",
    keeper: "driver",
    part: "guest driver",
    claim: "the driver asks the host for the pair of each source and writes that one",
    dropped: "it writes the pair of the capability, as today's drivers do",
    from: {
      kind: "thread",
      cite: '"their remapping driver seems to make VMM traps"; "offered a, say, virtio-irq" (J. Gunthorpe, 2024-08-13)',
    },
    kept: "can be kept",
  },
] as const satisfies readonly AssumptionEntry<string>[];
