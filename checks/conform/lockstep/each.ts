/** Calls of the C that the comparison by cookie and value is not made for: the read callback and the hooks. */
import type { CompiledQuirk, Trap } from "../compiled/compiled-quirk.js";
import { STEP_INPUT_WORDS, STEP_OUTPUT_WORDS } from "../compiled/records.js";

/** A part of a phase: calls compared, and whether it ended early. */
export interface Part {
  readonly steps: number;
  readonly stopped: boolean;
}

/** No more are made where so many did not come back: each costs a new sandbox. */
const MOST_TRAPS = 64;

/** How a call is written into words that hold zeros, and who gets the words of its answer. */
interface Each<Call> {
  readonly write: (words: Uint32Array, call: Call) => void;
  readonly onAnswer: (call: Call, answer: Uint32Array | Trap) => void;
}

/**
 * Makes each call in a state of its own, by the batch.
 * @returns how many were made: all, unless too many did not come back or one does not end
 */
export function callEach<Call>(
  quirk: CompiledQuirk,
  calls: readonly Call[],
  each: Each<Call>,
): number {
  let made = 0;
  let traps = 0;
  const onAnswer: typeof each.onAnswer = (call, answer) => {
    made++;
    each.onAnswer(call, answer);
  };
  for (let at = 0; at < calls.length; at += quirk.batch) {
    const batch = calls.slice(at, at + quirk.batch);
    traps += callBatch(quirk, batch, { ...each, onAnswer }, MOST_TRAPS - traps);
    if (quirk.endless || traps >= MOST_TRAPS) break;
  }
  return made;
}

/** @returns how many did not come back, `most` if it went no further */
function callBatch<Call>(
  quirk: CompiledQuirk,
  batch: readonly Call[],
  { write, onAnswer }: Each<Call>,
  most: number,
): number {
  for (const [i, call] of batch.entries()) {
    const words = quirk.inputs.subarray(i * STEP_INPUT_WORDS, (i + 1) * STEP_INPUT_WORDS);
    words.fill(0);
    write(words, call);
  }
  let traps = 0;
  for (let first = 0; first < batch.length && traps < most && !quirk.endless; first++) {
    const stop = quirk.run(first, batch.length);
    const last = stop?.at ?? batch.length;
    for (; first < last; first++) {
      onAnswer(batch[first] as Call, quirk.outputs.subarray(first * STEP_OUTPUT_WORDS));
    }
    if (stop === undefined) break;
    traps++;
    onAnswer(batch[last] as Call, stop.trap);
  }
  return traps;
}
