/** What a replay took as given, so that a reader sees how each option was read and what was assumed. */
import {
  allocatedVectors,
  isMsiEnabled,
  msiAddressHigh,
  msiAddressLow,
  msiData,
} from "../../model/qemu/msi-capability.js";
import type { Host } from "./host.js";
import type { ReplaySetup } from "./replay.js";
import type { MsiPair, ReplayStart } from "./result.js";

export function startOf({ host, capability, capabilityOffset, window }: ReplaySetup): ReplayStart {
  const { is64Bit } = capability.layout;
  return {
    host: hostAtStart(host),
    guest: pairOf(msiAddressHigh(capability), msiAddressLow(capability), msiData(capability)),
    vectors: allocatedVectors(capability),
    enabled: isMsiEnabled(capability),
    capability: { offset: capabilityOffset, is64Bit },
    trapped: window,
  };
}

function hostAtStart(host: Host): ReplayStart["host"] {
  if (host === "unknown") return null;
  if (host === "unreadable") return host;
  return pairOf(host.high ?? 0, host.address, host.data);
}

function pairOf(high: number, low: number, data: number): MsiPair {
  return { address: (BigInt(high) << 32n) + BigInt(low), data };
}
