/** A verification divided: which runs of the machine and which searches of the world a part does. */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { allocationFor } from "../../model/qemu/msi-capability.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { NAMED_GUESTS } from "../../model/world/guests/index.js";
import type { Limits } from "../engine/index.js";
import { expectedCounts } from "../expectations/machine.js";
import type { StepCheckId } from "../machine/step-checks.js";
import { type MachineRun, machineRuns, type RunOptions } from "../machine/verify.js";
import { SLICES } from "../world/slices.js";
import { type DropJob, type DropScope, dropJobs } from "./drop-jobs.js";
import { type Job, jobsOf, type Scope } from "./jobs.js";

/** The name of the guest that does anything. */
export const ARBITRARY = "arbitrary" as const;

/** What a whole verification is about: all that its report depends on, beside the code. */
export interface VerifyScope {
  /**
   * `verify`: the patch's machine, and the world around it; `quirk`: the world of another design; `drop`: the
   * world with some assumptions dropped, or with a named guest.
   */
  readonly mode: "verify" | "quirk" | "drop";
  /** The design under check: its name, or a user's file as it was given. */
  readonly quirk: string;
  /** SHA-256 of that file and of all that it imports, in hexadecimal; null of a design by its name. */
  readonly quirkDigest: string | null;
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
   * The most assumptions dropped together in the search for cut sets; 0: no such search.
   * @TJS-type integer
   * @minimum 0
   * @maximum 3
   */
  readonly order: number;
  /** The world with every vector offset. */
  readonly exact: boolean;
  /** The cut sets found are proved to be all there are. */
  readonly complete: boolean;
  /** `arbitrary`, or the name of a guest driver. */
  readonly guest: string;
  /** As asked for. */
  readonly dropped: readonly AssumptionId[];
  /**
   * MiB that one search may take.
   * @TJS-type integer
   * @minimum 1
   */
  readonly memory: number;
}

/** What is verified if nothing else is asked for. */
export const USUAL_SCOPE: VerifyScope = {
  mode: "verify",
  quirk: AS_POSTED.name,
  quirkDigest: null,
  vectors: Array.from({ length: 32 }, (_, i) => i + 1),
  invariant: null,
  order: 3,
  exact: false,
  complete: false,
  guest: ARBITRARY,
  dropped: [],
  memory: 4096,
};

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
  /** Searches for cut sets; where the scope says `complete`, each with the proofs of its invariants. */
  readonly jobs: readonly Job[];
  /** Searches with the same assumptions dropped all along. */
  readonly drops: readonly DropJob[];
}

/** A run or a search, as the plan that it would be alone, and how long it takes. */
interface Unit extends Partial<Plan> {
  readonly weight: number;
}

/** The work of one part. Every run and search is in exactly one part; more parts than those: some are empty. */
export function planOf(scope: VerifyScope, { part, of }: Shard): Plan {
  // Alike allocations are searched together, unless they are what all other parts would wait for.
  const [together, apart] = [true, false].map((grouped) => {
    const units = unitsOf(scope, grouped);
    const weights = units.map(({ weight }) => weight);
    const shares = divide(weights, of);
    return { units, shares, heaviest: heaviestOf(weights, shares) };
  });
  if (together === undefined || apart === undefined) throw new RangeError("two divisions expected");
  const { units, shares } = together.heaviest <= apart.heaviest ? together : apart;
  const ours = units.filter((_, at) => shares[at] === part - 1);
  return {
    runs: ours.flatMap(({ runs = [] }) => runs),
    jobs: ours.flatMap(({ jobs = [] }) => jobs),
    drops: ours.flatMap(({ drops = [] }) => drops),
  };
}

function unitsOf(scope: VerifyScope, grouped: boolean): readonly Unit[] {
  const { mode, vectors, order } = scope;
  const runs = mode === "verify" ? machineRuns(vectors) : [];
  const world = worldScope(scope);
  const jobs = world === null ? [] : jobsOf(world).flatMap((job) => (grouped ? job : single(job)));
  const drops = mode === "drop" ? dropJobs(dropScope(scope)) : [];
  return [
    ...runs.map((run) => ({ runs: [run], weight: runWeight(run) })),
    ...jobs.map((job) => ({ jobs: [job], weight: jobWeight(job, order) })),
    // What takes long for cut sets, does here.
    ...drops.map((drop) => ({ drops: [drop], weight: sliceWeight(drop) })),
  ];
}

/** A search of several allocations as searches of each: what they find is the same. */
function single({ allocations, slice }: Job): readonly Job[] {
  return allocations.map((allocated) => ({ allocations: [allocated], slice }));
}

/** The scope of the search for cut sets; null if that is not asked for. */
export function worldScope({ mode, vectors, invariant, order, exact }: VerifyScope): Scope | null {
  if (mode === "drop" || order === 0 || invariant !== null) return null;
  return { allocations: allocationsOf(vectors), order, exact };
}

/** What is dropped, and where. @throws RangeError if there is no such guest */
export function dropScope({ vectors, exact, dropped, guest: name }: VerifyScope): DropScope {
  const guest = NAMED_GUESTS.find((known) => known.name === name);
  if (guest === undefined && name !== ARBITRARY) throw new RangeError(`no guest ${name}`);
  const allocations = guest === undefined ? allocationsOf(vectors) : [guest.allocated];
  return { dropped, allocations, exact, guest };
}

/** Of each search. */
export function limitsOf({ memory }: Pick<VerifyScope, "memory">): Limits {
  return { bytes: memory * 2 ** 20 };
}

/** The checks of the machine. */
export function checksOf({ invariant }: VerifyScope): Pick<RunOptions, "checks"> {
  return invariant === null ? {} : { checks: [invariant] };
}

/** Invariants of one allocation that a part proves complete, by the searches it does. */
export function proofsOf({ complete }: VerifyScope, { jobs }: Plan): readonly ProofUnit[] {
  if (!complete) return [];
  return jobs.flatMap(({ slice, allocations }) => {
    const invariants = SLICES.find(({ name }) => name === slice)?.invariants ?? [];
    return allocations.flatMap((allocated) =>
      invariants.map((invariant) => ({ allocated, invariant })),
    );
  });
}

export interface ProofUnit {
  readonly allocated: number;
  readonly invariant: InvariantId;
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
  const loads = Array.from({ length: Math.min(of, weights.length) }, () => 0);
  const shares = weights.map(() => 0);
  for (const [at, weight] of heaviestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] ?? 0) + weight;
    shares[at] = lightest;
  }
  return shares;
}

function heaviestOf(weights: readonly number[], shares: readonly number[]): number {
  const loads: number[] = [];
  for (const [at, share] of shares.entries()) {
    loads[share] = (loads[share] ?? 0) + (weights[at] ?? 0);
  }
  return loads.reduce((most, load) => Math.max(most, load), 0);
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
  return sliceWeight({ slice }) * questions * (ORDER_WEIGHTS[order] ?? 1);
}

function sliceWeight({ slice }: Pick<Job, "slice">): number {
  return SLICE_WEIGHTS[slice] ?? OTHER;
}
