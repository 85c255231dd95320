/** The counterexample to report for an invariant, told in the world's own terms. */
import {
  type AssumptionId,
  assumptionPosition,
  assumptionsAt,
} from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Actor, WorldChoice, WorldOutcome } from "../../model/world/move.js";
import { type ComponentName, usualState, type WorldState } from "../../model/world/state.js";
import { shortestCounterexample } from "../cut-sets/shortest.js";
import type { Limits, Trace, TraceStep } from "../explorer/result.js";
import { lateSuffix } from "./late-choices.js";
import type { SliceModel, WorldModels } from "./models.js";

/** A step, with the whole state around it. */
export interface WorldStep {
  readonly move: string;
  readonly actor: Actor;
  readonly outcome: WorldOutcome;
  readonly before: WorldState;
  readonly after: WorldState;
}

export interface Counterexample {
  readonly invariant: InvariantId;
  readonly dropped: readonly AssumptionId[];
  /** Vectors the driver asks for. */
  readonly allocated: number;
  /** Where it begins, the choices made. */
  readonly start: WorldState;
  readonly steps: readonly WorldStep[];
}

export type CounterexampleSearch =
  | { readonly kind: "found"; readonly counterexample: Counterexample }
  /** The invariant holds: every state was visited. */
  | { readonly kind: "none" }
  | { readonly kind: "incomplete"; readonly why: string };

export interface Question {
  readonly invariant: InvariantId;
  readonly dropped: readonly AssumptionId[];
  /** 1, 2, 4, 8, 16 or 32. */
  readonly allocated: number;
  readonly limits?: Limits;
  /** Told the states met, now and then. */
  readonly onProgress?: (states: number) => void;
}

/**
 * Of the shortest counterexamples the one with fewest changes of actor, then the first in catalogue order.
 * Deterministic.
 */
export function searchCounterexample(
  models: WorldModels,
  { invariant, dropped, allocated, ...options }: Question,
): CounterexampleSearch {
  const model = models.modelFor(invariant, allocated);
  const found = shortestCounterexample(model.compiled, {
    invariant: model.slice.invariants.indexOf(invariant),
    dropped: dropped.map(assumptionPosition),
    ...options,
  });
  if (found.kind !== "found") return found;
  const counterexample = { invariant, dropped, allocated, ...retold(model, found.trace) };
  return { kind: "found", counterexample };
}

/**
 * A slice's trace in the whole world: what a slice leaves out changes no move's course, so the same moves
 * are there, with all that they change.
 */
function retold(model: SliceModel, trace: Trace): Pick<Counterexample, "start" | "steps"> {
  const late = lateChoiceOf(model, trace);
  const start = {
    ...usualState(model.world.components),
    ...partOf(model, trace.start.values),
    ...late.changes,
  } as WorldState;
  const steps: WorldStep[] = [];
  for (const step of trace.steps) {
    const before: WorldState = steps.at(-1)?.after ?? start;
    const outcome = outcomeOf(model, step, before, late);
    const after = { ...before, ...outcome.changes } as WorldState;
    steps.push({ move: step.move, actor: step.actor as Actor, outcome, before, after });
  }
  return { start, steps };
}

const NO_CHOICE: WorldChoice = { changes: {}, needs: [] };

/** What was chosen only when the last step looked at it, though it was so from the start. */
function lateChoiceOf({ world, slice }: SliceModel, trace: Trace): WorldChoice {
  const { late = [] } = slice;
  const label = trace.steps.at(-1)?.label ?? "";
  const chosen = world.choices.find(({ changes }) => {
    const names = Object.keys(changes) as ComponentName[];
    const isLate = names.length > 0 && names.every((name) => late.includes(name));
    return isLate && label.endsWith(lateSuffix(changes));
  });
  return chosen ?? NO_CHOICE;
}

function outcomeOf(
  { world }: SliceModel,
  step: TraceStep,
  before: WorldState,
  late: WorldChoice,
): WorldOutcome {
  const move = world.moves.find(({ name }) => name === step.move);
  const needed = new Set(assumptionsAt(step.needs));
  const isIt = ({ label, note, needs }: WorldOutcome) => {
    if (note !== step.note) return false;
    if (label === step.label) return sameIds(needed, needs);
    return (
      label + lateSuffix(late.changes) === step.label && sameIds(needed, [...needs, ...late.needs])
    );
  };
  const found = move?.outcomes(before).find(isIt);
  if (found === undefined) throw new Error(`${step.move}: the world has no '${step.label}' here`);
  return found;
}

function sameIds(needed: ReadonlySet<AssumptionId>, needs: readonly AssumptionId[]): boolean {
  return needed.size === new Set(needs).size && needs.every((id) => needed.has(id));
}

/** What a state of the slice says of the whole state. */
function partOf({ compiled }: SliceModel, values: readonly number[]): Partial<WorldState> {
  const entries = compiled.model.components.map((component, position) => {
    return [component.name, component.values[values[position] ?? 0]] as const;
  });
  return Object.fromEntries(entries) as Partial<WorldState>;
}
