/** The shape of a move of the world: who, what it looks at, and all the ways it can go. */
import type { AssumptionId } from "../assumptions/index.js";
import type { InvariantId, Role, WrittenRegister } from "../invariants.js";
import type { ComponentName, SlotName, WorldState } from "./state.js";
import type { GuestValue } from "./values.js";

/** Who makes a move: a part of the world. */
export type Actor = "guest" | "device" | "host" | "administrator";

/** What is special about an access; a plain one arrives whole. */
export type Delivery =
  | "plain"
  /** Smaller than 4 bytes: the trapped window rejects it. */
  | "rejected"
  /** Through an offset that is not trapped. */
  | "untrapped"
  /** In pieces smaller than 4 bytes, which the trapped range of this design lets through. */
  | "partial"
  /** Reading the physical registers fails. */
  | "read-fails"
  /** The host refuses the pair that is asked for. */
  | "refused"
  /** QEMU's write to the region fails. */
  | "write-fails";

/** 4 bytes of a guest's write, and what became of them. */
export interface WrittenPiece {
  /** Of the register map. */
  readonly word: number;
  readonly value: GuestValue;
  /** Which way the quirk went, or "not trapped". */
  readonly branch: string;
  /** What the device got. */
  readonly received: Role;
}

/** One write of the guest to BAR 0, of one or two pieces. */
export interface GuestWrite {
  readonly delivery: Delivery;
  readonly pieces: readonly WrittenPiece[];
}

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
  /** The write to BAR 0 that it is, if it is one. */
  readonly write?: GuestWrite;
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
