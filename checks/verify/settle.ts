/**
 * What searches found, in an order and a grouping of their own.
 *
 * Whether a search of several allocations at once stands for all of them is known from the questions asked
 * so far, by earlier searches too. So who did what before must not show: equal results of one job's
 * allocations become one result, and different ones are told apart already.
 */

import { SLICES } from "../world/slices.js";
import { type Found, jobsOf, type Scope } from "./jobs.js";

/** The same results, whatever order the searches were done in and whichever were done together. */
export function settled(scope: Scope, found: readonly Found[]): readonly Found[] {
  const groups = [...new Set(jobsOf(scope).map(({ allocations }) => allocations))];
  const groupOf = ({ allocations: [first = 0] }: Found) =>
    groups.findIndex((group) => group.includes(first));
  const sliceOf = ({ slice }: Found) => SLICES.findIndex(({ name }) => name === slice);
  const byResult = new Map<string, Found>();
  for (const result of found) {
    const key = JSON.stringify([groupOf(result), { ...result, allocations: null }]);
    const known = byResult.get(key)?.allocations ?? [];
    const allocations = [...new Set([...known, ...result.allocations])].sort((a, b) => a - b);
    byResult.set(key, { ...result, allocations });
  }
  return [...byResult.values()].sort(
    (a, b) =>
      groupOf(a) - groupOf(b) ||
      sliceOf(a) - sliceOf(b) ||
      (a.allocations[0] ?? 0) - (b.allocations[0] ?? 0),
  );
}
