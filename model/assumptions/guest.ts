/** What the guest driver has to keep: 19 assumptions. */
import type { AssumptionEntry } from "./entry.js";

export const GUEST_ASSUMPTIONS = [
  {
    id: "unique-address",
    keeper: "driver",
    part: "guest driver",
    claim: "the programmed MSI address is a value written to slots' address registers only",
    dropped: "the MSI address is written to an ordinary register, or to a slot's data or high one",
    from: {
      kind: "thread",
      cite: '"sufficiently unique MSI address" (Alex Williamson, 2024-08-15)',
    },
    kept: "nobody can promise",
  },
  {
    id: "address-programmed",
    keeper: "driver",
    part: "guest driver",
    claim: "as long as MSI is enabled the capability holds the driver's own pair, not a reset's 0",
    dropped:
      "MSI is enabled with the pair 0, or the pair becomes 0 meanwhile: every 0 then matches",
    from: {
      kind: "source",
      cite: "QEMU hw/pci/msi.c msi_reset; Linux kernel/irq/msi.c msi_domain_deactivate",
    },
    kept: "can be kept",
  },
  {
    id: "address-before-data",
    keeper: "driver",
    part: "guest driver",
    claim: "each data write of a slot has an address write of its own before it, and uses it up",
    dropped: "a slot's data is written first, or again without its address",
    from: { kind: "code", cite: "vfio_ath_quirk_write: one data write uses the cookie up" },
    kept: "can be kept",
  },
  {
    id: "slot-completed",
    keeper: "driver",
    part: "guest driver",
    claim: "a slot once begun is finished: after its address its data is written in the end",
    dropped: "the move abandon: a slot in progress is given up, and its data write never comes",
    from: { kind: "code", cite: "vfio_ath_quirk_write: the cookie has no time-out" },
    kept: "can be kept",
  },
  {
    id: "one-slot-at-a-time",
    keeper: "driver",
    part: "guest driver",
    claim: "slots are programmed one after the other, never interleaved",
    dropped: "another slot's address is written while a slot still waits for its data",
    from: { kind: "code", cite: "vfio_ath_quirk_write: one cookie, set anew by every match" },
    kept: "can be kept",
  },
  {
    id: "whole-register-writes",
    keeper: "driver",
    part: "guest driver",
    claim: "slot registers are written whole: 4 or 8 bytes, beginning at a multiple of 4",
    dropped: "a slot register is written in part, or across its borders",
    from: {
      kind: "thread",
      cite: '"only observed with 4-byte width" (comment in the patch, Alex Williamson, 2024-08-12)',
    },
    kept: "can be kept",
  },
  {
    id: "aligned-four-byte-access",
    keeper: "driver",
    part: "guest driver",
    claim: "the window's other registers are read and written whole, by 4 or 8 aligned bytes",
    dropped: "another register is read or written by fewer bytes or off a multiple of 4",
    from: {
      kind: "code",
      cite: "vfio_ath_quirk: valid sizes 4 to 8; QEMU system/physmem.c memory_access_size",
    },
    kept: "can be kept",
  },
  {
    id: "programmed-while-enabled",
    keeper: "driver",
    part: "guest driver",
    claim: "a slot is programmed, from address to data, within one period of MSI being enabled",
    dropped: "a slot is written with MSI disabled, or a disabling falls between address and data",
    from: { kind: "code", cite: "vfio_ath_quirk_write: acts only if msi_enabled" },
    kept: "can be kept",
  },
  {
    id: "reset-before-reenable",
    keeper: "driver",
    part: "guest driver",
    claim: "MSI is not enabled again over programmed slots: a device reset has cleared them",
    dropped: "MSI goes off and on again, and slots programmed before keep what they hold",
    from: {
      kind: "source",
      cite:
        "QEMU hw/vfio/pci.c vfio_pci_write_config (NVIDIA/QEMU @40ee4d8b);" +
        " Linux drivers/pci/msi __pci_restore_msi_state",
    },
    kept: "can be kept",
  },
  {
    id: "pairs-from-capability",
    keeper: "driver",
    part: "guest driver",
    claim: "every pair put into a slot is one the driver read from the MSI capability, data plus k",
    dropped: "a slot gets an address or data of another interrupt domain of the guest",
    from: {
      kind: "thread",
      cite: '"That assumption is frail" (Jason Gunthorpe, 20240815171935.GO3468552@ziepe.ca)',
    },
    kept: "can be kept",
  },
  {
    id: "stable-guest-pair",
    keeper: "driver",
    part: "guest driver",
    claim: "when a slot is written, the capability still holds the pair the driver read from it",
    dropped: "the pair changes after the driver has read it, and a slot gets the earlier one",
    from: {
      kind: "source",
      cite: "Linux ath11k pci.c @88fd03cf ath11k_pci_alloc_msi: address read once",
    },
    kept: "can be kept",
  },
  {
    id: "offset-within-allocation",
    keeper: "driver",
    part: "guest driver",
    claim: "the vector a data write asks for is one of those allocated at that moment",
    dropped: "data is written with a vector offset as large as the allocation, or larger",
    from: {
      kind: "code",
      cite: "vfio_ath_quirk_write: the mask is made from msi_nr_vectors_allocated",
    },
    kept: "can be kept",
  },
  {
    id: "aligned-base-data",
    keeper: "driver",
    part: "guest driver",
    claim: "the guest's base data leaves the bits free that number the allocated vectors",
    dropped: "the base data has one of those bits set, so masked data never equals it",
    from: {
      kind: "code",
      cite: "vfio_ath_quirk_write: masks the written data, not the data it compares with",
    },
    kept: "can be kept",
  },
  {
    id: "stable-vector-count",
    keeper: "driver",
    part: "guest driver",
    claim: "the number of allocated vectors stays as it was when MSI was enabled",
    dropped: "the guest raises QSIZE with MSI enabled: the mask follows, the host's grant does not",
    from: {
      kind: "thread",
      cite:
        '"If the vector offset is newly created"' +
        " (Jason Gunthorpe, 20240813164341.GL1985367@ziepe.ca)",
    },
    kept: "can be kept",
  },
  {
    id: "stable-window",
    keeper: "driver",
    part: "guest driver",
    claim: "until a begun slot is finished, its data register's BAR offset reaches nothing else",
    dropped: "the window moves within a slot, and another register is written at that offset",
    from: {
      kind: "source",
      cite: "Linux ath11k pci.c @01279bcd ath11k_pci_write32: window locked for one access",
    },
    kept: "can be kept",
  },
  {
    id: "mmio-programming",
    keeper: "driver and device",
    part: "guest driver",
    claim: "the device learns pairs through BAR 0 only, never from a message in guest memory",
    dropped: "a slot gets a guest pair by a message in memory, which no trap sees",
    from: {
      kind: "thread",
      cite:
        '"by definition not generally trappable"' +
        " (Jason Gunthorpe, 20240813233724.GS1985367@ziepe.ca);" +
        " Linux ath11k dp_tx.c ath11k_dp_tx_htt_srng_setup",
    },
    kept: "can be kept",
  },
  {
    id: "no-readback",
    keeper: "driver",
    part: "guest driver",
    claim: "a slot's address and data registers are written, never read",
    dropped: "the guest reads a slot's address or data register",
    from: { kind: "code", cite: "vfio_ath_quirk_read: hands on what the device returns" },
    kept: "nobody can promise",
  },
  {
    id: "low-guest-address",
    keeper: "driver",
    part: "guest driver",
    claim: "the guest's MSI address fits in 32 bits even where the capability has room for 64",
    dropped: "the guest's address has a high word, which goes into the slot as it is",
    from: { kind: "code", cite: "vfio_ath_quirk_write: PCI_MSI_ADDRESS_HI is never looked at" },
    impliedBy: "capability-32-bit",
    kept: "can be kept",
  },
  {
    id: "no-reset-in-between",
    keeper: "driver",
    part: "guest driver",
    claim: "no reset of device or machine falls between the two halves of a slot's programming",
    dropped: "device or machine is reset while a slot is in progress, and the cookie outlives it",
    from: { kind: "code", cite: "vfio_probe_ath_bar0_quirk: installs no reset hook" },
    kept: "nobody can promise",
  },
] as const satisfies readonly AssumptionEntry<string>[];
