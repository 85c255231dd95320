/** What `conform` finds, as plain data: the schema of `conform --json` is made from `ConformReport`. */

/** The parts of the lockstep. */
export const PHASES = ["symbolic", "machine", "random", "probe", "accesses"] as const;
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

/** A way out of a branch of the C that nothing took. */
export interface MissedBranch {
  readonly function: string;
  /** Of the condition, in the file given. */
  readonly line: number;
  readonly column: number;
  /** `true`, `false`, `case 0x1103`, `default`, or `entered` for a function never called. */
  readonly way: string;
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
  /** In what the two differ: `ends`, `writes`, `value`, `cookie`, `trace`, a field of the probe... */
  readonly fields: readonly string[];
  /** False: QEMU's memory core makes no such call, whatever the guest does. */
  readonly reachable: boolean;
  /** Differences of this kind; what follows is of the first. */
  readonly count: number;
  /** What the handler or probe found and was given. */
  readonly input: string;
  readonly c: string;
  readonly model: string;
}

/** The shortest way found to a difference. */
export interface ConformSequence {
  readonly reachable: boolean;
  /** Calls of the handler in it. */
  readonly calls: number;
  readonly steps: readonly SequenceStep[];
  /** The same as a trace log that `replay` reads; empty for what no guest can do. */
  readonly log: readonly string[];
  /** Options for `replay` that go with the log. */
  readonly replayOptions: readonly string[];
}

export interface ConformReport {
  /** `agrees`: no difference of any kind. */
  readonly verdict: "agrees" | "differs";
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
    readonly missed: readonly MissedBranch[];
  };
  readonly differences: readonly ConformDifference[];
  readonly sequence: ConformSequence | null;
}
