/** The world as the explorer takes it: components, moves and choices by position. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Move, WorldObservation, WorldOutcome } from "../../model/world/move.js";
import {
  type ComponentName,
  usualState,
  type WorldComponent,
  type WorldState,
} from "../../model/world/state.js";
import type { World } from "../../model/world/world.js";
import type {
  Change,
  FiniteModel,
  InitialState,
  MoveFamily,
  Observation,
  Outcome,
} from "../explorer/model.js";
import { type Read, ReadTree } from "../explorer/read-tree.js";
import type { Slice } from "./slices.js";

/** A world whose moves remember what they answered, whichever slice asked. */
export interface SharedWorld {
  readonly world: World;
  readonly moves: readonly SharedMove[];
}

interface SharedMove extends Omit<Move, "outcomes"> {
  /** By the place of a component in the world's. */
  readonly answers: ReadTree<readonly WorldOutcome[]>;
}

/** Makes a world to take slices of. */
export function shareWorld(world: World): SharedWorld {
  const intern = internedOutcomes();
  const LazyState = lazyStates(world.components);
  return {
    world,
    moves: world.moves.map(({ outcomes, ...move }) => ({
      ...move,
      answers: new ReadTree((read) => outcomes(new LazyState(read)).map(intern)),
    })),
  };
}

/** Each different outcome once: a move gives most of its outcomes in many states. */
function internedOutcomes(): (outcome: WorldOutcome) => WorldOutcome {
  const known = new Map<string, WorldOutcome>();
  return (outcome) => {
    const { label, changes, needs, violates, concerns, note } = outcome;
    const key = [label, Object.entries(changes), needs, violates, concerns, note].join("|");
    const first = known.get(key);
    if (first !== undefined) return first;
    known.set(key, outcome);
    return outcome;
  };
}

/** The slice of the world as a finite model. Its assumptions are those of the catalogue, in its order. */
export function finiteModel({ world, moves }: SharedWorld, slice: Slice): FiniteModel {
  const adapter = new Adapter(world.components, slice);
  return {
    components: adapter.kept,
    assumptions: ASSUMPTIONS.map(({ id }) => id),
    invariants: slice.invariants,
    initial: adapter.initial(world),
    moves: moves
      .filter(({ name }) => !slice.withoutMoves.includes(name))
      .map((move) => adapter.family(move)),
    observations: world.observations.map((observation) => adapter.observation(observation)),
  };
}

const ASSUMPTION_POSITIONS = new Map(ASSUMPTIONS.map(({ id }, position) => [id, position]));

class Adapter {
  /** The components of the slice. */
  readonly kept: readonly WorldComponent[];
  private readonly positions: ReadonlyMap<string, number>;
  private readonly values: ReadonlyMap<string, ReadonlyMap<string, number>>;
  private readonly invariants: ReadonlyMap<InvariantId, number>;
  private readonly outcomes = new Map<WorldOutcome, Outcome>();
  private readonly LazyState: LazyStates;

  constructor(
    private readonly components: readonly WorldComponent[],
    slice: Slice,
  ) {
    this.kept = components.filter(({ name }) => !isLeftOut(name, slice));
    this.positions = new Map(this.kept.map(({ name }, position) => [name, position]));
    this.values = new Map(
      components.map(({ name, values }) => [name, new Map(values.map((value, i) => [value, i]))]),
    );
    this.invariants = new Map(slice.invariants.map((id, position) => [id, position]));
    this.LazyState = lazyStates(components);
  }

  /** The choices, those that differ in components left out taken together. */
  initial(world: World): readonly InitialState[] {
    const states = new Map<string, InitialState>();
    for (const { changes, needs } of world.choices) {
      const kept = Object.keys(changes).filter((name) => this.positions.has(name));
      if (kept.length < Object.keys(changes).length) continue;
      const state = { ...usualState(this.components), ...changes };
      const label = kept.map((name) => `${name} ${state[name as ComponentName]}`).join(", ");
      const values = this.kept.map(({ name }) => this.valueIndex(name, state[name]));
      states.set(label, { label: label || "as usual", values, needs: positionsOf(needs) });
    }
    return [...states.values()];
  }

  family({ name, actor, reads, answers }: SharedMove): MoveFamily {
    const kept = reads.filter((component) => this.positions.has(component));
    const places = this.placesIn(kept);
    return {
      name,
      actor,
      reads: this.componentPositions(kept),
      outcomes: (values) =>
        answers
          .answerFor((place) => values[places[place] ?? -1] ?? 0)
          .map((outcome) => this.outcome(outcome)),
    };
  }

  private outcome(outcome: WorldOutcome): Outcome {
    const known = this.outcomes.get(outcome);
    if (known !== undefined) return known;
    const made = {
      ...outcome,
      changes: this.changes(outcome.changes),
      needs: positionsOf(outcome.needs),
      violates: this.known(outcome.violates),
      concerns: this.known(outcome.concerns),
    };
    this.outcomes.set(outcome, made);
    return made;
  }

  observation({ name, reads, judge }: WorldObservation): Observation {
    const kept = reads.filter((component) => this.positions.has(component));
    const places = this.placesIn(kept);
    const stateOf = (values: readonly number[]) =>
      new this.LazyState((place) => values[places[place] ?? -1] ?? 0);
    return {
      name,
      reads: this.componentPositions(kept),
      judge: (values) => {
        const { violates, concerns } = judge(stateOf(values));
        return { violates: this.known(violates), concerns: this.known(concerns) };
      },
    };
  }

  private changes(changes: Partial<WorldState>): readonly Change[] {
    return Object.entries(changes).flatMap(([name, value]): Change[] => {
      const position = this.positions.get(name);
      return position === undefined ? [] : [[position, this.valueIndex(name, value)]];
    });
  }

  private known(ids: readonly InvariantId[]): readonly number[] {
    const found = ids.map((id) => this.invariants.get(id)).filter((i) => i !== undefined);
    return [...new Set(found)];
  }

  private componentPositions(names: readonly ComponentName[]): readonly number[] {
    return names.map((name) => this.positions.get(name) ?? -1);
  }

  /** By place in the world's components: the place among these names; undefined for one not there. */
  private placesIn(names: readonly ComponentName[]): readonly (number | undefined)[] {
    return this.components.map(({ name }) => {
      const place = names.indexOf(name);
      return place < 0 ? undefined : place;
    });
  }

  private valueIndex(name: string, value: string | undefined): number {
    const index = this.values.get(name)?.get(value ?? "");
    if (index === undefined) throw new RangeError(`${value} is no value of ${name}`);
    return index;
  }
}

type LazyStates = new (read: Read) => WorldState;

/** States whose components are looked up when they are read, by their place in the list. */
function lazyStates(components: readonly WorldComponent[]): LazyStates {
  class LazyState {
    constructor(readonly read: Read) {}
  }
  for (const [place, { name, values }] of components.entries()) {
    Object.defineProperty(LazyState.prototype, name, {
      get(this: LazyState) {
        return values[this.read(place)];
      },
    });
  }
  return LazyState as unknown as LazyStates;
}

function isLeftOut(name: ComponentName, slice: Slice): boolean {
  return slice.without.includes(name);
}

function positionsOf(ids: readonly AssumptionId[]): readonly number[] {
  return [...new Set(ids)].map((id) => ASSUMPTION_POSITIONS.get(id) ?? -1).sort((a, b) => a - b);
}
