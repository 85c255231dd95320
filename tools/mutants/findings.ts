/** What a run of mutants says of the checks: who killed which mutant, and which none did. */
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";

/** One place of the model changed. */
export interface Mutant {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** That line of the source, without what surrounds it. */
  readonly source: string;
  readonly operator: string;
  /** What stands there instead, on one line. */
  readonly replacement: string;
}

/** Why mutants that survive say the same as the model. */
export interface EquivalentMutant {
  readonly file: string;
  /** The line of the source, without the space around it. */
  readonly source: string;
  /** [operator, replacement] of each that this line has. */
  readonly mutants: readonly (readonly [operator: string, replacement: string])[];
  readonly because: string;
}

export interface TriedMutant extends Mutant {
  /** `stopped`: it did not end, and was ended; that counts as seen. */
  readonly outcome: "killed" | "stopped" | "survived";
  /** Names of the tests that failed. */
  readonly killedBy: readonly string[];
}

export interface FileFinding {
  readonly file: string;
  readonly mutants: number;
  readonly killed: number;
  readonly stopped: number;
  readonly equivalent: number;
  readonly survived: number;
}

/** What an invariant is worth, as far as the mutants tell. */
export interface InvariantFinding {
  readonly invariant: InvariantId;
  /** Mutants that change its verdict, in whichever of `verify`'s runs. */
  readonly kills: number;
  /** Of these, those that no other invariant kills. */
  readonly only: readonly Mutant[];
  /** Of these, the number that nothing else kills, no test of the model either. */
  readonly nothingElse: number;
}

/** A survivor, and why no check can kill it. */
export interface ExplainedMutant extends Mutant {
  readonly because: string;
}

/** What `npm run mutants -- --json` writes. */
export interface MutantsReport {
  readonly files: readonly FileFinding[];
  /**
   * None if only some lines were changed, or a mutant was left at the first check that noticed; or if the
   * checks of `verify` noticed nothing at all, as in a part whose suite does not have them.
   */
  readonly invariants: readonly InvariantFinding[];
  /** Mutants that only `machine-is-handler` kills, among the checks of `verify`. */
  readonly onlyAgreement: number;
  /** Mutants that no check of `verify` kills, and a test of the model does. */
  readonly onlyTests: number;
  readonly equivalent: readonly ExplainedMutant[];
  /** Survivors without a reason. */
  readonly survivors: readonly Mutant[];
  /** Reasons for which there is no survivor any more, in the files that were tried. */
  readonly idleReasons: readonly EquivalentMutant[];
}

/** The names of the tests in test/mutation/ that say what `verify` says: `verify keeping guest: pair-fresh`. */
const CHECK = /^verify (?:(?:arbitrary|keeping) guest|world|one dropped): (.+)$/;
const AGREEMENT = "machine-is-handler";

export interface Known {
  /** The mutants known to change nothing. */
  readonly equivalent: readonly EquivalentMutant[];
  /** Only some lines were tried, so a reason without a survivor means nothing. */
  readonly partial?: boolean;
  /** A mutant was left at the first check that noticed, so who else would have is not known. */
  readonly first?: boolean;
}

/** Judges a run. */
export function judgeMutants(
  tried: readonly TriedMutant[],
  { equivalent, partial = false, first = false }: Known,
): MutantsReport {
  const survived = tried.filter(({ outcome }) => outcome === "survived");
  const explained = survived.flatMap((mutant) => {
    const reason = equivalent.find((entry) => isOf(entry, mutant));
    return reason === undefined ? [] : [{ mutant, because: reason.because }];
  });
  const isExplained = (mutant: Mutant) => explained.some((entry) => entry.mutant === mutant);
  const killed = tried.filter(({ outcome }) => outcome === "killed").map(withChecks);
  const files = [...new Set(tried.map(({ file }) => file))].sort();
  const isWeighed = !partial && !first && killed.some(({ checks }) => checks.size > 0);
  return {
    files: files.map((file) => fileFinding(file, tried, isExplained)),
    invariants: (isWeighed ? INVARIANT_IDS : []).map((invariant) =>
      invariantFinding(invariant, killed),
    ),
    onlyAgreement: killed.filter(({ checks }) => checks.size === 1 && checks.has(AGREEMENT)).length,
    onlyTests: killed.filter(({ checks }) => checks.size === 0).length,
    equivalent: explained.map(({ mutant, because }) => ({ ...plain(mutant), because })),
    survivors: survived.filter((mutant) => !isExplained(mutant)).map(plain),
    idleReasons: equivalent.filter(
      (entry) =>
        !partial && files.includes(entry.file) && !survived.some((mutant) => isOf(entry, mutant)),
    ),
  };
}

/** True if nothing is left to be explained. */
export function isAccountedFor({ survivors, idleReasons }: MutantsReport): boolean {
  return survivors.length === 0 && idleReasons.length === 0;
}

/** `model/bits.ts:26 WrongMask: a & b => a | b`. */
export function mutantText({ file, line, operator, source, replacement }: Mutant): string {
  return `${file}:${line} ${operator}: ${source} => ${replacement}`;
}

interface Killed {
  readonly mutant: TriedMutant;
  /** Ids of the checks of `verify` that failed. */
  readonly checks: ReadonlySet<string>;
}

function withChecks(mutant: TriedMutant): Killed {
  const checks = mutant.killedBy.flatMap((name) => CHECK.exec(name)?.[1] ?? []);
  return { mutant, checks: new Set(checks.filter((id) => id !== "counts")) };
}

function invariantFinding(invariant: InvariantId, killed: readonly Killed[]): InvariantFinding {
  const kills = killed.filter(({ checks }) => checks.has(invariant));
  const only = kills.filter(({ checks }) =>
    [...checks].every((id) => id === invariant || id === AGREEMENT),
  );
  const nothingElse = only.filter(({ mutant }) =>
    mutant.killedBy.every((name) => CHECK.exec(name)?.[1] === invariant),
  );
  return {
    invariant,
    kills: kills.length,
    only: only.map(({ mutant }) => plain(mutant)),
    nothingElse: nothingElse.length,
  };
}

function fileFinding(
  file: string,
  tried: readonly TriedMutant[],
  isExplained: (mutant: Mutant) => boolean,
): FileFinding {
  const own = tried.filter((mutant) => mutant.file === file);
  const number = (outcome: TriedMutant["outcome"]) =>
    own.filter((mutant) => mutant.outcome === outcome).length;
  const equivalent = own.filter(isExplained).length;
  return {
    file,
    mutants: own.length,
    killed: number("killed"),
    stopped: number("stopped"),
    equivalent,
    survived: number("survived") - equivalent,
  };
}

function isOf(entry: EquivalentMutant, mutant: Mutant): boolean {
  return (
    entry.file === mutant.file &&
    entry.source === mutant.source &&
    entry.mutants.some(
      ([operator, replacement]) =>
        operator === mutant.operator && replacement === mutant.replacement,
    )
  );
}

function plain({ file, line, source, operator, replacement }: Mutant): Mutant {
  return { file, line, source, operator, replacement };
}
