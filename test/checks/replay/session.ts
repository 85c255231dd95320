/** Sessions and events for tests: a guest with its pair programmed, a window of 256 KiB. */

import { ReplaySession, type ReplaySetup } from "../../../checks/replay/replay.js";
import type { ReplayedWrite } from "../../../checks/replay/result.js";
import type { ConfigWriteEvent, RegionWriteEvent } from "../../../checks/trace-log/lines.js";
import { hex } from "../../../model/bits.js";
import {
  createMsiCapability,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
  WCN6855_MSI_LAYOUT,
} from "../../../model/qemu/msi-capability.js";

export const BASE = 0x80000;
export const END = 0xc0000;
export const GUEST = { address: 0xfee00000, data: 0x20 };
export const HOST = { address: 0xfee01004, data: 0x4040 };

interface Change {
  readonly enabled?: boolean;
  readonly allocated?: number;
  readonly is64Bit?: boolean;
  readonly host?: ReplaySetup["host"];
}

/** A session that begins after the guest programmed its pair. */
export function session(change: Change = {}): ReplaySession {
  const { enabled = true, allocated = 1, is64Bit = false, host = HOST } = change;
  let capability = createMsiCapability({ ...WCN6855_MSI_LAYOUT, is64Bit });
  capability = programMsiPair(capability, BigInt(GUEST.address), GUEST.data);
  capability = setMsiEnabled(setAllocatedVectors(capability, allocated), enabled);
  return new ReplaySession({
    capabilityOffset: 0x50,
    capability,
    window: { base: BASE, size: END - BASE },
    host,
  });
}

export function write(
  address: number,
  value: number | bigint,
  size = 4,
  region = 0,
): RegionWriteEvent {
  return { kind: "region-write", name: "a", region, address, value: BigInt(value), size };
}

export function config(address: number, value: number, length: number): ConfigWriteEvent {
  return { kind: "config-write", name: "a", address, value, length };
}

/** The writes as short lines: address, size, guest -> device, branch, state. */
export function shown(writes: readonly ReplayedWrite[]): string[] {
  return writes.map(({ address, size, guest, device, branch, state }) => {
    const got = device === null ? "null" : hex(device);
    return `${hex(address)}/${size} ${hex(guest)}>${got} ${branch} ${state}`;
  });
}
