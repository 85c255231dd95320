/** What the host has to keep: 10 assumptions. */
import type { AssumptionEntry } from "./entry.js";

export const HOST_ASSUMPTIONS = [
  {
    id: "msi-novirt-feature",
    keeper: "kernel",
    part: "host",
    claim: "the kernel knows the feature that shows physical MSI registers, under the number 11",
    dropped: "a choice at the start: the kernel refuses, the probe gives up, nothing is trapped",
    from: {
      kind: "code",
      cite:
        "vfio_pci_msi_novirt, VFIO_DEVICE_FEATURE_PCI_MSI_NOVIRT;" +
        " 11 is VFIO_DEVICE_FEATURE_DMA_BUF in later kernels",
    },
    kept: "can be kept",
  },
  {
    id: "physical-read-succeeds",
    keeper: "kernel",
    part: "host",
    claim: "whenever the handler asks for the physical registers it gets them",
    dropped: "the read fails unnoticed, and 0, or 0 plus the vector offset, goes into the slot",
    from: { kind: "code", cite: "vfio_ath_quirk_write: the result of pread is not used" },
    kept: "can be kept",
  },
  {
    id: "bar-write-succeeds",
    keeper: "kernel",
    part: "host",
    claim: "what QEMU hands on for a trapped write does arrive in the device's register",
    dropped: "the write is lost on its way to the device, and the cookie moves on regardless",
    from: {
      kind: "code",
      cite: "vfio_ath_quirk_write: vfio_region_write gives no result, it only reports an error",
    },
    kept: "can be kept",
  },
  {
    id: "full-grant",
    keeper: "kernel",
    part: "host",
    claim: "for every vector the guest has when it enables MSI the host gives one",
    dropped: "the host grants fewer vectors than the guest enabled, or none",
    from: {
      kind: "thread",
      cite: '"needs to support MSI_FLAG_MULTI_PCI_MSI" (Alex Williamson, 2024-08-13)',
    },
    onX86: "without interrupt remapping no more than one vector is granted",
    kept: "can be kept",
  },
  {
    id: "stable-host-pair",
    keeper: "kernel",
    part: "host",
    claim: "the host leaves its address and data alone for as long as MSI stays enabled",
    dropped: "the host moves its pair with MSI enabled, and slots keep the one before",
    from: {
      kind: "source",
      cite: "Linux drivers/iommu/intel/irq_remapping.c and drivers/iommu/amd/iommu.c fill_msi_msg",
    },
    onX86: "with remapping a move changes the remapping entry; without, it changes the pair",
    kept: "can be kept",
  },
  {
    id: "low-host-address",
    keeper: "kernel",
    part: "host",
    claim: "the host's MSI address fits in 32 bits even where the capability has room for 64",
    dropped: "the host's address has a high word, and the slot gets the low half only",
    from: {
      kind: "code",
      cite: "vfio_ath_quirk_write: replaces 4 bytes; Linux grants no such pair to 32-bit MSI",
    },
    impliedBy: "capability-32-bit",
    kept: "can be kept",
  },
  {
    id: "aligned-host-base",
    keeper: "kernel",
    part: "host",
    claim: "the host's base data leaves the bits free that number the vectors asked for",
    dropped: "the base data has one of those bits set: adding k differs from replacing them by k",
    from: { kind: "code", cite: "vfio_ath_quirk_write: adds the offset to the physical data" },
    onX86: "Intel with remapping has base data 0; AMD has a table index, alignment not looked up",
    kept: "can be kept",
  },
  {
    id: "interrupt-remapping",
    keeper: "administrator",
    part: "host",
    claim: "the host's hardware takes a message only from the device that was given that interrupt",
    dropped: "a choice at the start: messages are not checked, and a stranger's vector may be hit",
    from: {
      kind: "thread",
      cite:
        '"requires interrupt remapping support in the host" (Alex Williamson, 2024-08-12);' +
        ' "qualified by the RID" (Jason Gunthorpe, 20240813164341.GL1985367@ziepe.ca)',
    },
    onX86: "its absence also means no multi-vector grant (full-grant) and pairs that move",
    kept: "can be kept",
  },
  {
    id: "little-endian-host",
    keeper: "administrator",
    part: "host",
    claim: "the host's byte order is that of PCI configuration space: low byte first",
    dropped: "a choice at the start: a big-endian host, which reads the physical bytes reversed",
    from: { kind: "code", cite: "vfio_ath_quirk_write: pread straight into an integer" },
    kept: "can be kept",
  },
  {
    id: "same-architecture",
    keeper: "administrator",
    part: "host",
    claim: "guest and host write MSI messages in the format of one architecture",
    dropped: "nothing new here: the handler knows no format; a guest-owned design would need it",
    from: {
      kind: "thread",
      cite:
        '"why would an aarch64 guest program an MSI vector of 0xfee..."' +
        " (Alex Williamson, 2024-08-13)",
    },
    kept: "can be kept",
  },
] as const satisfies readonly AssumptionEntry<string>[];
