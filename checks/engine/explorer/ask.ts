/** A model's functions, asked and their answers checked. */
import type { FiniteModel, Judgement, MoveFamily, Observation, Outcome } from "./model.js";
import { validateJudgement } from "./validate.js";

/** The value of a component in a state, 0 or more. */
export type Read = (component: number) => number;

/** What a function of a model answered, and what it looked at. */
export interface Answered<T> {
  readonly answer: T;
  /** By component looked at, the first look first: its value. */
  readonly looks: ReadonlyMap<number, number>;
  /** The values it looked at, as text: `cookie=none, slot=free`. */
  readonly lookedAt: () => string;
}

/**
 * Asks what a family can do in a state.
 *
 * @param read - the value of a component in the state.
 */
export function askMove<Action>(
  model: FiniteModel,
  move: MoveFamily<Action>,
  read: Read,
): Answered<readonly Outcome<Action>[]> {
  const { values, ...looked } = valuesOf(model, move, read);
  return { answer: move.outcomes(values), ...looked };
}

/**
 * Asks what an observation says of a state.
 *
 * @param read - the value of a component in the state.
 * @throws InvalidModelError if it names an invariant there is not.
 */
export function askObservation(
  model: FiniteModel,
  observation: Observation,
  read: Read,
): Answered<Judgement> {
  const { values, ...looked } = valuesOf(model, observation, read);
  const answer = observation.judge(values);
  validateJudgement(model, `${observation.name} (${looked.lookedAt()})`, answer);
  return { answer, ...looked };
}

/** The values of the components that a move or observation reads, noting which it looks at. */
function valuesOf({ components }: FiniteModel, { reads }: MoveFamily | Observation, read: Read) {
  const looks = new Map<number, number>();
  // A list that is filled in as it is looked at. Its elements are there from the start: what skips holes,
  // as `map` and `indexOf` do, skips none.
  const values = new Proxy<readonly number[]>(new Array<number>(reads.length).fill(0), {
    get(target, property, receiver): unknown {
      const component = typeof property === "string" ? reads[Number(property)] : undefined;
      if (component === undefined) return Reflect.get(target, property, receiver);
      const value = read(component);
      looks.set(component, value);
      return value;
    },
  });
  const nameOf = (component: number, value: number) =>
    `${components[component]?.name}=${components[component]?.values[value]}`;
  const lookedAt = () =>
    [...looks].map(([component, value]) => nameOf(component, value)).join(", ");
  return { values, looks, lookedAt };
}
