/** What `prove` finds, as plain data: the schema of `prove --json` is made from `ProofReport`. */

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
  readonly call: ProofCall | null;
}

export interface ProofCall {
  /** Some access of a guest's leads to it, by QEMU's memory core. */
  readonly reachable: boolean;
  /** It was made in the sandbox, and C and model differ. */
  readonly made: boolean;
  readonly input: string;
  readonly c: string;
  readonly model: string;
}

export interface ProofReport {
  /** `incomplete`: something is not known, or not answered; never a pass. */
  readonly verdict: "proved" | "refuted" | "incomplete";
  /** Of `incomplete`: what was met, one for each. */
  readonly unknown: readonly string[];
  readonly builds: readonly ProvedBuild[];
  readonly claims: readonly ProvedClaim[];
  /** Questions that differ from each other: what the solver was asked. */
  readonly questions: number;
  readonly differences: readonly ProofDifference[];
}
