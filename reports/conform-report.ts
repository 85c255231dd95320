/** What `conform --json` writes; its schema is made from `ConformReport`. */
import type { StepCall } from "../checks/conform/lockstep/step.js";
import type {
  ConformPhase,
  ConformResult,
  DifferenceKind,
  DifferingSequence,
  PhaseId,
} from "../checks/conform/result.js";
import { hex } from "../model/bits.js";
import { cText, differenceTexts, gotText, settingChange, writeText } from "./text/conform-calls.js";

/** What a phase compares, one sentence. */
export const PHASE_TEXTS: Readonly<Record<PhaseId, string>> = {
  symbolic: "every symbolic state and write, made concrete in several ways",
  machine: "every state and transition of the machine, and its listed paths",
  random: "random sequences at full width",
  probe: "the probe, for every device id and all that it looks at",
  accesses: "a guest's accesses of any size and alignment, reads too",
  window: "every word of the window: address, data, another value",
  devices: "the handler of each other device id, a part of the above",
  surroundings: "other names, files, capabilities and fields of a device, a part of the above",
  pairs: "two devices at once, each of them probed first",
};

export interface ReportedPhase extends ConformPhase {
  /** What is compared, one sentence. */
  readonly what: string;
}

/** One guest action of a sequence. */
export interface SequenceStep {
  /** Numbers are 0x-hexadecimal; offsets are from the start of the trapped window. */
  readonly action: string;
  /** What the device gets by the C, and by the model; null for a write to configuration space. */
  readonly c: string | null;
  readonly model: string | null;
}

export interface ConformDifference extends Omit<DifferenceKind, "first"> {
  /** What the handler or probe found and was given, of the first difference of this kind. */
  readonly input: string;
  readonly c: string;
  readonly model: string;
}

/** The shortest way found to a difference. */
export interface ConformSequence extends Pick<DifferingSequence, "reachable" | "deviceId" | "log"> {
  /** Calls of the handler in it. */
  readonly calls: number;
  readonly steps: readonly SequenceStep[];
  /** Options for `replay` that go with the log. */
  readonly replayOptions: readonly string[];
}

export interface ConformReport
  extends Omit<ConformResult, "phases" | "differences" | "sequence" | "tracePoints"> {
  readonly phases: readonly ReportedPhase[];
  readonly differences: readonly ConformDifference[];
  readonly sequence: ConformSequence | null;
}

/** A result as it is published. */
export function conformReport(result: ConformResult): ConformReport {
  const { tracePoints, phases, differences, sequence, ...rest } = result;
  return {
    ...rest,
    phases: phases.map((phase) => ({ ...phase, what: PHASE_TEXTS[phase.phase] })),
    differences: differences.map(({ first, ...kind }) => ({
      ...kind,
      ...differenceTexts(first, tracePoints),
    })),
    sequence: sequence === null ? null : reportedSequence(sequence, tracePoints),
  };
}

function reportedSequence(
  { calls, c, model, ...rest }: DifferingSequence,
  tracePoints: readonly string[],
): ConformSequence {
  const steps = calls.flatMap(({ setting, access }, i): SequenceStep[] => {
    const change = settingChange(calls[i - 1]?.setting, setting);
    const [ours, theirs] = [model[i], c[i]];
    const write = {
      action: writeText(access),
      c: theirs === undefined ? null : cText(theirs, tracePoints),
      model: ours === undefined ? null : gotText(ours),
    };
    return change === undefined ? [write] : [{ action: change, c: null, model: null }, write];
  });
  const options = rest.reachable ? replayOptions(calls, rest.deviceId) : [];
  return { ...rest, calls: calls.length, steps, replayOptions: options };
}

/** The options with which `replay` takes the log. */
function replayOptions(calls: readonly StepCall[], deviceId: number): readonly string[] {
  const [first] = calls;
  if (first === undefined) return [];
  const { physical, readFails, capability } = first.setting;
  const host = readFails
    ? ["--read-fails"]
    : ["--host-address", hex(physical.addressLow), "--host-data", hex(physical.word8)];
  const layout = capability.layout.is64Bit ? ["--msi-64-bit"] : [];
  return ["--device", hex(deviceId), ...host, ...layout];
}
