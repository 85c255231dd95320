/**
 * Linux's ath11k on two of its chips, by its sources (torvalds/linux ath11k pci.c @88fd03cf and pcic.c
 * @0cfaf224; hw.c, ce.c, dp.c, dp_tx.c and core.c as in RajasJoshi/OpenWrt-backports @88cb5926).
 */
import { QCN9074, WCN6855 } from "../../devices/ath11k.js";
import type { Chip } from "../../devices/chip.js";
import { mmioRingsOf } from "../../devices/rings.js";
import type { WorldOutcome } from "../move.js";
import { inProgress, SLOTS } from "../state.js";
import { type Breach, type GuestAct, type NamedGuest, piecesOf } from "./named-guest.js";

/** Vectors of the rings that a chip's driver sets up by BAR 0, each once, in the order it comes to them. */
function vectorsOf(chip: Chip): readonly number[] {
  return [...new Set(mmioRingsOf(chip).flatMap(({ vector }) => vector ?? []))];
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
  basis: "source",
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
  basis: "source",
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
  basis: "source",
  allocated: 32,
  offsets: vectorsOf(WCN6855),
  breaches: [WOW, HTT],
  reads: ["msi"],
  makes: actsAsLinux,
};

/** What ath11k does on either chip. */
export function actsAsLinux({ state, outcome }: GuestAct): boolean {
  const { action } = outcome;
  switch (action.kind) {
    case "write":
      // iowrite32 throughout (pci.c ath11k_pci_write32).
      if (action.pieces.length > 1) return false;
      return action.pieces.every(
        ({ register }) => register.kind !== "high" || inProgress(state[register.slot]),
      );
    case "reset-device":
      return state.msi === "disabled";
    case "program-pair":
      return state.msi === "disabled" && SLOTS.every((slot) => state[slot] === "none");
    default:
      return true;
  }
}

/**
 * An address register goes past the trap wherever that is what `slots-in-window` rules out. A design that traps
 * nothing has no such way; in one that traps every window it breaks another assumption, which is no habit.
 */
function passesByTheTrap({ move, state, outcome }: GuestAct): boolean {
  const isAddress = piecesOf(outcome).some(({ register }) => register.kind === "address");
  if (!isAddress || isPast(outcome)) return true;
  return !move
    .outcomes(state)
    .some((other) => isPast(other) && other.needs.includes(STATIC_WINDOW.assumption));
}

function isPast({ action }: WorldOutcome): boolean {
  return action.kind === "write" && action.delivery === "untrapped";
}
