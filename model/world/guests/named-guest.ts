/** A guest driver by name: the arbitrary one restricted to what that driver is known to do. */
import { ASSUMPTIONS, type AssumptionId } from "../../assumptions/index.js";
import { actorOf, type Piece } from "../action.js";
import type { Move, WorldOutcome } from "../move.js";
import type { ComponentName, WorldState } from "../state.js";
import { vectorOf } from "../values.js";
import type { World } from "../world.js";

/** An assumption that a driver does not keep: what it does instead, and where that can be read. */
export interface Breach {
  readonly assumption: AssumptionId;
  /** What the driver does. */
  readonly does: string;
  readonly source: string;
}

/** One way a move of the guest can go, in a state. */
export interface GuestAct {
  readonly move: Move;
  readonly state: WorldState;
  readonly outcome: WorldOutcome;
}

export interface NamedGuest {
  /** As on the command line. */
  readonly name: string;
  /** The driver, the chip and the machine, in a few words. */
  readonly title: string;
  /** What is known of how it drives the device, and where from. */
  readonly known: string;
  /**
   * Where that comes from. `source`: its source was read; `vectors`: of a driver whose source is not public, its
   * vectors and widths alone; `proposal`: it is not written.
   */
  readonly basis: "source" | "vectors" | "proposal";
  /** Vectors it allocates in the capability: 1, 2, 4, 8, 16 or 32. */
  readonly allocated: number;
  /** Vector offsets it writes to slots, ascending. */
  readonly offsets: readonly number[];
  /** The assumptions it does not keep, by its nature. */
  readonly breaches: readonly Breach[];
  /** True if this driver acts so. Looks at `reads` and at what the move itself reads, no more. */
  readonly makes: (act: GuestAct) => boolean;
  readonly reads: readonly ComponentName[];
}

const OF_DRIVERS: ReadonlySet<AssumptionId> = new Set(
  ASSUMPTIONS.filter(({ part }) => part === "guest driver").map(({ id }) => id),
);

/** The vector offsets its world has to have: its own, and one beyond the allocation, to be dropped for. */
export function offsetsOf({ allocated, offsets }: NamedGuest): readonly number[] {
  return [...offsets, allocated];
}

/**
 * The world with this driver for a guest; host, device and administrator stay as they are.
 *
 * What breaks an assumption of the driver's that this one keeps is left as the arbitrary guest does it: it
 * happens only if that assumption is dropped on top, "this driver, had it that fault too".
 */
export function restrictedTo(world: World, guest: NamedGuest): World {
  const own: ReadonlySet<AssumptionId> = new Set(
    guest.breaches.map(({ assumption }) => assumption),
  );
  const isFault = (id: AssumptionId) => OF_DRIVERS.has(id) && !own.has(id);
  const acts = (act: GuestAct) =>
    act.outcome.needs.some(isFault) || (writesOwnOffset(guest, act) && guest.makes(act));
  return { ...world, moves: world.moves.map((move) => restricted(move, guest.reads, acts)) };
}

function restricted(
  move: Move,
  reads: readonly ComponentName[],
  acts: (act: GuestAct) => boolean,
): Move {
  if (actorOf(move.kind) !== "guest") return move;
  return {
    ...move,
    reads: [...new Set([...move.reads, ...reads])],
    outcomes: (state) => move.outcomes(state).filter((outcome) => acts({ move, state, outcome })),
  };
}

/** What goes into a data register is one of its offsets, or no data of the capability's at all. */
function writesOwnOffset({ offsets }: NamedGuest, { outcome }: GuestAct): boolean {
  return piecesOf(outcome).every(({ register, value }) => {
    const vector = register.kind === "data" ? vectorOf(value) : undefined;
    return vector === undefined || offsets.includes(vector);
  });
}

/** What a write is made of; nothing of any other act. */
export function piecesOf({ action }: WorldOutcome): readonly Piece[] {
  return action.kind === "write" ? action.pieces : [];
}
