/** What `prove --json` writes, and the record holds; the schemas are made from `ProofReport`. */
import { GOAL_KINDS } from "../checks/prove/goals.js";
import type { ProofDifference, ProofResult, ReadShown, Unknown } from "../checks/prove/result.js";
import { hex } from "../model/bits.js";
import { callText, cText, modelText } from "./text/conform-calls.js";

export interface ReportedCall {
  /** Some access of a guest's leads to it, by QEMU's memory core. */
  readonly reachable: boolean;
  /** It was made in the sandbox, and C and model differ; else it is the solver's word only. */
  readonly made: boolean;
  readonly input: string;
  readonly c: string;
  readonly model: string;
}

export interface ReportedDifference extends Omit<ProofDifference, "call"> {
  readonly call: ReportedCall | null;
}

export interface ProofReport extends Omit<ProofResult, "unknown" | "tracePoints" | "differences"> {
  /** Of `incomplete`: what is not known, one for each. A refutation can have some too. */
  readonly unknown: readonly string[];
  readonly differences: readonly ReportedDifference[];
}

/** A result as it is published. */
export function proofReport(result: ProofResult): ProofReport {
  const { unknown, tracePoints, differences, ...rest } = result;
  return {
    ...rest,
    unknown: unknown.map(unknownText),
    differences: differences.map((each) => ({ ...each, call: reportedCall(each, tracePoints) })),
  };
}

/** What has to be so, in words: a kind of goal has a sentence, an invariant its name. */
export function claimText(id: string): string {
  return GOAL_KINDS[id as keyof typeof GOAL_KINDS] ?? id;
}

const REASONS: Readonly<Record<Exclude<Unknown["kind"], "met">, string>> = {
  "no answer": "the solver gives no answer",
  vacuous: "cannot be, so what rests on it is not shown",
  "not executed": "is not so, and nothing can be said of what is executed",
  "no call": "the solver sees a difference, and no call that shows it is found",
  "no difference": "the call that the solver finds shows no difference",
};

function unknownText(unknown: Unknown): string {
  if (unknown.kind !== "met") return `${unknown.id}, ${unknown.where}: ${REASONS[unknown.kind]}`;
  return unknown.where === null ? unknown.what : `${unknown.where}: ${unknown.what}`;
}

function reportedCall(
  { id, where, call: found }: ProofDifference,
  points: readonly string[],
): ReportedCall | null {
  if (found === null) return null;
  if (found.kind === "read") return reportedRead(found, claimText(id));
  const { reachable, call, c, model } = found;
  const made = c !== "same" && c !== "not made";
  return {
    reachable,
    made,
    input: callText(call),
    c: made ? cText(c, points) : c === "same" ? SAME : notMadeText(id, where),
    model: modelText(model),
  };
}

function reportedRead({ reachable, ...read }: ReadShown, claim: string): ReportedCall {
  const { offset, size, cookie, answer } = read;
  const from = cookie === 0 ? "none" : hex(cookie);
  return {
    reachable,
    made: false,
    input: `read of ${size} bytes at ${hex(offset)}, cookie ${from}; the device answers ${hex(answer)}`,
    c: `not made; by the solver, not so: ${claim}`,
    model: hex(answer),
  };
}

const SAME = "the same, when it is made";

function notMadeText(id: string, where: string): string {
  return `not made, for the sandbox's device has its capability and its file elsewhere; by the solver, not so on ${where}: ${claimText(id)}`;
}
