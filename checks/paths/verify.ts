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

/** Enumerates and checks. Pure but for `onEnumeration`; the same options give the same result. */
export function verifyMachine(options: VerifyOptions): MachineVerification {
  const checks = STEP_CHECKS.filter(({ id }) => options.checks?.includes(id) ?? true);
  const tallies = new Map<string, Verdict>();
  const counts: Counts[] = [];
  for (const used of options.used) {
    for (const guest of GUESTS) {
      options.beforeEnumeration?.(guest, used);
      const enumeration = enumerate({ ...options, guest, used, events: eventsOf(guest, used) });
      options.onEnumeration?.(enumeration);
      counts.push(countsOf(enumeration));
      for (const [i, verdict] of judge(checks, enumeration).entries()) {
        const key = `${guest} ${checks[i]?.id}`;
        tallies.set(key, combine(tallies.get(key), verdict));
      }
    }
  }
  const results = GUESTS.flatMap((guest) => checks.map((check) => resultOf(guest, check, tallies)));
  return { used: options.used, checks: results, counts };
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

function resultOf(
  guest: Guest,
  check: StepCheck,
  tallies: ReadonlyMap<string, Verdict>,
): CheckResult {
  const verdict = tallies.get(`${guest} ${check.id}`) ?? { verdict: "unreachable" };
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
