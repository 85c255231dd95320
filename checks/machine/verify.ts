/** The machine verified for a set of vector counts: every check, every guest, with exact counts. */
import { allocationFor } from "../../model/qemu/msi-capability.js";
import {
  arbitraryGuest,
  GUESTS,
  type Guest,
  type GuestEvents,
  keepingGuest,
} from "../../model/quirks/as-posted/guests.js";
import type { Verdict } from "../verdict.js";
import { type Enumeration, enumerate, type QuirkMachine } from "./enumerate.js";
import { simplePaths } from "./simple-paths.js";
import { judge, STEP_CHECKS, type StepCheck, type StepCheckId } from "./step-checks.js";

/** Sizes of one enumeration; `paths` are the listed simple paths, of the keeping guest only. */
export interface Counts {
  readonly used: number;
  readonly allocated: number;
  readonly guest: Guest;
  readonly states: number;
  readonly transitions: number;
  readonly paths: number | null;
}

/** One check under one guest, over all vector counts asked for. */
export interface CheckResult {
  readonly guest: Guest;
  readonly check: StepCheckId;
  readonly claim: string;
  readonly situation: string;
  readonly verdict: Verdict;
}

export interface MachineVerification {
  /** Vector counts checked, ascending. */
  readonly used: readonly number[];
  readonly checks: readonly CheckResult[];
  readonly counts: readonly Counts[];
}

/** One enumeration: a kind of guest that uses so many vectors. */
export interface MachineRun {
  readonly guest: Guest;
  /** 1 to 32. */
  readonly used: number;
}

/** What a run found. Plain data. */
export interface MachineFound {
  readonly counts: Counts;
  readonly verdicts: readonly { readonly check: StepCheckId; readonly verdict: Verdict }[];
}

export interface VerifyOptions {
  /** Vector counts, each 1 to 32. */
  readonly used: readonly number[];
  /** Which checks; all if absent. */
  readonly checks?: readonly StepCheckId[];
  /** Called around each enumeration. */
  readonly beforeEnumeration?: (guest: Guest, used: number) => void;
  readonly onEnumeration?: (enumeration: Enumeration) => void;
  /** See EnumerationOptions. */
  readonly machine?: QuirkMachine;
  readonly limit?: number;
}

export type RunOptions = Omit<VerifyOptions, "used">;

/** Enumerates and checks. Pure but for `onEnumeration`; the same options give the same result. */
export function verifyMachine(options: VerifyOptions): MachineVerification {
  return joinMachine(
    options,
    machineRuns(options.used).map((run) => verifyRun(run, options)),
  );
}

/** The runs that a verification of the machine is made of: none depends on another. */
export function machineRuns(used: readonly number[]): readonly MachineRun[] {
  return used.flatMap((vectors) => GUESTS.map((guest) => ({ guest, used: vectors })));
}

/** One run: enumerates, and asks every check. */
export function verifyRun({ guest, used }: MachineRun, options: RunOptions): MachineFound {
  options.beforeEnumeration?.(guest, used);
  const enumeration = enumerate({ ...options, guest, used, events: eventsOf(guest, used) });
  options.onEnumeration?.(enumeration);
  const checks = checksOf(options);
  const verdicts = judge(checks, enumeration).flatMap((verdict, i) => {
    const check = checks[i];
    return check === undefined ? [] : [{ check: check.id, verdict }];
  });
  return { counts: countsOf(enumeration), verdicts };
}

/**
 * Joins what the runs of a verification found, in whatever order they were done.
 * @throws RangeError if one of its runs is not there
 */
export function joinMachine(
  options: Pick<VerifyOptions, "used" | "checks">,
  found: readonly MachineFound[],
): MachineVerification {
  const { used } = options;
  const runs = machineRuns(used).map(({ guest, used: vectors }) => {
    const own = found.find(({ counts }) => counts.guest === guest && counts.used === vectors);
    if (own === undefined) throw new RangeError(`no run of ${vectors} vectors, ${guest} guest`);
    return own;
  });
  const checks = checksOf(options);
  return {
    used,
    checks: GUESTS.flatMap((guest) => {
      const own = runs.filter(({ counts }) => counts.guest === guest);
      return checks.map((check) => resultOf(guest, check, own));
    }),
    counts: runs.map(({ counts }) => counts),
  };
}

function checksOf({ checks }: Pick<VerifyOptions, "checks">): readonly StepCheck[] {
  return STEP_CHECKS.filter(({ id }) => checks?.includes(id) ?? true);
}

/** The events of a kind of guest with `used` vectors. */
export function eventsOf(guest: Guest, used: number): GuestEvents {
  return guest === "arbitrary" ? arbitraryGuest(used) : keepingGuest(used);
}

/**
 * The verdict over two searches: a violation in either is one, the shorter path kept; else one that was
 * cut short makes the whole incomplete; one that reached the situation makes it reached.
 */
export function combine(first: Verdict | undefined, second: Verdict): Verdict {
  if (first === undefined) return second;
  const concerned = concernedBy(first) + concernedBy(second);
  const [path] = [first, second]
    .flatMap((verdict) => (verdict.verdict === "violated" ? [verdict.path] : []))
    .sort((a, b) => a.length - b.length);
  if (path !== undefined) return { verdict: "violated", concerned, path };
  if (first.verdict === "incomplete") return first;
  if (second.verdict === "incomplete" || first.verdict === "unreachable") return second;
  return first.verdict === "holds" ? { ...first, concerned } : first;
}

function concernedBy(verdict: Verdict): number {
  return "concerned" in verdict ? verdict.concerned : 0;
}

function resultOf(guest: Guest, check: StepCheck, runs: readonly MachineFound[]): CheckResult {
  let joined: Verdict | undefined;
  for (const { check: id, verdict } of runs.flatMap(({ verdicts }) => verdicts)) {
    if (id === check.id) joined = combine(joined, verdict);
  }
  const verdict = joined ?? { verdict: "unreachable" };
  return { guest, check: check.id, claim: check.claim, situation: check.situation, verdict };
}

function countsOf({ guest, used, states, steps }: Enumeration): Counts {
  return {
    used,
    allocated: allocationFor(used),
    guest,
    states: states.length,
    transitions: steps.length,
    paths: guest === "keeping" ? simplePaths(used).length : null,
  };
}
