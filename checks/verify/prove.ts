/** The proofs that a verification's cut sets are all there are: none depends on another. */
import type { AssumptionId } from "../../model/assumptions/index.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import { createWorld, offsetsFor } from "../../model/world/world.js";
import type { Limits } from "../engine/index.js";
import { type SharedWorld, shareWorld } from "../world/finite.js";
import { sliceOf } from "../world/slices.js";
import { proveWorldComplete, type WorldCompleteness } from "./complete.js";
import { compareCutSets, type WorldCutSet, type WorldVerification } from "./verify.js";

/** Are these all cut sets of an invariant, for one allocation? */
export interface ProofJob {
  readonly allocations: readonly [number];
  readonly invariant: InvariantId;
  /** Those that the search found. */
  readonly cutSets: readonly (readonly AssumptionId[])[];
}

/** What is known of the cut sets of an invariant, of every size and for every allocation. */
export interface InvariantCompleteness {
  readonly invariant: InvariantId;
  /** `complete`: there are no minimal cut sets beside those of the search and `found`. */
  readonly verdict: "complete" | "incomplete";
  /** Maximal sets of assumptions that were dropped and nothing broke, over all allocations. */
  readonly proved: number;
  /** States visited for that, over all allocations. */
  readonly states: number;
  /** Cut sets that the search had not found: larger than its order. By size, then in catalogue order. */
  readonly found: readonly Omit<WorldCutSet, "length">[];
  /** What stands between this and `complete`; empty if nothing does. */
  readonly why: readonly string[];
}

/** States of one search, at most; more leave the invariant complete to the order of the search only. */
const MOST_STATES = 20_000_000;

/** The proofs for a verification, always in the same order: those of one allocation in a row. */
export function proofJobs({ allocations, invariants }: WorldVerification): readonly ProofJob[] {
  return allocations.flatMap((allocated) =>
    invariants.map(({ invariant, cutSets }): ProofJob => {
      const own = cutSets.filter((cut) => cut.allocations.includes(allocated));
      const sets = own.map(({ assumptions }) => assumptions);
      return { allocations: [allocated], invariant, cutSets: sets };
    }),
  );
}

export interface ProverOptions {
  readonly quirk: Quirk;
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
  /** Of one search; default 20 million states. */
  readonly limits?: Limits;
  /** Told now and then how many states were visited in the search in hand. */
  readonly onProgress?: (states: number) => void;
}

/** Does proofs, one after another; quicker for those of the same allocation in a row. */
export class Prover {
  private current: { readonly allocated: number; readonly shared: SharedWorld } | undefined;

  constructor(private readonly options: ProverOptions) {}

  run({ allocations: [allocated], invariant, cutSets }: ProofJob): WorldCompleteness {
    const { limits = {}, onProgress } = this.options;
    return proveWorldComplete(this.shared(allocated), {
      invariant,
      slice: sliceOf(invariant),
      allocated,
      cutSets,
      limits: { states: MOST_STATES, ...limits },
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }

  private shared(asked: number): SharedWorld {
    if (this.current?.allocated !== asked) {
      const { quirk, exact } = this.options;
      const offsets = offsetsFor(asked, exact);
      const world = createWorld({ asked, offsets, order: ASSUMPTIONS.length, quirk });
      this.current = { allocated: asked, shared: shareWorld(world) };
    }
    return this.current.shared;
  }
}

/** Joins proofs, in whatever order they were done. */
export function joinProofs(proofs: readonly WorldCompleteness[]): readonly InvariantCompleteness[] {
  return INVARIANT_IDS.flatMap((id) => {
    const own = proofs
      .filter(({ invariant }) => invariant === id)
      .sort((a, b) => a.allocated - b.allocated);
    return own.length === 0 ? [] : [joined(id, own)];
  });
}

function joined(
  invariant: InvariantId,
  proofs: readonly WorldCompleteness[],
): InvariantCompleteness {
  const found = new Map<string, Omit<WorldCutSet, "length">>();
  for (const { allocated, found: sets } of proofs) {
    for (const assumptions of sets) {
      const key = assumptions.join("+");
      const before = found.get(key)?.allocations ?? [];
      found.set(key, { assumptions, allocations: [...before, allocated] });
    }
  }
  return {
    invariant,
    verdict: proofs.every(({ verdict }) => verdict === "complete") ? "complete" : "incomplete",
    proved: proofs.reduce((sum, { proved }) => sum + proved, 0),
    states: proofs.reduce((sum, { states }) => sum + states, 0),
    found: [...found.values()].sort(compareCutSets),
    why: proofs.flatMap(({ allocated, why }) =>
      why.map((reason) => `${allocated} ${allocated === 1 ? "vector" : "vectors"}: ${reason}`),
    ),
  };
}
