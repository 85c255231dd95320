/** The world that stores the contents of two slots: all that the world says of slot 0, said of slot 1 too. */
import { SLICES, type Slice } from "../../../checks/world/slices.js";
import { piecesOf } from "../../../model/world/guests/named-guest.js";
import type { Move, WorldObservation, WorldOutcome } from "../../../model/world/move.js";
import {
  type ComponentName,
  ofSlot1,
  SECOND_SLOT,
  type WorldState,
} from "../../../model/world/state.js";
import { vectorOf } from "../../../model/world/values.js";
import type { World } from "../../../model/world/world.js";

const NAMES: Readonly<Record<string, ComponentName>> = {
  ...SECOND_SLOT,
  slot0: "slot1",
};

/** Moves that say something of slot 0's contents and concern both slots at once. */
const OF_BOTH = ["disable MSI", "host pair moves", "device reset", "machine reset"];
/** Moves of slot 0 alone that are no write. */
const OF_ONE = ["message", "pair by memory", "read slot 0"];

/** Adds slot 1's messages, reads and observation, and what becomes of its contents. */
export function storingTwoSlots(world: World): World {
  const second = world.moves.filter(({ name }) => OF_ONE.includes(name)).map(ofSecond);
  return {
    ...world,
    moves: [...world.moves.map(withSecond), ...second],
    observations: [...world.observations, ...world.observations.map(observationOfSecond)],
  };
}

/** Slices of the world that stores two slots: coarser than the product's, and made without its shortcuts. */
export const SLICES_OF_TWO = {
  slot: sliceOfTwo({
    name: "slot",
    invariants: [
      "pair-consistent",
      "pair-fresh",
      "interrupt-delivered",
      "interrupt-isolated",
      "no-stray-memory-write",
    ],
    without: ["lowFaithful", "dataFaithful", "ordinary", "ordinaryFaithful"],
    withoutKinds: ["read"],
  }),
  readback: sliceOfTwo({
    name: "readback",
    invariants: ["readback-faithful", "host-values-confidential"],
    without: ["remapping", "architecture", "vector", "high"],
    withoutKinds: ["message"],
  }),
} as const satisfies Record<string, Slice>;

/** Leaves out of slot 1 what is left out of slot 0. */
function sliceOfTwo(slice: Slice): Slice {
  const { without } = slice;
  return {
    ...slice,
    without: [...without, ...without.flatMap((component) => NAMES[component] ?? [])],
  };
}

/** The product's slices of the invariants of that slice. */
export function slicesOfOne({ invariants }: Slice): readonly Slice[] {
  return invariants.flatMap((id) => SLICES.filter((slice) => slice.invariants.includes(id)));
}

/** Slot 1 under slot 0's names; whatever reads it reads slot 1. */
function asSlot0(state: WorldState): WorldState {
  const getters = Object.entries(NAMES).map(([name, other]) => [name, { get: () => state[other] }]);
  return Object.create(state, Object.fromEntries(getters)) as WorldState;
}

function readsOf(reads: readonly ComponentName[]): readonly ComponentName[] {
  return reads.map((name) => NAMES[name] ?? name);
}

function ofSecond(move: Move): Move {
  return {
    ...move,
    name: `${move.name} of slot 1`,
    reads: readsOf(move.reads),
    outcomes: (state) => move.outcomes(asSlot0(state)).map(renamed),
  };
}

function renamed(outcome: WorldOutcome): WorldOutcome {
  const { slot0, ...contents } = outcome.changes;
  const phase = slot0 === undefined ? {} : { slot1: slot0 };
  return {
    ...outcome,
    action: "slot" in outcome.action ? { ...outcome.action, slot: "slot1" } : outcome.action,
    changes: { ...ofSlot1(contents), ...phase },
  };
}

function withSecond(move: Move): Move {
  if (move.name === "slot1 data") {
    return { ...move, outcomes: (state) => move.outcomes(state).map(withVector) };
  }
  if (move.name === "slot1 address") {
    const started = { slot1Vector: "no" } as const;
    return {
      ...move,
      outcomes: (state) =>
        move
          .outcomes(state)
          .map((outcome) => ({ ...outcome, changes: { ...outcome.changes, ...started } })),
    };
  }
  if (!OF_BOTH.includes(move.name)) return move;
  return {
    ...move,
    reads: [...new Set([...move.reads, ...readsOf(move.reads)])],
    outcomes: (state) => {
      const second = move.outcomes(asSlot0(state));
      return move.outcomes(state).map((outcome, i) => ({
        ...outcome,
        changes: { ...outcome.changes, ...ofSlot1(second[i]?.changes ?? {}) },
      }));
    },
  };
}

/** Programmed with data of the capability's for a vector, as the world remembers it of slot 0. */
function withVector(outcome: WorldOutcome): WorldOutcome {
  const value = piecesOf(outcome).at(-1)?.value ?? "other";
  const isVector = vectorOf(value) !== undefined || value === "old-data";
  return { ...outcome, changes: { ...outcome.changes, slot1Vector: isVector ? "yes" : "no" } };
}

function observationOfSecond({ name, reads, judge }: WorldObservation): WorldObservation {
  return {
    name: `${name} of slot 1`,
    reads: readsOf(reads),
    judge: (state) => judge(asSlot0(state)),
  };
}
