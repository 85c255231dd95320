/** States of a world and all that can happen in them, by the plainest search there is. */
import type { WorldOutcome } from "../../../model/world/move.js";
import { usualState, type WorldState } from "../../../model/world/state.js";
import type { World } from "../../../model/world/world.js";

/** A state, and all that can happen in it, whatever it needs. */
export interface Situation {
  readonly state: WorldState;
  readonly outcomes: readonly WorldOutcome[];
}

/**
 * What is reached by steps that need nothing, from every start there is: so with nothing dropped, and with each
 * assumption about a choice of the start.
 * @param faults the most steps on the way that need an assumption
 */
export function reachable(world: World, faults = 0): readonly Situation[] {
  const found = new Map<string, Situation>();
  let layer: readonly WorldState[] = world.choices.map(
    ({ changes }) => ({ ...usualState(world.components), ...changes }) as WorldState,
  );
  for (let fault = 0; fault <= faults; fault++) layer = visited(world, layer, found);
  return [...found.values()];
}

/** Notes all that is reached from some states by steps that need nothing; answers where the others lead. */
function visited(
  world: World,
  from: readonly WorldState[],
  found: Map<string, Situation>,
): readonly WorldState[] {
  const queue = [...from];
  const faulty: WorldState[] = [];
  for (const state of queue) {
    const key = Object.values(state).join();
    if (found.has(key)) continue;
    const outcomes = world.moves.flatMap((move) => move.outcomes(state));
    found.set(key, { state, outcomes });
    for (const { needs, changes } of outcomes) {
      const after = { ...state, ...changes } as WorldState;
      (needs.length === 0 ? queue : faulty).push(after);
    }
  }
  return faulty;
}
