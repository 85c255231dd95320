/** What `conform` finds, as plain data: the schema of `conform --json` is made from `ConformReport`. */
import type { Effect } from "./compiled/records.js";

/** The parts of the lockstep. */
export const PHASES = ["symbolic", "machine", "random", "probe", "accesses", "devices"] as const;
export type PhaseId = (typeof PHASES)[number];

export interface ConformPhase {
  readonly phase: PhaseId;
  /** What is compared, one sentence. */
  readonly what: string;
  /** Calls of the C compared with the model's answer. */
  readonly steps: number;
  /** Calls that differ; of a sequence only its first is counted. */
  readonly differences: number;
  /** Ended early: 64 calls did not come back. */
  readonly stopped: boolean;
}

/** Something of the C that was not held against the model; of which nothing is known, then. */
export type NotCompared =
  | MissedBranch
  | KeptState
  | MissedHook
  | { readonly kind: "devices"; readonly deviceIds: readonly number[] }
  | MissedEffects
  | { readonly kind: "part"; readonly part: "probe" | "rules" | "read" };

/** A way out of a branch of the C that nothing took. */
interface MissedBranch {
  readonly kind: "branch";
  readonly function: string;
  /** Of the condition, in the file given. */
  readonly line: number;
  readonly column: number;
  /** `true`, `false`, `case 0x1103`, `default`, or `entered` for a function never called. */
  readonly way: string;
}

/** What the C keeps from call to call, its cookie apart; one for each 32-bit word of it, the first 32. */
interface KeptState {
  readonly kind: "state";
  /** A variable, or the type of the quirk's structure; null: something else that it allocated. */
  readonly name: string | null;
  /** Bytes from its start; below 0 before it. */
  readonly offset: number;
}

/** A function of the C that QEMU would call and the harness does not. */
interface MissedHook {
  readonly kind: "hook";
  readonly hook: "accepts" | "reset";
}

/** What the C does in the write callback beside one write to the device. */
interface MissedEffects {
  readonly kind: "effects";
  readonly effects: readonly Effect[];
}

/** One guest action of a sequence. */
export interface SequenceStep {
  /** Numbers are 0x-hexadecimal; offsets are from the start of the trapped window. */
  readonly action: string;
  /** What the device gets by the C, and by the model; null for a write to configuration space. */
  readonly c: string | null;
  readonly model: string | null;
}

export interface ConformDifference {
  readonly phase: PhaseId;
  /** In what the two differ: `ends`, `writes`, `value`, `cookie`, `trace`, `effects`, a field of the probe... */
  readonly fields: readonly string[];
  /** False: QEMU's memory core makes no such call, whatever the guest does. */
  readonly reachable: boolean;
  /** Differences of this kind; what follows is of the first. */
  readonly count: number;
  /** The device whose handler it was; null of a difference in the probe. */
  readonly deviceId: number | null;
  /** What the handler or probe found and was given. */
  readonly input: string;
  readonly c: string;
  readonly model: string;
}

/** The shortest way found to a difference. */
export interface ConformSequence {
  readonly reachable: boolean;
  readonly deviceId: number;
  /** Calls of the handler in it. */
  readonly calls: number;
  readonly steps: readonly SequenceStep[];
  /** The same as a trace log that `replay` reads; empty for what no guest can do. */
  readonly log: readonly string[];
  /** Options for `replay` that go with the log. */
  readonly replayOptions: readonly string[];
}

export interface ConformReport {
  /** `agrees`: no difference of any kind, and nothing that was not compared. */
  readonly verdict: "agrees" | "not compared" | "differs";
  /** Of a report that differs too; what follows the end of a cut-short run may be missing. */
  readonly notCompared: readonly NotCompared[];
  /** Devices whose handler was called, the one of all phases first. */
  readonly deviceIds: readonly number[];
  readonly form: "patch" | "C file";
  /** Taken from the patch, in its order. */
  readonly functions: readonly string[];
  readonly phases: readonly ConformPhase[];
  /** Over all phases. */
  readonly steps: number;
  /** Ways out of the C's branches, and functions entered. */
  readonly branches: {
    readonly ways: number;
    readonly taken: number;
  };
  readonly differences: readonly ConformDifference[];
  readonly sequence: ConformSequence | null;
}
