/** All chips that the patch is for, and the one that came after it. */
import { QCA6390, QCN9074, WCN6855 } from "./ath11k.js";
import { QCC2072, QCN9274_V1, QCN9274_V2, WCN7850 } from "./ath12k.js";
import type { Chip } from "./chip.js";

/** By device id; QCN9274 is two, for its versions have different registers. */
export const CHIPS: readonly Chip[] = [
  QCA6390,
  WCN6855,
  QCN9074,
  WCN7850,
  QCN9274_V1,
  QCN9274_V2,
  QCC2072,
];

/** The chips with that PCI device id: none, one, or the versions of one. */
export function chipsWithId(deviceId: number): readonly Chip[] {
  return CHIPS.filter((chip) => chip.deviceId === deviceId);
}
