/** A trace through a slice told in the whole world, as plain data that survives JSON. */
import { type AssumptionId, assumptionsAt } from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Piece, WorldAction } from "../../model/world/action.js";
import type { Arrival, WorldOutcome } from "../../model/world/move.js";
import { type DOMAINS, usualState, type WorldState } from "../../model/world/state.js";
import type { World } from "../../model/world/world.js";
import type { CompiledModel, Trace, TraceStep } from "../engine/index.js";
import type { SliceAction } from "./finite.js";

/** Values by component name. */
export interface ComponentValues {
  readonly [component: string]: string;
}

/** A whole state, as a JSON schema can say it: keys beside these are of the quirk's private state. */
export interface StateData extends Pick<WorldState, keyof typeof DOMAINS> {
  readonly [component: string]: string;
}

/** What is done, what that needs and breaks, and the whole state around it. */
export interface RunStep {
  readonly action: WorldAction;
  /** Assumptions dropped for it; what the choices of the start need is not among them. */
  readonly needs: readonly AssumptionId[];
  /** Invariants that the step violates, or the state after it. */
  readonly violates: readonly InvariantId[];
  /** Of a write: what became of each piece; else empty. */
  readonly arrivals: readonly Arrival[];
  readonly before: StateData;
  readonly after: StateData;
}

/** 4 bytes of a write, and what became of them. */
export interface ArrivedPiece extends Piece, Arrival {}

/** The pieces of a write, in order; none of any other step. */
export function piecesOf({ action, arrivals }: RunStep): readonly ArrivedPiece[] {
  if (action.kind !== "write") return [];
  return action.pieces.flatMap((piece, i) => {
    const arrival = arrivals[i];
    return arrival === undefined ? [] : [{ ...piece, ...arrival }];
  });
}

export interface WorldRun {
  /** The choices made at the start that are not the usual ones. */
  readonly chosen: ComponentValues;
  readonly start: StateData;
  readonly steps: readonly RunStep[];
}

/** A trace of a slice of that world. */
export interface SliceTrace {
  readonly world: World;
  readonly compiled: CompiledModel<SliceAction>;
  readonly trace: Trace<SliceAction>;
}

/**
 * The same run of the whole world: what a slice leaves out changes no move's course, so the same actions are
 * there, with all that they change. What a slice chooses late was chosen from the start.
 * @throws Error if the whole world cannot go that way
 */
export function retold({ world, compiled, trace }: SliceTrace): WorldRun {
  const usual: StateData = usualState(world.components);
  const start: StateData = {
    ...usual,
    ...partOf(compiled, trace.start.values),
    ...Object.assign({}, ...trace.steps.map(({ action }) => action.chosen)),
  };
  const unusual = Object.entries(start).filter(([name, value]) => value !== usual[name]);
  const steps: RunStep[] = [];
  for (const step of trace.steps) {
    steps.push(stepFrom(world, steps.at(-1)?.after ?? start, step));
  }
  return { chosen: Object.fromEntries(unusual), start, steps };
}

function stepFrom(world: World, before: WorldState, step: TraceStep<SliceAction>): RunStep {
  const { action, needs, changes, arrivals = [], ...said } = outcomeOf(world, before, step);
  const after = { ...before, ...changes } as WorldState;
  const violated = [said, ...world.observations.map(({ judge }) => judge(after))];
  return {
    action,
    needs,
    violates: INVARIANT_IDS.filter((id) => violated.some(({ violates }) => violates.includes(id))),
    arrivals,
    before,
    after,
  };
}

/** What an action is in a state; the assumptions that a late choice needs come on top. */
function outcomeOf(world: World, before: WorldState, step: TraceStep<SliceAction>): WorldOutcome {
  const { chosen: _, ...action } = step.action;
  const text = JSON.stringify(action);
  const found = world.moves
    .find(({ name }) => name === step.move)
    ?.outcomes(before)
    .find((outcome) => JSON.stringify(outcome.action) === text);
  const dropped = assumptionsAt(step.needs);
  if (found?.needs.every((id) => dropped.includes(id)) !== true) {
    throw new Error(`${step.move}: the world has no ${text} here`);
  }
  return found;
}

/** What a state of the slice says of the whole state. */
function partOf({ model }: CompiledModel, values: readonly number[]): Partial<WorldState> {
  const entries = model.components.map((component, position) => {
    return [component.name, component.values[values[position] ?? 0]] as const;
  });
  return Object.fromEntries(entries) as Partial<WorldState>;
}
