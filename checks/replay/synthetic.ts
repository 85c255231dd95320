/**
 * Trace logs that no machine wrote: what a chip's driver would do by its sources, as QEMU would log it.
 *
 * Each says so in its first line. They serve to try `replay`, and as a form to compare a real log with.
 */
import { hex } from "../../model/bits.js";
import { COPY_ENGINE_BLOCK, UMAC_BLOCK } from "../../model/devices/blocks.js";
import type { Chip } from "../../model/devices/chip.js";
import { mmioRingsOf } from "../../model/devices/rings.js";
import { windowSetting } from "../../model/devices/windows.js";
import {
  createMsiCapability,
  type MsiCapability,
  WCN6855_MSI_LAYOUT,
} from "../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import { formatLine } from "../trace-log/codec.js";
import type { ConfigWriteEvent, HostPair, RegionWriteEvent } from "../trace-log/lines.js";
import { ReplaySession } from "./replay.js";
import type { ReplayedWrite } from "./result.js";

/** A guest, as far as a log shows it. */
export interface SyntheticGuest {
  /** As `verify --guest` calls it where it has a name there. */
  readonly id: string;
  readonly says: string;
  /** Vectors allocated. */
  readonly allocated: number;
  readonly address: number;
  /** Base data, 16 bits. */
  readonly data: number;
  /** `shares`: by the driver's ranges. `in-turn`: one after the other, for want of a source. */
  readonly vectors: "shares" | "in-turn";
  /** Address and first data of an interrupt domain of its own, from which every slot gets its pair. */
  readonly domain?: { readonly address: number; readonly data: number };
}

const COMPATIBLE = { address: 0xfee00000, data: 0x60 };

/** Intel's remappable format, index 0x15: bits 19:5 the index, bit 4 the format, bit 3 the subhandle. */
const REMAPPED = { address: 0xfee002b8, data: 0 };

/** Four guests of one chip. */
export function syntheticGuests({ vectors }: Chip): readonly SyntheticGuest[] {
  return [
    {
      ...{ id: "linux-1", allocated: 1, address: 0xfee00000, data: 0x21, vectors: "shares" },
      says: "a Linux guest without interrupt remapping, so one vector",
    },
    {
      ...{ ...REMAPPED, id: `linux-${vectors}`, allocated: vectors, vectors: "shares" },
      says: `a Linux guest with interrupt remapping of its own, so all ${vectors} vectors that the driver asks for`,
    },
    {
      ...{ ...COMPATIBLE, id: "windows-16", allocated: 16, vectors: "in-turn" },
      says: "a Windows guest with 16 vectors; which ring gets which vector, and which rings, is supposed",
    },
    {
      ...{ ...REMAPPED, id: "own-domain", allocated: 4, vectors: "in-turn" },
      domain: { address: 0xfee00498, data: 0 },
      says: "a Linux guest whose driver has an interrupt domain of its own, as was proposed",
    },
  ];
}

/** The host's pair of the thread: Intel's remappable format, index 0x2b. */
export const SYNTHETIC_HOST: HostPair = { address: 0xfee00578, data: 0 };

const NAME = "0000:01:00.0";
const CAPABILITY = 0x50;

/** Enable, in the high register's bit 8, and no address bits 39:32 (HAL_REO1_RING_MSI1_BASE_MSB_MSI1_ENABLE). */
const HIGH_REGISTER = 0x100;

/** `ath11k_pci_select_static_window`: the UMAC block's setting above the copy engines'. */
const STATIC_SETTINGS = (windowSetting(UMAC_BLOCK) << 12) | (windowSetting(COPY_ENGINE_BLOCK) << 6);
const WINDOW_ENABLE = 0x40000000;

type LoggedEvent = ConfigWriteEvent | RegionWriteEvent;

/**
 * The log of a guest without the quirk: up to where a driver comes whose interrupts do not arrive.
 * @returns lines without their endings
 */
export function syntheticLog(chip: Chip, guest: SyntheticGuest): readonly string[] {
  const events = guestEvents(chip, guest, (ring) => !ring.late);
  return [...heading(chip, guest, "without the quirk"), ...events.map(formatLine)];
}

