/** A sequence of calls with what the C and the model do at each, and as lines of a QEMU trace log. */
import { msiAddressLow } from "../../../model/qemu/msi-capability.js";
import { writeHandler } from "../../../model/quirks/as-posted/handler.js";
import { formatLine } from "../../trace-log/codec.js";
import { ENDLESS } from "../compiled/compiled-quirk.js";
import type { DifferingSequence } from "../result.js";
import type { Device } from "./device.js";
import { isReachable } from "./reachable.js";
import type { ModelAnswer, Setting, StepCall } from "./step.js";
import { answersOf } from "./transfer.js";

/**
 * @param device attached
 * @param calls from the fresh state on
 */
export function sequenceOf(device: Device, calls: readonly StepCall[]): DifferingSequence {
  const { quirk, region, windowBase } = device;
  const reachable = calls.every(({ access }) => isReachable(region, access));
  return {
    reachable,
    deviceId: device.call.deviceId,
    calls,
    // The last is the one that does not end, if there is one.
    c: quirk.endless ? [...answersOf(quirk, calls.slice(0, -1)), ENDLESS] : answersOf(quirk, calls),
    model: modelAnswers(calls),
    log: reachable ? logLines(calls, windowBase) : [],
  };
}

function modelAnswers(calls: readonly StepCall[]): readonly ModelAnswer[] {
  let cookie = 0;
  return calls.map(({ setting, access }) => {
    const answer = writeHandler(setting.view, cookie, access);
    cookie = answer.cookie;
    return answer;
  });
}

/** The log's MSI capability is where `replay` looks for it by default. */
const CAPABILITY = 0x50;
const DEVICE = "0000:01:00.0";

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

function logLines(calls: readonly StepCall[], windowBase: number): readonly string[] {
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
