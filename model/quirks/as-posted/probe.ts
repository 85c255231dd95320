/**
 * The patch's probe: for which device the window is trapped, and where.
 *
 * Source: `vfio_probe_ath_bar0_quirk` and `vfio_pci_msi_novirt` of the patch.
 */
import type { ProbeDecision, ProbeInput, ProbeRefusal, TrappedWindow } from "../../quirk.js";

/** PCI vendor id of Qualcomm, 16 bits. */
export const QUALCOMM_VENDOR_ID = 0x17cb;

/** The kernel feature number the patch uses; the uapi bindings have since given 11 to DMA_BUF. */
export const MSI_NOVIRT_FEATURE = 11;

const ATH11K_WINDOW: TrappedWindow = { base: 0x80000, size: 0x40000 };
const ATH12K_WINDOW: TrappedWindow = { base: 0x1e00000, size: 0x80000 };

/** The `switch` over the device id: what the patch believes, not what the chips have. */
export const TRAPPED_WINDOWS: Readonly<Record<number, TrappedWindow>> = Object.fromEntries([
  [0x1101, ATH11K_WINDOW],
  [0x1103, ATH11K_WINDOW],
  [0x1104, ATH11K_WINDOW],
  [0x1107, ATH12K_WINDOW],
  [0x1109, ATH12K_WINDOW],
]);

/** Decides as the patch does. Nothing asks how large BAR 0 is. */
export function probe(input: ProbeInput): ProbeDecision {
  if (input.bar !== 0) return refuse("bar");
  if (input.vendorId !== QUALCOMM_VENDOR_ID) return refuse("vendor");
  if (!input.msiPresent) return refuse("no-msi");
  const window = TRAPPED_WINDOWS[input.deviceId];
  if (window === undefined) return refuse("device");
  if (!input.featureAccepted) return refuse("feature");
  return { quirk: true, window };
}

function refuse(because: ProbeRefusal): ProbeDecision {
  return { quirk: false, because, warns: because === "feature" };
}
