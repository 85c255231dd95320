/** Logs written by hand, and what comes out of them. */
import { LogReplay, type LogSetup } from "../../../../checks/replay/log-replay.js";
import type { LogVerdict } from "../../../../checks/replay/watch/result.js";
import { isEvent, parseLine } from "../../../../checks/trace-log/codec.js";
import type { TraceEvent } from "../../../../checks/trace-log/lines.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../../../model/qemu/msi-capability.js";

export const ADDRESS = 0xfee00000;
export const DATA = 0x60;
/** Address registers of two rings of WCN6855. */
export const CE0 = 0x80048;
export const CE1 = 0x83048;

const NAME = "0000:01:00.0";
const x = (value: number) => `0x${value.toString(16)}`;

export const SETUP: LogSetup = {
  capabilityOffset: 0x50,
  capability: createMsiCapability(WCN6855_MSI_LAYOUT),
  window: { base: 0x80000, size: 0x40000 },
  host: { address: 0xfee01004, data: 0x4040 },
};

export const write = (offset: number, value: number, size = 4) =>
  `vfio_region_write  (${NAME}:region0+${x(offset)}, ${x(value)}, ${size})`;
export const read = (offset: number, size = 4) =>
  `vfio_region_read  (${NAME}:region0+${x(offset)}, ${size}) = 0x0`;
export const config = (offset: number, value: number, length: number) =>
  `vfio_pci_write_config  (${NAME}, @${x(0x50 + offset)}, ${x(value)}, len=${x(length)})`;
export const quirk = (what: "address" | "data", offset: number, guest: number, host: number) =>
  `vfio_quirk_ath_write_${what} ${NAME}[${x(offset)}]: Replacing MSI ${what} ${x(guest)} with value ${x(host)}`;
export const reset = `vfio_pci_reset  (${NAME})`;
/** The flags register: the allocation as a power of two, enable. */
export const flags = (log2: number, enabled: boolean) =>
  config(2, 0x10a | (log2 << 4) | (enabled ? 1 : 0), 2);
/** One slot, whole. */
export const slot = (base: number, vector = 0, address = ADDRESS) => [
  write(base, address),
  write(base + 4, 0x100),
  write(base + 8, DATA + vector),
];
/** Lines 1 to 3: the pair, and MSI enabled with so many vectors. */
export const begin = (log2 = 0) => [config(4, ADDRESS, 4), config(8, DATA, 2), flags(log2, true)];

/** What the lines show. */
export function verdictOf(lines: readonly string[], change: Partial<LogSetup> = {}): LogVerdict {
  const replay = new LogReplay({ ...SETUP, ...change });
  for (const [i, line] of lines.entries()) {
    replay.step(eventOf(line), i + 1);
  }
  return replay.summary(lines.length).verdict;
}

/** The event on a line that has one. */
export function eventOf(line: string): TraceEvent {
  const event = parseLine(line);
  if (event === undefined || event.kind === "unreadable" || !isEvent(event)) throw new Error(line);
  return event;
}

/** Ids of the assumptions broken, each with its lines: `no-readback 7`. */
export function brokenIn(verdict: LogVerdict): readonly string[] {
  return verdict.assumptions
    .filter((it) => it.verdict === "broken")
    .map(({ assumption, lines }) => `${assumption} ${lines.join(" ")}`);
}
