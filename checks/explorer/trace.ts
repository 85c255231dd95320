/** Runs told step by step. */
import type { CompiledModel } from "./compile.js";
import { type Effect, successorOf } from "./effects.js";
import type { InitialState } from "./model.js";
import { decode, encode } from "./numbering.js";
import type { Restriction } from "./restriction.js";
import type { Trace, TraceStep } from "./result.js";

/** An effect, and whose it is. */
export interface Choice {
  readonly family: number;
  readonly effect: Effect;
}

/** What a run ends with: a step from its last state, or an observation of it by that name. */
export type Ending = Choice | { readonly observation: string };

/** A run: where it starts, and the steps from there on. */
export interface Run {
  readonly start: InitialState;
  readonly choices: readonly Choice[];
  readonly observation?: string;
}

/** All that can be done in a state: by family, then by outcome, as the catalogue has them. */
export function choicesIn(
  { moves, entries }: CompiledModel,
  restriction: Restriction,
  state: number,
): readonly Choice[] {
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
export function traceThrough(
  compiled: CompiledModel,
  restriction: Restriction,
  states: readonly number[],
  ending: Ending,
): Trace {
  const choices: Choice[] = [];
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
export function tell(compiled: CompiledModel, { start, choices, observation }: Run): Trace {
  const steps: TraceStep[] = [];
  let state = encode(compiled.numbering, start.values);
  for (const choice of choices) {
    steps.push(stepOf(compiled, state, choice));
    state = successorOf(compiled.numbering, choice.effect, state);
  }
  const { label, values, needs } = start;
  const trace = { start: { label, values, needs }, steps };
  return observation === undefined ? trace : { ...trace, observation };
}

function stepOf(
  { model, numbering }: CompiledModel,
  state: number,
  { family, effect }: Choice,
): TraceStep {
  const move = model.moves[family];
  const { label, note, needs } = effect.outcome;
  return {
    move: move?.name ?? "",
    actor: move?.actor ?? "",
    label,
    ...(note === undefined ? {} : { note }),
    needs,
    before: decode(numbering, state),
    after: decode(numbering, successorOf(numbering, effect, state)),
  };
}
