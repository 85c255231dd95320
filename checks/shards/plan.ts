/** A verification divided: which runs of the machine and which searches of the world a part does. */
import { allocationFor } from "../../model/qemu/msi-capability.js";
import { expectedCounts } from "../paths/expected.js";
import type { StepCheckId } from "../paths/step-checks.js";
import { type MachineRun, machineRuns } from "../paths/verify.js";
import { type Job, jobsOf, type Scope } from "../world/jobs.js";

/** What a whole verification is about. */
export interface VerifyScope {
  /** Name of the design under check. */
  readonly quirk: string;
  /**
   * Vectors used, ascending, each 1 to 32.
   * @items.type integer
   * @items.minimum 1
   * @items.maximum 32
   */
  readonly vectors: readonly number[];
  /** The only check of the machine; null: all, and the world. */
  readonly invariant: StepCheckId | null;
  /**
   * The most assumptions dropped together in the world; 0: no world.
   * @TJS-type integer
   * @minimum 0
   * @maximum 3
   */
  readonly order: number;
  /** The world with every vector offset. */
  readonly exact: boolean;
}

/** Part `part` of `of` parts. */
export interface Shard {
  /**
   * @TJS-type integer
   * @minimum 1
   * @maximum 10000
   */
  readonly part: number;
  /**
   * More parts than anybody has machines for are a slip of the keyboard.
   * @TJS-type integer
   * @minimum 1
   * @maximum 10000
   */
  readonly of: number;
}

/** A verification that is not divided. */
export const WHOLE: Shard = { part: 1, of: 1 };

/** What a part does, in the order of the whole. */
export interface Plan {
  readonly runs: readonly MachineRun[];
  readonly jobs: readonly Job[];
}

/** The work of one part. Every run and job is in exactly one part; more parts than those: some are empty. */
export function planOf(scope: VerifyScope, { part, of }: Shard): Plan {
  const runs = machineRuns(scope.vectors).map((run) => ({ run, weight: runWeight(run) }));
  const world = worldScope(scope);
  const jobs = (world === null ? [] : jobsOf(world)).map((job) => ({
    job,
    weight: jobWeight(job, scope.order),
  }));
  const shares = divide(
    [...runs, ...jobs].map(({ weight }) => weight),
    of,
  );
  const isOurs = (at: number) => shares[at] === part - 1;
  return {
    runs: runs.flatMap(({ run }, i) => (isOurs(i) ? [run] : [])),
    jobs: jobs.flatMap(({ job }, i) => (isOurs(runs.length + i) ? [job] : [])),
  };
}

/** The world's own scope; null if the world is not asked for. */
export function worldScope({ vectors, invariant, order, exact }: VerifyScope): Scope | null {
  if (order === 0 || invariant !== null) return null;
  return { allocations: allocationsOf(vectors), order, exact };
}

/** The allocations that these used vectors lead to, ascending. */
export function allocationsOf(vectors: readonly number[]): readonly number[] {
  return [...new Set(vectors.map(allocationFor))].sort((a, b) => a - b);
}

/**
 * Gives each weight to one of `of` shares, the heaviest first, each to the lightest share so far: no share
 * is heavier than another by more than one weight.
 *
 * @returns the share of each weight, from 0
 */
export function divide(weights: readonly number[], of: number): readonly number[] {
  const heaviestFirst = [...weights.entries()].sort(([i, a], [j, b]) => b - a || i - j);
  const loads = Array.from({ length: of }, () => 0);
  const shares = weights.map(() => 0);
  for (const [at, weight] of heaviestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + weight;
    shares[at] = lightest;
  }
  return shares;
}

/** Weights are rough milliseconds: @xstate/graph takes about 15 microseconds for a transition. */
function runWeight({ guest, used }: MachineRun): number {
  return expectedCounts(guest, used).transitions * 0.015;
}

/** What a search of a slice took alone, at order 3, with 1 vector; one not named here counts as `OTHER`. */
const SLICE_WEIGHTS: Readonly<Record<string, number>> = {
  steps: 12_500,
  fresh: 13_000,
  confidential: 6000,
};
const OTHER = 2000;
/** How much less a search of order 1 or 2 takes than one of order 3. */
const ORDER_WEIGHTS: readonly number[] = [0, 1 / 10, 1 / 3, 1];

function jobWeight({ slice, allocations }: Job, order: number): number {
  // Every further allocation is asked along.
  const questions = (1 + allocations.length) / 2;
  return (SLICE_WEIGHTS[slice] ?? OTHER) * questions * (ORDER_WEIGHTS[order] ?? 1);
}
