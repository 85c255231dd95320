/** The shape of a move of the world: who, what it looks at, and all the ways it can go. */
import type { AssumptionId } from "../assumptions/index.js";
import type { InvariantId, WrittenRegister } from "../invariants.js";
import type { ComponentName, SlotName, WorldState } from "./state.js";
import type { GuestValue } from "./values.js";

/** Who makes a move: a part of the world. */
export type Actor = "guest" | "device" | "host" | "administrator";

/** One way a move can go. */
export interface WorldOutcome {
  /** What happens, in words. */
  readonly label: string;
  readonly changes: Partial<WorldState>;
  /** The assumptions it breaks: it exists only when all of them are dropped. */
  readonly needs: readonly AssumptionId[];
  readonly violates: readonly InvariantId[];
  /** Invariants whose situation it is. */
  readonly concerns: readonly InvariantId[];
  /** What the quirk did, where it was called. */
  readonly note?: string;
  /** Of a write: the value of each of its pieces of 4 bytes. */
  readonly values?: readonly GuestValue[];
  /** Of a write: it goes past the trap. */
  readonly untrapped?: true;
}

export interface Move {
  readonly name: string;
  readonly actor: Actor;
  /** Of a write to a slot: which slot, and what kind of register. */
  readonly slot?: SlotName;
  readonly register?: WrittenRegister;
  readonly reads: readonly ComponentName[];
  /** Pure: looks at the components of `reads` only. */
  readonly outcomes: (state: WorldState) => readonly WorldOutcome[];
}

/** What a state says by itself. */
export interface WorldObservation {
  readonly name: string;
  readonly reads: readonly ComponentName[];
  readonly judge: (state: WorldState) => {
    readonly violates: readonly InvariantId[];
    readonly concerns: readonly InvariantId[];
  };
}

/** A choice made at the start. */
export interface WorldChoice {
  readonly changes: Partial<WorldState>;
  readonly needs: readonly AssumptionId[];
}
