/** A door with a lock, for the engine: it is never open while locked, as long as two assumptions are kept. */
import { compile, type FiniteModel, type Outcome, searchCutSets } from "quirkcheck/engine";

const [DOOR, LOCK] = [0, 1];
const [CLOSED, OPEN] = [0, 1];
const [UNLOCKED, LOCKED] = [0, 1];
const [LATCH_HOLDS, LOCKED_ONLY_CLOSED] = [0, 1];

/** Every step speaks of the one invariant. */
function step(action: string, changes: Outcome["changes"], needs: readonly number[]): Outcome {
  return { action, changes, needs, violates: [], concerns: [0] };
}

export const DOOR_MODEL: FiniteModel = {
  components: [
    { name: "door", values: ["closed", "open"] },
    { name: "lock", values: ["unlocked", "locked"] },
  ],
  assumptions: ["latch-holds", "locked-only-closed"],
  invariants: ["never-open-while-locked"],
  initial: [{ values: [CLOSED, UNLOCKED], needs: [] }],
  moves: [
    {
      name: "door",
      actor: "visitor",
      reads: [DOOR, LOCK],
      outcomes: ([door, lock]) => {
        if (door === OPEN) return [step("closes it", [[DOOR, CLOSED]], [])];
        return [step("opens it", [[DOOR, OPEN]], lock === LOCKED ? [LATCH_HOLDS] : [])];
      },
    },
    {
      name: "lock",
      actor: "owner",
      reads: [DOOR, LOCK],
      outcomes: ([door, lock]) => {
        if (lock === LOCKED) return [step("unlocks it", [[LOCK, UNLOCKED]], [])];
        return [step("locks it", [[LOCK, LOCKED]], door === OPEN ? [LOCKED_ONLY_CLOSED] : [])];
      },
    },
  ],
  observations: [
    {
      name: "open while locked",
      reads: [DOOR, LOCK],
      judge: ([door, lock]) => {
        return { violates: door === OPEN && lock === LOCKED ? [0] : [], concerns: [] };
      },
    },
  ],
};

/** Minimal cut sets: each assumption alone, in two steps (lock, force it open; open, lock it). */
export function cutSetsOfDoor() {
  return searchCutSets(compile(DOOR_MODEL), { order: 2 }).invariants[0]?.cutSets;
}
