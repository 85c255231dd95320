/** The plainest possible search, with Maps and strings, to compare the engines with. */
import type {
  FiniteModel,
  InitialState,
  Outcome,
} from "../../../../checks/engine/explorer/model.js";
import type { Trace } from "../../../../checks/engine/explorer/result.js";

type State = readonly number[];

/** One outcome that can be taken in a state. */
export interface NaiveStep {
  readonly family: number;
  /** Position among the outcomes of its move. */
  readonly place: number;
  readonly outcome: Outcome;
  readonly to: State;
}

/** What a search with some assumptions dropped finds. */
export interface NaiveResult {
  /** Depth by state, as text. */
  readonly depths: ReadonlyMap<string, number>;
  readonly transitions: number;
  readonly taken: readonly number[];
  /** By invariant: steps and states of its situation. */
  readonly concerned: readonly number[];
  /** By invariant: steps to the nearest violation; undefined if there is none. */
  readonly lengths: readonly (number | undefined)[];
}

/** The initial states that can be had with those dropped. */
export function naiveStarts(model: FiniteModel, dropped: readonly number[]): InitialState[] {
  return model.initial.filter(({ needs }) => needs.every((one) => dropped.includes(one)));
}

/** What can be done in a state with those dropped, in catalogue order. */
export function naiveSteps(
  model: FiniteModel,
  state: State,
  dropped: readonly number[],
): readonly NaiveStep[] {
  return model.moves.flatMap(({ reads, outcomes }, family) =>
    outcomes(reads.map((component) => state[component] ?? -1)).flatMap((outcome, place) => {
      if (!outcome.needs.every((one) => dropped.includes(one))) return [];
      const to = [...state];
      for (const [component, value] of outcome.changes) to[component] = value;
      return [{ family, place, outcome, to }];
    }),
  );
}

/** Invariants that a state itself violates, and those it concerns. */
export function naiveJudgement(model: FiniteModel, state: State) {
  const said = model.observations.map(({ reads, judge }) =>
    judge(reads.map((c) => state[c] ?? -1)),
  );
  return said.map(({ violates, concerns }) => ({
    violates,
    concerns: [...new Set([...violates, ...concerns])],
  }));
}

/** Visits every state. */
export function naiveExplore(model: FiniteModel, dropped: readonly number[]): NaiveResult {
  const depths = new Map<string, number>();
  const queue: State[] = [];
  const taken = model.moves.map(() => 0);
  const concerned = model.invariants.map(() => 0);
  const lengths: (number | undefined)[] = model.invariants.map(() => undefined);
  const meet = (state: State, depth: number) => {
    if (depths.has(`${state}`)) return;
    depths.set(`${state}`, depth);
    queue.push(state);
  };
  const judge = (violates: readonly number[], concerns: readonly number[], length: number) => {
    for (const i of new Set([...violates, ...concerns])) concerned[i] = (concerned[i] ?? 0) + 1;
    for (const i of violates) lengths[i] = Math.min(lengths[i] ?? length, length);
  };
  for (const { values } of naiveStarts(model, dropped)) meet(values, 0);
  for (const state of queue) {
    const depth = depths.get(`${state}`) ?? 0;
    for (const { violates, concerns } of naiveJudgement(model, state)) {
      judge(violates, concerns, depth);
    }
    for (const { family, outcome, to } of naiveSteps(model, state, dropped)) {
      taken[family] = (taken[family] ?? 0) + 1;
      judge(outcome.violates, outcome.concerns, depth + 1);
      meet(to, depth + 1);
    }
  }
  const transitions = taken.reduce((a, b) => a + b, 0);
  return { depths, transitions, taken, concerned, lengths };
}

/** All sets of up to `order` of so many assumptions, smaller ones first, in catalogue order. */
export function subsets(assumptions: number, order: number): readonly (readonly number[])[] {
  const all = Array.from({ length: 2 ** assumptions }, (_, bits) =>
    Array.from({ length: assumptions }, (_unused, i) => i).filter((i) => (bits >> i) % 2 === 1),
  );
  return all
    .filter((set) => set.length <= order)
    .sort((a, b) => a.length - b.length || (`${a}` < `${b}` ? -1 : 1));
}

/** By invariant: the minimal sets that break it, with the steps that takes. */
export function naiveCutSets(model: FiniteModel, order: number) {
  const sets = subsets(model.assumptions.length, order);
  const results = sets.map((set) => ({ set, lengths: naiveExplore(model, set).lengths }));
  return model.invariants.map((_, invariant) => {
    const cuts: { readonly assumptions: readonly number[]; readonly length: number }[] = [];
    for (const { set, lengths } of results) {
      const length = lengths[invariant];
      if (length === undefined) continue;
      if (cuts.some(({ assumptions }) => assumptions.every((one) => set.includes(one)))) continue;
      cuts.push({ assumptions: set, length });
    }
    return cuts;
  });
}

/**
 * Follows a run step by step with the model's own functions.
 *
 * @returns what is wrong with it as a run with those dropped that ends in a violation; undefined if nothing is.
 */
export function faultIn(
  model: FiniteModel,
  trace: Trace,
  { dropped, invariant }: { readonly dropped: readonly number[]; readonly invariant: number },
): string | undefined {
  const isStart = naiveStarts(model, dropped).some(
    ({ values }) => `${values}` === `${trace.start.values}`,
  );
  if (!isStart) return "does not start in an initial state";
  let state: State = trace.start.values;
  let violates: readonly number[] = [];
  for (const step of trace.steps) {
    const action = JSON.stringify(step.action);
    if (`${step.before}` !== `${state}`) return `${action} is not from where the run is`;
    const taken = naiveSteps(model, state, dropped).find(
      ({ family, outcome, to }) =>
        model.moves[family]?.name === step.move &&
        model.moves[family]?.actor === step.actor &&
        JSON.stringify(outcome.action) === action &&
        `${outcome.needs}` === `${step.needs}` &&
        `${to}` === `${step.after}`,
    );
    if (taken === undefined) return `${action} cannot be taken`;
    violates = taken.outcome.violates;
    state = taken.to;
  }
  const { observation } = trace;
  if (observation !== undefined) {
    const place = model.observations.findIndex(({ name }) => name === observation);
    violates = naiveJudgement(model, state)[place]?.violates ?? [];
  }
  return violates.includes(invariant) ? undefined : "does not end in a violation";
}
