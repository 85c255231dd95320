/** What of the C was not held against the model: each of it makes "no difference" a part of the truth only. */
import type { CompiledPatch, CompiledQuirk, Kept } from "./compiled/compiled-quirk.js";
import type { ProbeRecord } from "./compiled/records.js";
import type { KeptState, NotCompared } from "./result.js";

/** Ways out of branches, and functions, that nothing took; also those without a number (`no_sanitize`). */
export function missedBranches({
  patch,
  reached,
}: Pick<CompiledQuirk, "patch" | "reached">): readonly NotCompared[] {
  return patch.coverage.edges
    .filter(({ guard }) => reached[guard] !== 1)
    .map(({ guard: _, ...edge }) => ({ kind: "branch", ...edge }));
}

/** @param structure type of what the callbacks get */
export function keptStates(
  { patch, kept }: CompiledQuirk,
  structure: string,
): readonly KeptState[] {
  return [...kept.values()].map((place) => keptState(patch, place, structure));
}

/** @param structure type of what the callbacks get */
export function keptState(
  { variables }: CompiledPatch,
  { holder, variable, offset }: Kept,
  structure: string,
): KeptState {
  const name = holder === "variable" ? variables[variable] : structure;
  return { kind: "state", name: holder === "allocation" ? null : (name ?? null), offset };
}

/** @param records of devices that have a quirk */
export function missedHooks(records: readonly ProbeRecord[]): readonly NotCompared[] {
  return (["accepts", "reset"] as const)
    .filter((hook) => records.some((record) => record[hook] !== 0))
    .map((hook) => ({ kind: "hook", hook }));
}
