/** A verification held against what is expected: every drift, each showing both sides. */

import type { CheckResult, Counts, MachineVerification } from "../machine/verify.js";
import type { Verdict } from "../verdict.js";
import { EXPECTED_VERDICTS, expectedCounts } from "./machine.js";

/** One difference between what was found and what is committed. */
export interface Drift {
  /** What it is about: `keeping cookie-discipline`, `arbitrary 16 vectors transitions`. */
  readonly about: string;
  readonly expected: string;
  readonly found: string;
}

/** All drifts, in report order; none means as expected. */
export function driftsOf({ checks, counts }: MachineVerification): readonly Drift[] {
  return [...checks.flatMap(verdictDrift), ...counts.flatMap(countDrifts)];
}

/** A verdict as one short text: `holds`, `violated in 2 steps`, `incomplete: why`. */
export function verdictText(verdict: Verdict): string {
  if (verdict.verdict === "violated") return violatedText(verdict.path.length);
  return verdict.verdict === "incomplete" ? `incomplete: ${verdict.why}` : verdict.verdict;
}

function violatedText(length: number): string {
  return `violated in ${length} ${length === 1 ? "step" : "steps"}`;
}

function verdictDrift({ guest, check, verdict }: CheckResult): readonly Drift[] {
  const wanted = EXPECTED_VERDICTS[guest][check];
  const expected = wanted.length === null ? wanted.verdict : violatedText(wanted.length);
  const found = verdictText(verdict);
  return expected === found ? [] : [{ about: `${guest} ${check}`, expected, found }];
}

function countDrifts({ guest, used, ...found }: Counts): readonly Drift[] {
  const expected = expectedCounts(guest, used);
  return (["states", "transitions", "paths"] as const)
    .filter((size) => expected[size] !== found[size])
    .map((size) => ({
      about: `${guest} ${used} vectors ${size}`,
      expected: String(expected[size]),
      found: String(found[size]),
    }));
}
