import { compile, explore } from "../../checks/engine/index.js";
import { expectedCutSets, setText } from "../../checks/expectations/compare-world.js";
import { finiteModel, shareWorld } from "../../checks/world/finite.js";
import { WHOLE } from "../../checks/world/slices.js";
import { type AssumptionId, assumptionPosition } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { createWorld, everyOffset } from "../../model/world/world.js";
import { FOUND_BY_SPIN, FOUND_VECTORS, type SpinFound } from "../../tools/spin/found.js";
import { perMutant } from "./per-mutant.js";

/** A mutant that has so many times the states is known by their number: to meet all of them may take long. */
const ENOUGH = 4;

/** One configuration as the explorer finds it, and as SPIN did on a model of its own. */
export interface Explored {
  readonly dropped: readonly AssumptionId[];
  /** States and transitions of the explorer's. */
  readonly counts: readonly [states: number, transitions: number];
  readonly spin: readonly [states: number, transitions: number];
  /** Undefined if the search was cut short before it knew: then the counts say enough. */
  readonly verdictOf: (invariant: InvariantId) => string | undefined;
}

/** The whole world explored with every set of so many assumptions dropped of which SPIN's counts are kept. */
export function exploredWith(dropping: readonly number[]): () => readonly Explored[] {
  const configurations = FOUND_BY_SPIN.filter(({ dropped }) => dropping.includes(dropped.length));
  return perMutant(() => {
    const offsets = everyOffset(FOUND_VECTORS);
    const order = Math.max(...dropping);
    const world = shareWorld(createWorld({ asked: FOUND_VECTORS, offsets, order }));
    const compiled = compile(finiteModel(world, WHOLE));
    return configurations.map((configuration) => exploredOf(compiled, configuration));
  });
}

function exploredOf(
  compiled: ReturnType<typeof compile>,
  { dropped, states, transitions }: SpinFound,
): Explored {
  const limits = { states: ENOUGH * states };
  const found = explore(compiled, { dropped: dropped.map(assumptionPosition), limits });
  const verdicts = new Map(
    WHOLE.invariants.map((id, at) => {
      const verdict = found.verdicts[at]?.verdict;
      return [id, verdict === "incomplete" ? undefined : verdict];
    }),
  );
  return {
    dropped,
    counts: [found.states, found.transitions],
    spin: [states, transitions],
    verdictOf: (invariant) => verdicts.get(invariant),
  };
}

/** What was worked out by hand: an invariant falls if all of one of its cut sets is dropped. */
export function expectedVerdict(invariant: InvariantId, dropped: readonly AssumptionId[]): string {
  const scope = { order: 2, allocations: [FOUND_VECTORS] };
  const subsets = [...dropped.map((id) => [id]), dropped].map(setText);
  const falls = expectedCutSets(invariant, scope).some((text) => subsets.includes(text));
  return falls ? "violated" : "holds";
}
