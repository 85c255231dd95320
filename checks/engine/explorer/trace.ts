/** Runs told step by step. */
import type { CompiledModel } from "./compile.js";
import { type Effect, successorOf } from "./effects.js";
import type { InitialState } from "./model.js";
import { decode, encode } from "./numbering.js";
import type { Restriction } from "./restriction.js";
import type { Trace, TraceStep } from "./result.js";

/** An effect, and whose it is. */
export interface Choice<Action = unknown> {
  readonly family: number;
  readonly effect: Effect<Action>;
}

/** What a run ends with: a step from its last state, or an observation of it by that name. */
export type Ending<Action = unknown> = Choice<Action> | { readonly observation: string };

/** A run: where it starts, and the steps from there on. */
export interface Run<Action = unknown> {
  readonly start: InitialState;
  readonly choices: readonly Choice<Action>[];
  readonly observation?: string;
}

/** All that can be done in a state: by family, then by outcome, as the catalogue has them. */
export function choicesIn<Action>(
  { moves, entries }: CompiledModel<Action>,
  restriction: Restriction,
  state: number,
): readonly Choice<Action>[] {
  moves.locate(Float64Array.of(state), 0);
  return [...moves.located].flatMap((position, family) => {
    const entry = entries[position];
    if (entry === undefined) return [];
    return restriction.enabled(entry).map((effect) => ({ family, effect }));
  });
}

/**
 * Tells the run through these states. Of several starts or steps that would do, the first in the
 * catalogue.
 */
export function traceThrough<Action>(
  compiled: CompiledModel<Action>,
  restriction: Restriction,
  states: readonly number[],
  ending: Ending<Action>,
): Trace<Action> {
  const choices: Choice<Action>[] = [];
  for (const [position, to] of states.slice(1).entries()) {
    const from = states[position] ?? 0;
    const choice = choicesIn(compiled, restriction, from).find(
      ({ effect }) => successorOf(compiled.numbering, effect, from) === to,
    );
    if (choice === undefined) throw new Error(`no step from state ${from} to ${to}`);
    choices.push(choice);
  }
  const start = restriction.starts().find(({ values }) => {
    return encode(compiled.numbering, values) === states[0];
  });
  if (start === undefined) throw new Error(`state ${states[0]} is not an initial state`);
  if ("observation" in ending) return tell(compiled, { start, choices, ...ending });
  return tell(compiled, { start, choices: [...choices, ending] });
}

/** Tells a run, with the components' values before and after each step. */
export function tell<Action>(
  compiled: CompiledModel<Action>,
  { start, choices, observation }: Run<Action>,
): Trace<Action> {
  const steps: TraceStep<Action>[] = [];
  let state = encode(compiled.numbering, start.values);
  for (const choice of choices) {
    steps.push(stepOf(compiled, state, choice));
    state = successorOf(compiled.numbering, choice.effect, state);
  }
  const { values, needs } = start;
  const trace = { start: { values, needs }, steps };
  return observation === undefined ? trace : { ...trace, observation };
}

function stepOf<Action>(
  { model, numbering }: CompiledModel<Action>,
  state: number,
  { family, effect }: Choice<Action>,
): TraceStep<Action> {
  const move = model.moves[family];
  const { action, needs } = effect.outcome;
  return {
    move: move?.name ?? "",
    actor: move?.actor ?? "",
    action,
    needs,
    before: decode(numbering, state),
    after: decode(numbering, successorOf(numbering, effect, state)),
  };
}
