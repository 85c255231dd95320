/** The shape of a move of the world: what it looks at, and all the ways it can go. */
import type { AssumptionId } from "../assumptions/index.js";
import type { InvariantId, Role } from "../invariants.js";
import type { ActionKind, WorldAction } from "./action.js";
import type { ComponentName, WorldState } from "./state.js";

/** A role that survives JSON: the number of a value that is nobody's in hexadecimal. */
export type PlainRole =
  | Exclude<Role, { readonly kind: "other" }>
  | { readonly kind: "other"; readonly value: string };

/** The branch of a piece that no quirk saw. */
export const NOT_TRAPPED = "not trapped";

/** What became of one piece of a write. */
export interface Arrival {
  /** Which way the quirk went, or `NOT_TRAPPED`. */
  readonly branch: string;
  /** What the device got. */
  readonly received: PlainRole;
}

/** One way a move can go. Plain data. */
export interface WorldOutcome {
  /** What is done. */
  readonly action: WorldAction;
  readonly changes: Partial<WorldState>;
  /** The assumptions it breaks: it exists only when all of them are dropped. */
  readonly needs: readonly AssumptionId[];
  readonly violates: readonly InvariantId[];
  /** Invariants whose situation it is. */
  readonly concerns: readonly InvariantId[];
  /** Of a write: what became of each piece. */
  readonly arrivals?: readonly Arrival[];
}

export interface Move {
  readonly name: string;
  /** Of everything it does. */
  readonly kind: ActionKind;
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
