/** Calls that, made over and over, never come back to a state: a counter, a list that grows. */
import type { Call } from "./call.js";

/** Values by word; a word that is not there is as the probe left it. */
export type Memory = ReadonlyMap<number, number>;

/** A call, and what it found in the registers, by their position. */
export interface FoundCall extends Call {
  readonly registers: ReadonlyMap<number, number>;
}

/** Makes calls, each in any memory. */
export interface Stepper {
  /** What a call leaves in the words that it writes; or memory was full, or it did not come back otherwise. */
  readonly step: (call: FoundCall, from: Memory) => Memory | "full" | "stopped";
  /** Some call looks at the word, so that it counts. */
  readonly isState: (word: number) => boolean;
}

/** Calls that bring more than `most` states, or fill memory, and the words that took the most values in them. */
export interface Growth {
  readonly calls: readonly FoundCall[];
  readonly words: readonly number[];
}

/**
 * Tries each call by itself, then each pair of those that differ in more than the registers.
 * @param calls those that were seen to change the state
 * @returns undefined if all come back to a state within `most`; which does not say that nothing grows
 */
export function findGrowth(
  calls: readonly FoundCall[],
  stepper: Stepper,
  most: number,
): Growth | undefined {
  const plain = new Map(calls.map((call) => [plainKey(call), call]));
  const pairs = [...plain.values()].flatMap((a) => [...plain.values()].map((b) => [a, b]));
  for (const tried of [...calls.map((call) => [call]), ...pairs]) {
    const words = grownBy(tried, stepper, most);
    if (words !== undefined) return { calls: tried, words };
  }
  return undefined;
}

function plainKey({ control, access }: Call): string {
  return [control, ...Object.values(access)].join();
}

/**
 * R. Brent's cycle detection ("An improved Monte Carlo factorization algorithm", 1980): each state is
 * compared with one kept from before, which a later one replaces after 1, 2, 4... rounds. What comes back
 * within `most` states is found so within three times as many rounds.
 */
function grownBy(
  calls: readonly FoundCall[],
  stepper: Stepper,
  most: number,
): readonly number[] | undefined {
  const memory = new Map<number, number>();
  const values: Values = new Map();
  let kept: Memory = new Map();
  let next = 1;
  for (let round = 1; round <= 3 * most; round++) {
    const stopped = doAll(calls, stepper, { memory, values });
    if (stopped === "stopped") return undefined;
    if (stopped === "full") break;
    if (isSame(memory, kept, stepper)) return undefined;
    if (round < next) continue;
    kept = new Map(memory);
    next *= 2;
  }
  const largest = Math.max(...[...values.values()].map(({ size }) => size));
  const largestOnes = [...values].filter(([, { size }]) => size === largest);
  return largestOnes.map(([word]) => word).sort((a, b) => a - b);
}

/** By word: the values it took. */
type Values = Map<number, Set<number>>;

/** Makes the calls, one after the other; answers why it did not, if so. */
function doAll(
  calls: readonly FoundCall[],
  { step, isState }: Stepper,
  { memory, values }: { readonly memory: Map<number, number>; readonly values: Values },
): "full" | "stopped" | undefined {
  for (const call of calls) {
    const written = step(call, memory);
    if (typeof written === "string") return written;
    for (const [word, value] of written) {
      memory.set(word, value);
      if (isState(word)) values.set(word, (values.get(word) ?? new Set()).add(value));
    }
  }
  return undefined;
}

/** Words that only one of them has were not written before: a value of the first state may be missed here. */
function isSame(memory: Memory, kept: Memory, { isState }: Stepper): boolean {
  for (const [word, value] of memory) {
    if (isState(word) && kept.get(word) !== value) return false;
  }
  return true;
}
