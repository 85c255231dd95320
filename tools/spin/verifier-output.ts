/** Reads what a verifier that SPIN made printed. */
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Findings, InvariantFinding } from "./findings.js";

/** The state before the environment is read and the start is chosen: no state of the world. */
const STATES_BEFORE_THE_WORLD = 1;

/** Reading the environment; then each start is a transition too. */
const TRANSITIONS_BEFORE_THE_START = 1;

/** A search that stopped early or found an error of the Promela: nothing it says may be believed. */
export class VerifierError extends Error {
  override readonly name = "VerifierError";
}

/**
 * What a depth-first run says; its lengths are of no meaning, and null.
 * @throws VerifierError unless the search was complete and the model without error
 */
export function depthFirstFindings(output: string): Findings {
  whole(output);
  const [, states = "", fingerprint = ""] = matched(
    output,
    /^world: states (\d+) fingerprint ([0-9a-f]{16})$/m,
  );
  const [, stored = ""] = matched(output, /^\s*(\d+) states, stored/m);
  if (Number(stored) - STATES_BEFORE_THE_WORLD !== Number(states)) {
    throw new VerifierError(`SPIN stored ${stored} states, the model met ${states} of the world`);
  }
  const [, taken = ""] = matched(output, /^\s*(\d+) transitions/m);
  const [, starts = ""] = matched(output, /^world: starts (\d+)$/m);
  const transitions = Number(taken) - TRANSITIONS_BEFORE_THE_START - Number(starts);
  const verdicts = verdictsIn(output).map((verdict) => ({ ...verdict, length: null }));
  return { states: Number(states), transitions, fingerprint, verdicts };
}

/**
 * Verdicts and shortest lengths of a breadth-first run.
 * @throws VerifierError unless the search was complete and the model without error
 */
export function breadthFirstVerdicts(output: string): readonly InvariantFinding[] {
  whole(output);
  return verdictsIn(output);
}

function whole(output: string): void {
  if (/max search depth too small|out of memory|Search not completed/.test(output)) {
    throw new VerifierError("SPIN's search was cut short");
  }
  matched(output, /errors: 0$/m);
}

function verdictsIn(output: string): readonly InvariantFinding[] {
  const lines = output.matchAll(/^world: (\S+) (holds|unreachable|violated) ?(\d+)?$/gm);
  return [...lines].map(([, name = "", verdict = "", length]) => {
    if (!(INVARIANT_IDS as readonly string[]).includes(name)) {
      throw new VerifierError(`'${name}' is no invariant`);
    }
    return {
      invariant: name as InvariantId,
      verdict: verdict as InvariantFinding["verdict"],
      length: length === undefined ? null : Number(length),
    };
  });
}

function matched(output: string, pattern: RegExp): RegExpExecArray {
  const found = pattern.exec(output);
  if (found === null) throw new VerifierError(`SPIN's output has no ${String(pattern)}`);
  return found;
}
