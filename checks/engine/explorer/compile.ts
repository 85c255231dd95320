/** A model made into tables: its functions are called once for each combination of what they look at. */
import { askMove, askObservation } from "./ask.js";
import { maskOf } from "./assumption-set.js";
import { DecisionTrees } from "./decision-trees.js";
import { type Effect, EffectTable } from "./effects.js";
import type { FiniteModel, Outcome } from "./model.js";
import { type Numbering, numberStates } from "./numbering.js";
import { validateModel } from "./validate.js";

/** What one family can do in some states. */
export interface Entry<Action = unknown> {
  readonly family: number;
  readonly effects: readonly Effect<Action>[];
}

/** What one observation says of some states. */
export interface Remark {
  readonly observation: number;
  /** Invariants violated, a bit each. */
  readonly violates: number;
  /** Invariants concerned or violated, a bit each. */
  readonly concerns: number;
  /** What the observation's function answered, as text. */
  readonly text: string;
}

export interface CompiledModel<Action = unknown> {
  readonly model: FiniteModel<Action>;
  readonly numbering: Numbering;
  readonly effects: EffectTable<Action>;
  /** Finds the entry of each family in a state. */
  readonly moves: DecisionTrees;
  /** What `moves` finds, by position; grows as states are met. Position 0 is nobody's. */
  readonly entries: readonly Entry<Action>[];
  /** Finds the remark of each observation on a state. */
  readonly observations: DecisionTrees;
  /** What `observations` finds, by position; grows as states are met. Position 0 is nobody's. */
  readonly remarks: readonly Remark[];
}

/**
 * Makes tables of a model. They fill as it is explored, and all explorations of it share them.
 *
 * @throws InvalidModelError if the model breaks a rule; for what its functions answer, when they do.
 */
export function compile<Action>(model: FiniteModel<Action>): CompiledModel<Action> {
  validateModel(model);
  const numbering = numberStates(model.components);
  const effects = new EffectTable(model, numbering);
  const entries = new Interned<Entry<Action>>({ family: -1, effects: [] });
  const answered = model.moves.map(() => new WeakMap<readonly Outcome<Action>[], number>());
  const remarks = new Interned<Remark>({ observation: -1, violates: 0, concerns: 0, text: "" });
  return {
    model,
    numbering,
    effects,
    moves: new DecisionTrees(numbering, model.moves.length, (family, read) => {
      const move = at(model.moves, family);
      const { answer, looks, lookedAt } = askMove(model, move, read);
      // Many a model gives the same list for all that comes to the same.
      const known = answered[family]?.get(answer);
      if (known !== undefined) return { answer: known, looks };
      const where = () => `${move.name} (${lookedAt()})`;
      const found = answer.map((outcome) => effects.effectOf(outcome, where));
      const key = `${family}: ${found.map(({ id }) => id)}`;
      const position = entries.intern(key, { family, effects: found });
      answered[family]?.set(answer, position);
      return { answer: position, looks };
    }),
    entries: entries.all,
    observations: new DecisionTrees(numbering, model.observations.length, (observation, read) => {
      const { answer: said, looks } = askObservation(
        model,
        at(model.observations, observation),
        read,
      );
      const text = JSON.stringify(said);
      const violates = maskOf(said.violates);
      const concerns = violates | maskOf(said.concerns);
      const remark = { observation, violates, concerns, text };
      return { answer: remarks.intern(`${observation}: ${text}`, remark), looks };
    }),
    remarks: remarks.all,
  };
}

/** Things kept once each, with a position from 1 on; position 0 is a blank. */
class Interned<T> {
  readonly all: T[];
  private readonly positions = new Map<string, number>();

  constructor(blank: T) {
    this.all = [blank];
  }

  /** The position of the thing with that key, which is this one if there was none. */
  intern(key: string, thing: T): number {
    const known = this.positions.get(key);
    if (known !== undefined) return known;
    const position = this.all.push(thing) - 1;
    this.positions.set(key, position);
    return position;
  }
}

/** The element at a position that is known to exist. */
function at<T>(elements: readonly T[], position: number): T {
  const element = elements[position];
  if (element === undefined) throw new RangeError(`no element ${position}`);
  return element;
}
