/**
 * Linux's ath11k on two of its chips, by its sources (torvalds/linux ath11k pci.c @88fd03cf and pcic.c
 * @0cfaf224; hw.c, ce.c, dp.c, dp_tx.c and core.c as in RajasJoshi/OpenWrt-backports @88cb5926).
 */
import { placeOf } from "../registers.js";
import { inProgress, SLOTS } from "../state.js";
import { reachesQuirk } from "../writes.js";
import type { Breach, GuestAct, NamedGuest } from "./named-guest.js";

/** Vectors of a chip's ring kinds: the first, how many, and the indexes that rings set up by BAR 0 use. */
interface VectorShare {
  readonly base: number;
  readonly count: number;
  readonly indexes: readonly number[];
}

/**
 * WCN6855 and QCA6390 (ath11k_msi_config): 32 vectors, MHI 0 to 2, CE 3 to 12, wake 13, DP 14 to 31.
 * Six CEs have interrupts (0, 1, 2, 3, 5, 7), counted in order; of the DP groups 0 has completions,
 * release, exceptions and status, 7 to 10 have the REO destination rings (ath11k_hw_ring_mask_qca6390).
 */
const WCN6855: readonly VectorShare[] = [
  { base: 3, count: 10, indexes: [0, 1, 2, 3, 4, 5] },
  { base: 14, count: 18, indexes: [0, 7, 8, 9, 10] },
];

/**
 * QCN9074: 16 vectors, MHI 0 to 2, CE 3 to 7, DP 8 to 15. Five CEs (0, 1, 2, 3, 5); DP groups 0 to 2
 * have completions, 3 release, exceptions and status, 4 to 7 the REO destination rings.
 */
const QCN9074: readonly VectorShare[] = [
  { base: 3, count: 5, indexes: [0, 1, 2, 3, 4] },
  { base: 8, count: 8, indexes: [0, 1, 2, 3, 4, 5, 6, 7] },
];

/** Ring set-up takes the vector `base + index % count` (ath11k_pcic_get_user_msi_assignment's users). */
function vectorsOf(shares: readonly VectorShare[]): readonly number[] {
  return shares.flatMap(({ base, count, indexes }) =>
    indexes.map((index) => base + (index % count)),
  );
}

/** A pair of this kind reaches the firmware in HTT SRING_SETUP, which is a message in guest memory. */
const HTT: Breach = {
  assumption: "mmio-programming",
  does: "hands the pairs of its RXDMA rings to the firmware in HTT messages, not by BAR 0",
  source:
    "Linux ath11k dp_tx.c ath11k_dp_tx_htt_srng_setup; hal.c ath11k_hal_srng_setup (lmac_ring)",
};

const WOW: Breach = {
  assumption: "reset-before-reenable",
  does:
    "suspends with its firmware alive where its policy is WoWLAN (older versions: always): at resume" +
    " the PCI core turns MSI off and on again, and no ring is programmed anew",
  source:
    "Linux ath11k core.c ath11k_core_suspend_late, ath11k_core_resume_early (ATH11K_PM_WOW);" +
    " drivers/pci/msi __pci_restore_msi_state",
};

const STATIC_WINDOW: Breach = {
  assumption: "slots-in-window",
  does: "reaches CE and UMAC rings of this chip at 0x100000 to 0x1fffff of BAR 0, outside the trap",
  source: "Linux ath11k pci.c ath11k_pci_get_window_start; core.c qcn9074 static_window_map",
};

const KNOWN =
  "writes 4 bytes at a time: address, high, data (hal.c ath11k_hal_srng_src_hw_init, _dst_hw_init);" +
  " MSI is off but between power_up and power_down, both of which reset the chip (pci.c); the pair" +
  " changes only while it is off, by request_irq (pci.c ath11k_pci_probe)";

export const LINUX_1: NamedGuest = {
  name: "linux-1",
  title: "Linux ath11k on WCN6855, one vector (a guest without interrupt remapping)",
  known: `${KNOWN}; every ring gets the one vector (pci.c msi_config_one_msi), whose interrupt is pinned to CPU 0`,
  allocated: 1,
  offsets: [0],
  breaches: [WOW, HTT],
  reads: ["msi"],
  makes: actsAsLinux,
};

export const LINUX_16: NamedGuest = {
  name: "linux-16",
  title: "Linux ath11k on QCN9074, 16 vectors (a guest with interrupt remapping)",
  known: `${KNOWN}; never suspends (core.c qcn9074 supports_suspend)`,
  allocated: 16,
  offsets: vectorsOf(QCN9074),
  breaches: [HTT, STATIC_WINDOW],
  reads: ["msi"],
  makes: (act) => actsAsLinux(act) && passesByTheTrap(act),
};

export const LINUX_32: NamedGuest = {
  name: "linux-32",
  title: "Linux ath11k on WCN6855, 32 vectors (a guest with interrupt remapping)",
  known: `${KNOWN}; an interrupt that moves changes the guest's remapping entry, not the pair`,
  allocated: 32,
  offsets: vectorsOf(WCN6855),
  breaches: [WOW, HTT],
  reads: ["msi"],
  makes: actsAsLinux,
};

/** What ath11k does on either chip. */
export function actsAsLinux({ move, state, outcome }: GuestAct): boolean {
  // iowrite32 throughout (pci.c ath11k_pci_write32).
  if (outcome.values !== undefined && outcome.values.length > 1) return false;
  if (move.register === "high" && move.slot !== undefined) return inProgress(state[move.slot]);
  switch (move.name) {
    case "device reset":
      return state.msi === "disabled";
    case "capability pair":
      return state.msi === "disabled" && SLOTS.every((slot) => state[slot] === "none");
    default:
      return true;
  }
}

/** An address register goes through an untrapped offset wherever there is a trap to go by. */
function passesByTheTrap({ move, state, outcome }: GuestAct): boolean {
  if (move.register !== "address" || move.slot === undefined) return true;
  return outcome.untrapped === true || !reachesQuirk(state, placeOf(move.slot, state).address);
}
