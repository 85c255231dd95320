/** The shape of a move of the world: who, what it looks at, and all the ways it can go. */
import type { AssumptionId } from "../assumptions/index.js";
import type { InvariantId } from "../invariants.js";
import type { ComponentName, WorldState } from "./state.js";

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
}

export interface Move {
  readonly name: string;
  readonly actor: Actor;
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