/** The log of the same guest with the quirk of the patch in place and working: all rings, and its own lines. */
export function syntheticQuirkLog(chip: Chip, guest: SyntheticGuest): readonly string[] {
  const window = TRAPPED_WINDOWS[chip.deviceId];
  if (window === undefined) throw new Error(`the patch does not know ${chip.name}`);
  const capability: MsiCapability = createMsiCapability(WCN6855_MSI_LAYOUT);
  const host = SYNTHETIC_HOST;
  const session = new ReplaySession({ capabilityOffset: CAPABILITY, capability, window, host });
  const lines = [...heading(chip, guest, "with the quirk in place")];
  lines.push(formatLine({ kind: "quirk-probe", name: NAME }));
  for (const [i, event] of guestEvents(chip, guest, () => true).entries()) {
    const writes = session.step(event, i);
    if (event.kind === "config-write") lines.push(formatLine(event));
    lines.push(...writes.flatMap(handledLines));
  }
  return lines;
}

/** A piece as the quirk logs it, if it replaces it, and as the region does. */
function handledLines({ branch, device, guest, address, size }: ReplayedWrite): readonly string[] {
  const value = device ?? guest;
  const written = { name: NAME, region: 0, address, value, size };
  const line = formatLine({ kind: "region-write", ...written });
  if (branch !== "replace-address" && branch !== "replace-data") return [line];
  const kind = branch === "replace-address" ? "quirk-address" : "quirk-data";
  const told = { name: NAME, address, guest, physical: Number(value) };
  return [formatLine({ kind, ...told }), line];
}

function heading(chip: Chip, guest: SyntheticGuest, how: string): readonly string[] {
  return [
    "# Synthetic: made by quirkcheck (tools/make-traces.ts) from the drivers' sources, taken from no machine.",
    `# ${chip.name} (${hex(chip.deviceId)}), ${chip.driver}, ${how}: ${guest.says}.`,
    "# Supposed: a 32-bit MSI capability at 0x50 as WCN6855 has it.",
  ];
}

function guestEvents(
  chip: Chip,
  guest: SyntheticGuest,
  isProgrammed: (ring: { readonly late: boolean }) => boolean,
): readonly LoggedEvent[] {
  const { allocated, domain } = guest;
  const events: LoggedEvent[] = [...capabilityEvents(guest)];
  if (chip.window === "static")
    events.push(write(chip.windowRegister, WINDOW_ENABLE | STATIC_SETTINGS));
  let setting: number | null = null;
  for (const [i, ring] of mmioRingsOf(chip).filter(isProgrammed).entries()) {
    const { registers } = ring;
    if (registers.setting !== null && registers.setting !== setting) {
      setting = registers.setting;
      events.push(write(chip.windowRegister, WINDOW_ENABLE | setting));
    }
    const vector = guest.vectors === "shares" ? (ring.vector ?? 0) : i;
    events.push(
      write(registers.address, domain?.address ?? guest.address),
      write(registers.high, HIGH_REGISTER),
      write(registers.data, domain ? domain.data + i : guest.data + (vector % allocated)),
    );
  }
  return events;
}

/** Allocated and enabled by the system, disabled by the driver until the device is up (ath11k pci.c). */
function capabilityEvents(guest: SyntheticGuest): readonly ConfigWriteEvent[] {
  // 32 vectors offered, per-vector masking: the layout's read-only bits, which a driver writes back.
  const flags = 0x10a | (Math.log2(guest.allocated) << 4);
  const config = (offset: number, value: number, length: number): ConfigWriteEvent => ({
    kind: "config-write",
    name: NAME,
    address: CAPABILITY + offset,
    value,
    length,
  });
  return [
    config(4, guest.address, 4),
    config(8, guest.data, 2),
    config(2, flags | 1, 2),
    config(2, flags, 2),
    config(2, flags | 1, 2),
  ];
}

function write(address: number, value: number): RegionWriteEvent {
  return { kind: "region-write", name: NAME, region: 0, address, value: BigInt(value), size: 4 };
}
