/** A sequence of calls, in words and as a log, with what the C and the model do at each. */
import { hex } from "../../../model/bits.js";
import { writeHandler } from "../../../model/quirks/as-posted/handler.js";
import type { CompiledQuirk } from "../compiled/compiled-quirk.js";
import type { ConformSequence, SequenceStep } from "../result.js";
import { cText, logLines, replayOptions, settingChange, writeText } from "./describe.js";
import type { Device } from "./device.js";
import { isReachable } from "./reachable.js";
import type { StepCall } from "./step.js";
import { answersOf } from "./transfer.js";

/**
 * @param device attached
 * @param calls from the fresh state on
 */
export function toldSequence(device: Device, calls: readonly StepCall[]): ConformSequence {
  const { quirk, region, windowBase } = device;
  const { deviceId } = device.call;
  const place = { windowBase, deviceId };
  const reachable = calls.every(({ access }) => isReachable(region, access));
  return {
    reachable,
    deviceId,
    calls: calls.length,
    steps: steps(quirk, calls),
    log: reachable ? logLines(calls, place) : [],
    replayOptions: reachable ? replayOptions(calls, place) : [],
  };
}

function steps(quirk: CompiledQuirk, calls: readonly StepCall[]): readonly SequenceStep[] {
  const answers = answersOf(quirk, calls);
  let cookie = 0;
  return calls.flatMap(({ setting, access }, i) => {
    const change = settingChange(calls[i - 1]?.setting, setting);
    const model = writeHandler(setting.view, cookie, access);
    cookie = model.cookie;
    const c = answers[i];
    const write = {
      action: writeText(access),
      c: c === undefined ? null : cText(c, quirk.patch.tracePoints),
      model: `device gets ${hex(model.value)}, cookie ${cookie === 0 ? "none" : hex(cookie)}`,
    };
    return change === undefined ? [write] : [{ action: change, c: null, model: null }, write];
  });
}
