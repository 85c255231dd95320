/** What `conform` finds, as data; reports/conform-report.ts says how it is published. */
import type { ProbeCall, Trap } from "./compiled/compiled-quirk.js";
import type { Effect } from "./compiled/records.js";
import type { Dispatched, ReadAnswer, ReadCall } from "./lockstep/guest-accesses.js";
import type { HookAnswer, HookCall } from "./lockstep/hooks.js";
import type { DevicePair } from "./lockstep/pairs.js";
import type { ProbeDifference } from "./lockstep/probe-table.js";
import type { CAnswer, ModelAnswer, StepCall } from "./lockstep/step.js";

/** The parts of the lockstep. */
export const PHASES = [
  "symbolic",
  "machine",
  "random",
  "window",
  "probe",
  "accesses",
  "devices",
  "surroundings",
  "pairs",
] as const;
export type PhaseId = (typeof PHASES)[number];

export interface ConformPhase {
  readonly phase: PhaseId;
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
  | SharedState
  | MissedHook
  | { readonly kind: "devices"; readonly deviceIds: readonly number[] }
  | MissedEffects
  /** What a patch changes beside the quirk: lines of the file given. */
  | { readonly kind: "elsewhere"; readonly lines: readonly number[] }
  /** What comes after a call that does not end. */
  | { readonly kind: "rest" }
  | { readonly kind: "part"; readonly part: "probe" | "rules" | "read" | "reset" | "accepts" };

/** A way out of a branch of the C that nothing took. */
export interface MissedBranch {
  readonly kind: "branch";
  readonly function: string;
  /** Of the condition, in the file given. */
  readonly line: number;
  readonly column: number;
  /** `true`, `false`, `case 0x1103`, `default`, or `entered` for a function never called. */
  readonly way: string;
}

/** What the C keeps from call to call, its cookie apart; one for each 32-bit word of it, the first 32. */
export interface KeptState {
  readonly kind: "state";
  /** A variable, or the type of the quirk's structure; null: something else that it allocated. */
  readonly name: string | null;
  /** Bytes from its start; below 0 before it. */
  readonly offset: number;
}

/** A variable that all devices have together, and that changes: the world has one device. */
interface SharedState extends Omit<KeptState, "kind"> {
  readonly kind: "shared";
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

/** What was asked of both, and what each answered. */
export type Difference =
  | {
      readonly kind: "call";
      readonly call: StepCall;
      readonly c: CAnswer | Trap;
      readonly model: ModelAnswer;
    }
  | {
      readonly kind: "probe";
      readonly call: ProbeCall;
      readonly fields: ProbeDifference["fields"];
      readonly trap: Trap | undefined;
    }
  | { readonly kind: "read"; readonly call: ReadCall; readonly c: ReadAnswer | Trap }
  | { readonly kind: "hook"; readonly call: HookCall; readonly c: HookAnswer | Trap }
  /** The probe of a device that is beside another; the model's looks at its own only. */
  | {
      readonly kind: "pair";
      readonly devices: DevicePair;
      readonly fields: ProbeDifference["fields"];
      readonly trap: Trap | undefined;
    }
  /** How a guest's access is cut, rejected and split by the rules of each. */
  | {
      readonly kind: "rules";
      readonly offset: number;
      readonly size: number;
      readonly c: Dispatched;
      readonly model: Dispatched;
    }
  /** `enum device_endian` of QEMU. */
  | { readonly kind: "endianness"; readonly c: number; readonly model: number };

/** Differences of one kind. */
export interface DifferenceKind {
  readonly phase: PhaseId;
  /** In what the two differ: `ends`, `writes`, `value`, `cookie`, `trace`, `effects`, a field of the probe... */
  readonly fields: readonly string[];
  /** False: QEMU's memory core makes no such call, whatever the guest does. */
  readonly reachable: boolean;
  readonly count: number;
  /** The device whose handler it was; null of a difference in the probe. */
  readonly deviceId: number | null;
  /** The first that was met. */
  readonly first: Difference;
}

/** The shortest way found to a difference, from the fresh state on. */
export interface DifferingSequence {
  readonly reachable: boolean;
  readonly deviceId: number;
  readonly calls: readonly StepCall[];
  /** Of each call; after one that did not come back there is no more. */
  readonly c: readonly (CAnswer | Trap)[];
  readonly model: readonly ModelAnswer[];
  /** The same as a trace log that `replay` reads; empty for what no guest can do. */
  readonly log: readonly string[];
}

export interface ConformResult {
  /** `agrees`: no difference of any kind, and nothing that was not compared. */
  readonly verdict: "agrees" | "not compared" | "differs";
  /** Of a report that differs too; what follows the end of a cut-short run may be missing. */
  readonly notCompared: readonly NotCompared[];
  /** Ways of branches that nothing took, and that were said to be out of reach (`--unreached-ok`). */
  readonly unreached: readonly MissedBranch[];
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
  /** Trace points of the C; the number of one is its place. */
  readonly tracePoints: readonly string[];
  readonly differences: readonly DifferenceKind[];
  readonly sequence: DifferingSequence | null;
}
