/** What of the C was not held against the model: each of it makes "no difference" a part of the truth only. */
import type { CompiledPatch, CompiledQuirk, Kept } from "./compiled/compiled-quirk.js";
import type { KeptState, MissedBranch, NotCompared } from "./result.js";
import { PatchError } from "./source/errors.js";

/** Ways out of branches, and functions, that nothing took; also those without a number (`no_sanitize`). */
export function missedBranches({
  patch,
  reached,
}: Pick<CompiledQuirk, "patch" | "reached">): readonly MissedBranch[] {
  return patch.coverage.edges
    .filter(({ guard }) => reached[guard] !== 1)
    .map(({ guard: _, ...edge }) => ({ kind: "branch", ...edge }));
}

/**
 * All of it, of a comparison that called each hook there is; apart from what was said to be out of reach.
 * @param unreachedOk lines of branches that nothing can take
 * @throws PatchError for a line at which there is no way that nothing took
 */
export function notComparedBy(
  quirk: CompiledQuirk,
  structure: string,
  unreachedOk: readonly number[],
): { readonly notCompared: readonly NotCompared[]; readonly unreached: readonly MissedBranch[] } {
  const rest = quirk.endless ? [{ kind: "rest" } as const] : [];
  const missed = missedBranches(quirk);
  // Of what has no number (no_sanitize) nobody knows whether it was taken.
  const { edges } = quirk.patch.coverage;
  const counted = (line: number) => edges.some((edge) => edge.line === line && edge.guard !== 0);
  const isOk = ({ line }: MissedBranch) => unreachedOk.includes(line) && counted(line);
  const unreached = missed.filter(isOk);
  const wrong = unreachedOk.find((of) => !unreached.some(({ line }) => line === of));
  if (wrong !== undefined) {
    throw new PatchError("--unreached-ok: no way out of a branch here was left untaken", wrong);
  }
  const others = missed.filter((branch) => !isOk(branch));
  const kept = keptStates(quirk, structure);
  return { notCompared: [...others, ...kept, ...rest, ...elsewhere(quirk.patch)], unreached };
}

/** What the patch changes in QEMU beside the quirk. */
export function elsewhere({ elsewhere: lines }: CompiledPatch): readonly NotCompared[] {
  return lines.length === 0 ? [] : [{ kind: "elsewhere", lines }];
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
  return { kind: "state", name: holder === "allocation" ? null : name || null, offset };
}
