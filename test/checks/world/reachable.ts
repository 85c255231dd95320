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
 * assumption about a choice of the start. One at a time: all of them with their outcomes are gigabytes.
 * @param faults the most steps on the way that need an assumption
 */
export function* reachable(world: World, faults = 0): Generator<Situation> {
  const found = new Set<string>();
  let layer: readonly WorldState[] = world.choices.map(
    ({ changes }) => ({ ...usualState(world.components), ...changes }) as WorldState,
  );
  for (let fault = 0; fault <= faults; fault++) layer = yield* visited(world, layer, found);
}

/** Notes all that is reached from some states by steps that need nothing; answers where the others lead. */
function* visited(
  world: World,
  from: readonly WorldState[],
  found: Set<string>,
): Generator<Situation, readonly WorldState[]> {
  const queue = from.filter((state) => isNew(state, found));
  const faulty = new Map<string, WorldState>();
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    const outcomes = world.moves.flatMap((move) => move.outcomes(state as WorldState));
    yield { state, outcomes };
    for (const { needs, changes } of outcomes) {
      const after = { ...state, ...changes } as WorldState;
      if (needs.length > 0) faulty.set(keyOf(after), after);
      else if (isNew(after, found)) queue.push(after);
    }
  }
  return [...faulty.values()];
}

/** Whether a state is seen for the first time; it is noted. */
function isNew(state: WorldState, found: Set<string>): boolean {
  const { size } = found;
  return found.add(keyOf(state)).size > size;
}

function keyOf(state: WorldState): string {
  return Object.values(state).join();
}
