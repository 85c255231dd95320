/** A run through the world as plain data with its texts: what a page or another tool needs of it. */
import { type ArrivedPiece, piecesOf, type RunStep, type StateData } from "../checks/world/run.js";
import type { AssumptionId } from "../model/assumptions/index.js";
import type { InvariantId } from "../model/invariants.js";
import { type Actor, actorOf, type WorldAction } from "../model/world/action.js";
import { actionText } from "./text/action.js";

/** One step. */
export interface StepReport {
  readonly actor: Actor;
  /** In words. */
  readonly what: string;
  readonly action: WorldAction;
  /** Assumptions dropped for it; what the choices of the start need is not among them. */
  readonly needs: readonly AssumptionId[];
  /** Invariants that the step violates, or the state after it. */
  readonly violates: readonly InvariantId[];
  /** Of a write: 4 bytes each, the branch taken, and what the device got. */
  readonly pieces: readonly ArrivedPiece[];
  /** The whole state, by component. */
  readonly before: StateData;
  readonly after: StateData;
}

/** Pure. */
export function stepReport(step: RunStep): StepReport {
  const { action, needs, violates, before, after } = step;
  return {
    actor: actorOf(action.kind),
    what: actionText(action, before),
    action,
    needs,
    violates,
    pieces: piecesOf(step),
    before,
    after,
  };
}
