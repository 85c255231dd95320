/**
 * Any quirk as an XState machine, unfolded from its functions: handler and machine are one definition.
 *
 * Its states are the values of the parts of the private state that can be reached, with what the quirk sees;
 * every transition is written out and its output emitted, so there is no context, no guard, nothing hidden:
 * the state's value is the whole state. As JSON the configuration is one that Stately's editor imports.
 * The patch has a machine by hand beside this (model/quirks/as-posted/machine.ts), with guards as the C has them.
 */
import { emit, setup } from "xstate";
import type { Quirk } from "../../quirk.js";
import { eventName, QUIRK_EVENTS } from "./events.js";
import { type Choices, firstSituation, type Output, quirkStep, type Situation } from "./step.js";

/** An XState event: what happens is all in its type. */
export interface NamedEvent {
  readonly type: string;
}

/** What a transition emits where the quirk was called. */
export interface QuirkAnswers extends Output {
  readonly type: "QUIRK_ANSWERS";
}

/** A state by name, with what the name stands for. */
interface StateConfig {
  readonly meta: Situation;
  readonly on: Record<string, TransitionConfig>;
}

interface TransitionConfig {
  readonly target: string;
  readonly actions: readonly { readonly type: "answer"; readonly params: Output }[];
}

/** As many as can be written out and looked at. */
const MOST_STATES = 2000;

const machines = setup({
  types: {
    events: {} as NamedEvent,
    emitted: {} as QuirkAnswers,
    meta: {} as Situation,
  },
  actions: {
    answer: emit((_, output: Output) => ({ type: "QUIRK_ANSWERS" as const, ...output })),
  },
});

/**
 * The machine of a quirk under every event of its alphabet.
 * @param choices what of the world is not as usual, for as long as the machine runs
 * @param most states it may have
 * @throws RangeError if it has more, or a name that is no XState key
 */
export function quirkMachine(quirk: Quirk, choices: Choices = {}, most = MOST_STATES) {
  const first = firstSituation(quirk);
  const states: Record<string, StateConfig> = {};
  const waiting = [first];
  let count = 0;
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const name = situationName(from);
    if (states[name] !== undefined) continue;
    count++;
    if (count > most) throw new RangeError(`${quirk.name}: more than ${most} states`);
    const { on, reached } = transitionsFrom(quirk, from, choices);
    states[name] = { meta: from, on };
    waiting.push(...reached);
  }
  return machines.createMachine({ id: quirk.name, initial: situationName(first), states });
}

/** `MSI enabled, window A, cookie 2`: unique for each state. */
export function situationName({ own, msi, window }: Situation): string {
  const parts = Object.entries(own).map(([name, value]) => `${name.slice("own.".length)} ${value}`);
  const name = [`MSI ${msi}`, `window ${window}`, ...parts].join(", ");
  // XState takes a dot in a target for a path.
  if (name.includes(".")) throw new RangeError(`a part or value with a dot is no name: ${name}`);
  return name;
}

function transitionsFrom(quirk: Quirk, from: Situation, choices: Choices) {
  const on: Record<string, TransitionConfig> = {};
  const reached: Situation[] = [];
  for (const event of QUIRK_EVENTS) {
    const { to, output } = quirkStep(quirk, from, event, choices);
    const actions = output === null ? [] : [{ type: "answer" as const, params: output }];
    on[eventName(event)] = { target: situationName(to), actions };
    reached.push(to);
  }
  return { on, reached };
}
