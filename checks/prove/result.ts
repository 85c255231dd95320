/** What `prove` finds, as data; reports/proof-report.ts says how it is published. */
import type { Trap } from "../conform/compiled/compiled-quirk.js";
import type { CAnswer, ModelAnswer, StepCall } from "../conform/lockstep/step.js";

/** One claim, or one kind of goal. */
export interface ProvedClaim {
  readonly id: string;
  /** Questions whose answer has to be no, and how many were answered so. */
  readonly goals: number;
  readonly proved: number;
  /** Questions whose answer has to be yes, so that the others say something; and how many were. */
  readonly controls: number;
  readonly met: number;
}

/** A build of the patch's C. */
export interface ProvedBuild {
  readonly name: string;
  /** Devices for which its probe makes a quirk, as 0x-hexadecimal ids. */
  readonly devices: readonly string[];
  /** Ways through the write callback, and how many of them can be taken. */
  readonly paths: number;
  readonly taken: number;
}

/** What was found wrong, with one call that shows it. */
export interface ProofDifference {
  readonly id: string;
  readonly where: string;
  readonly build: string;
  /** Null where the solver gives none. */
  readonly call: WriteShown | ReadShown | null;
}

/** A call of the write callback. */
export interface WriteShown {
  readonly kind: "write";
  /** Some access of a guest's leads to it, by QEMU's memory core. */
  readonly reachable: boolean;
  readonly call: StepCall & { readonly cookie: number };
  /** Of the call made in the sandbox; `same`: the two do not differ then; `not made`: the sandbox cannot make it. */
  readonly c: CAnswer | Trap | "same" | "not made";
  readonly model: ModelAnswer;
}

/** A call of the read callback: the solver's word, it is not made. The model gives the device's answer. */
export interface ReadShown {
  readonly kind: "read";
  /** As above. */
  readonly reachable: boolean;
  readonly offset: number;
  readonly size: number;
  readonly cookie: number;
  /** The device's, 64 bits. */
  readonly answer: bigint;
}

/** Why nothing is proved. */
export type Unknown =
  /** Something that the executor or the evaluator does not know, and in which function or line, if it is known. */
  | { readonly kind: "met"; readonly what: string; readonly where: string | null }
  | {
      /**
       * The solver gives no answer; what a claim speaks of can never be; a path is missed or a number not exact; or
       * the solver says that the two differ, and no call is found, or the call found shows no difference: one of
       * the executors is wrong.
       */
      readonly kind: "no answer" | "vacuous" | "not executed" | "no call" | "no difference";
      readonly id: string;
      readonly where: string;
    };

export interface ProofResult {
  /** `incomplete`: something is not known, or not answered; never a pass. */
  readonly verdict: "proved" | "refuted" | "incomplete";
  /** Of `incomplete`: one for each. A refutation can have some too. */
  readonly unknown: readonly Unknown[];
  readonly builds: readonly ProvedBuild[];
  readonly claims: readonly ProvedClaim[];
  /** Questions that differ from each other: what the solver was asked. */
  readonly questions: number;
  /** Trace points of the C; the number of one is its place. */
  readonly tracePoints: readonly string[];
  readonly differences: readonly ProofDifference[];
}
