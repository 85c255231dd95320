/**
 * What a model must give to be explored: a finite state in components, moves that each look at a few of
 * them, and what a step or a state says about the invariants. It knows no quirk and no XState.
 *
 * Components, assumptions and invariants are referred to by position. What an outcome does is an `Action`,
 * plain data of the model's own: it is carried into traces, and nothing here looks into it. The order of initial states, moves
 * and outcomes is the catalogue order: it decides between equally short counterexamples, so it must not
 * change from call to call.
 */

/** A component of the state: a finite domain; a value is its index in `values`. */
export interface Component {
  readonly name: string;
  readonly values: readonly string[];
}

/** A component and the value a step gives it. */
export type Change = readonly [component: number, value: number];

/** One way a move can go. */
export interface Outcome<Action = unknown> {
  /** What happens, as data that survives JSON. */
  readonly action: Action;
  /** Components that take a new value; the others keep theirs. At most one change a component. */
  readonly changes: readonly Change[];
  /** Assumptions that must be dropped for this outcome: all of them. */
  readonly needs: readonly number[];
  /** Invariants this step violates. */
  readonly violates: readonly number[];
  /** Invariants whose situation this step is: their "sometimes". A violated one is concerned anyhow. */
  readonly concerns: readonly number[];
}

/** A family of moves that look at the same components. */
export interface MoveFamily<Action = unknown> {
  readonly name: string;
  /** Who makes these moves. */
  readonly actor: string;
  /** Components read. */
  readonly reads: readonly number[];
  /** What can happen, given the values of `reads` in their order. Pure: called once a combination. */
  readonly outcomes: (values: readonly number[]) => readonly Outcome<Action>[];
}

/** What is said about the invariants. */
export interface Judgement {
  readonly violates: readonly number[];
  readonly concerns: readonly number[];
}

/** What a state shows by itself, without a step: an invariant over the contents of a slot, say. */
export interface Observation {
  readonly name: string;
  /** Components read. */
  readonly reads: readonly number[];
  /** What the state says, given the values of `reads` in their order. Pure. */
  readonly judge: (values: readonly number[]) => Judgement;
}

/** A state a run may start from. */
export interface InitialState {
  /** A value for each component. */
  readonly values: readonly number[];
  /** Assumptions that must be dropped to start here: all of them. */
  readonly needs: readonly number[];
}

/** A model: a finite state in components, and all that can happen. */
export interface FiniteModel<Action = unknown> {
  readonly components: readonly Component[];
  /** Ids in catalogue order; at most 64. */
  readonly assumptions: readonly string[];
  /** Ids; at most 32. */
  readonly invariants: readonly string[];
  readonly initial: readonly InitialState[];
  readonly moves: readonly MoveFamily<Action>[];
  readonly observations: readonly Observation[];
}
