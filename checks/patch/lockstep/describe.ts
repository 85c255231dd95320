/** Calls, answers and sequences in words, and as a trace log. */
import { hex } from "../../../model/bits.js";
import { isMsiEnabled, msiAddressLow, msiWord8 } from "../../../model/qemu/msi-capability.js";
import { formatLine } from "../../trace-log/codec.js";
import { isTrap, type Trap } from "../compiled/compiled-quirk.js";
import type { CAnswer, ModelAnswer, Setting, StepCall } from "./step.js";

/** What the handler finds and is given. */
export function callText({ setting, access, cookie }: StepCall): string {
  const from = cookie === undefined ? "" : `, cookie ${cookieText(cookie)}`;
  return `${writeText(access)}${from}; ${settingText(setting)}`;
}

export function writeText({ offset, size, value }: StepCall["access"]): string {
  return `write ${hex(value)} at ${hex(offset)} in ${size} bytes`;
}

/** The capability and the physical registers. */
export function settingText({ view, physical, readFails, capability }: Setting): string {
  const host = readFails ? "unreadable" : `${hex(physical.addressLow)} / ${hex(physical.word8)}`;
  const layout = capability.layout.is64Bit ? ", 64-bit layout" : "";
  return `MSI ${view.msiEnabled ? "enabled" : "disabled"}, ${view.vectorsAllocated} allocated, guest ${hex(view.guestAddressLow)} / ${hex(view.guestWord8)}, host ${host}${layout}`;
}

export function modelText({ branch, value, cookie }: ModelAnswer): string {
  return `${branch}: device gets ${hex(value)}, cookie ${cookieText(cookie)}`;
}

/** @param pointNames trace points by number */
export function cText(answer: CAnswer | Trap, pointNames: readonly string[]): string {
  if (isTrap(answer)) return trapText(answer);
  const { writes, value, size, address, cookie, traces, tracePoint, effects } = answer;
  const device =
    writes === 0
      ? "device gets nothing"
      : `device gets ${hex(value)} in ${size} bytes at ${hex(address)} of BAR 0${writes > 1 ? `, the first of ${writes} writes` : ""}`;
  const told = answer.traceArguments.map(hex).join(", ");
  const trace = traces === 0 ? "" : `, trace ${pointNames[tracePoint] ?? tracePoint}(${told})`;
  const also = effects.length === 0 ? "" : `, effects ${effects.join(", ")}`;
  return `${device}, cookie ${cookieText(cookie)}${trace}${also}`;
}

export function trapText({ what, line }: Trap): string {
  return line === 0 ? `the C ${what}` : `the C ${what} (line ${line})`;
}

export function cookieText(cookie: number): string {
  return cookie === 0 ? "none" : hex(cookie);
}

/** The log's MSI capability is where `replay` looks for it by default. */
const CAPABILITY = 0x50;
const DEVICE = "0000:01:00.0";

export interface LogPlace {
  /** Where the trapped window begins in BAR 0, in bytes. */
  readonly windowBase: number;
  readonly deviceId: number;
}

/** The configuration writes that lead from one setting to the next; all of them from none. */
export function configurationWrites(
  before: Setting | undefined,
  after: Setting,
): readonly { readonly at: number; readonly value: number; readonly length: number }[] {
  if (before?.capability === after.capability) return [];
  const { capability } = after;
  const { is64Bit } = capability.layout;
  const writes: { at: number; value: number; length: number }[] = [];
  const word = (at: number) => (capability.bytes[at] ?? 0) | ((capability.bytes[at + 1] ?? 0) << 8);
  const differs = (at: number, length: number) =>
    before === undefined ||
    Array.from({ length }, (_, i) => i + at).some(
      (i) => before.capability.bytes[i] !== capability.bytes[i],
    );
  if (differs(4, 4)) writes.push({ at: 4, value: msiAddressLow(capability), length: 4 });
  if (is64Bit && differs(8, 4)) {
    writes.push({ at: 8, value: (word(8) | (word(10) << 16)) >>> 0, length: 4 });
  }
  const data = is64Bit ? 12 : 8;
  if (differs(data, 2)) writes.push({ at: data, value: word(data), length: 2 });
  if (differs(2, 2)) writes.push({ at: 2, value: word(2), length: 2 });
  return writes;
}

/** In words: what a guest does to come from one setting to the next. */
export function settingChange(before: Setting | undefined, after: Setting): string | undefined {
  if (configurationWrites(before, after).length === 0) return undefined;
  const { capability, view } = after;
  const pair = `${hex(msiAddressLow(capability))} / ${hex(msiWord8(capability))}`;
  const state = isMsiEnabled(capability) ? "enabled" : "disabled";
  return `capability: guest ${pair}, ${view.vectorsAllocated} vectors, MSI ${state}`;
}

/** A sequence as lines of a QEMU trace log. */
export function logLines(calls: readonly StepCall[], { windowBase }: LogPlace): readonly string[] {
  const lines: string[] = [];
  let before: Setting | undefined;
  for (const { setting, access } of calls) {
    for (const { at, value, length } of configurationWrites(before, setting)) {
      const address = CAPABILITY + at;
      lines.push(formatLine({ kind: "config-write", name: DEVICE, address, value, length }));
    }
    before = setting;
    const { offset, value, size } = access;
    const address = windowBase + offset;
    lines.push(formatLine({ kind: "region-write", name: DEVICE, region: 0, address, value, size }));
  }
  return lines;
}

/** The options with which `replay` takes that log. */
export function replayOptions(
  calls: readonly StepCall[],
  { deviceId }: LogPlace,
): readonly string[] {
  const [first] = calls;
  if (first === undefined) return [];
  const { physical, readFails, capability } = first.setting;
  const host = readFails
    ? ["--read-fails"]
    : ["--host-address", hex(physical.addressLow), "--host-data", hex(physical.word8)];
  const layout = capability.layout.is64Bit ? ["--msi-64-bit"] : [];
  return ["--device", hex(deviceId), ...host, ...layout];
}
