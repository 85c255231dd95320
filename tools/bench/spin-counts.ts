/** What SPIN says of a search. */
import type { Counts } from "./stations.js";

/**
 * States and transitions of the model in SPIN's output. SPIN counts one transition more; and of the world
 * the state and transition before its start, and a transition for each start.
 *
 * @throws Error if the search was cut short, or if there are no counts or rounded ones.
 */
export function spinCounts(output: string): Counts {
  if (/max search depth too small|out of memory|Search not completed/.test(output)) {
    throw new Error("SPIN's search was cut short");
  }
  const number = (pattern: RegExp) => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error("SPIN does not say how much it found");
    return Number(found);
  };
  const stored = number(/^\s*(\d+) states, stored/m);
  const taken = number(/^\s*(\d+) transitions/m);
  const starts = /^world: starts (\d+)$/m.exec(output)?.[1];
  if (starts === undefined) return { states: stored, transitions: taken - 1 };
  return { states: stored - 1, transitions: taken - 1 - Number(starts) };
}
