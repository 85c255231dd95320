/** The world as the explorer takes it: components, moves and choices by position. */
import {
  ALL_ASSUMPTIONS,
  type AssumptionId,
  assumptionPosition,
} from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { actorOf, type WorldAction } from "../../model/world/action.js";
import type { Move, WorldObservation, WorldOutcome } from "../../model/world/move.js";
import { lazyStates, rememberEach, rememberOver } from "../../model/world/remember.js";
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
} from "../engine/index.js";
import { type Chosen, firstOfEach, LateChoices } from "./late-choices.js";
import type { Slice } from "./slices.js";

/** An action of the world's, and the choices made only when it looked at them. */
export type SliceAction = WorldAction & { readonly chosen?: Partial<WorldState> };
type SliceOutcome = Outcome<SliceAction>;

/** A world whose moves remember what they answered, whichever slice asked. */
export interface SharedWorld {
  readonly world: World;
  readonly moves: readonly SharedMove[];
}

interface SharedMove extends Omit<Move, "outcomes"> {
  readonly answer: (state: WorldState) => readonly WorldOutcome[];
}

/** Makes a world to take slices of. */
export function shareWorld(world: World): SharedWorld {
  const intern = internedOutcomes();
  const internAll = rememberEach((outcomes: readonly WorldOutcome[]) => outcomes.map(intern));
  const remember = rememberOver(world.components);
  return {
    world,
    moves: world.moves.map(({ outcomes, ...move }) => ({
      ...move,
      answer: remember((state) => internAll(outcomes(state))),
    })),
  };
}

/** Each different outcome once: a move gives most of its outcomes in many states. */
function internedOutcomes(): (outcome: WorldOutcome) => WorldOutcome {
  const known = new Map<string, WorldOutcome>();
  const kept = new Map<WorldOutcome, WorldOutcome>();
  return (outcome) => {
    const before = kept.get(outcome);
    if (before !== undefined) return before;
    const key = JSON.stringify(outcome);
    const first = known.get(key) ?? outcome;
    known.set(key, first);
    kept.set(outcome, first);
    return first;
  };
}

/** The slice of the world as a finite model. Its assumptions are those of the catalogue, in its order. */
export function finiteModel({ world, moves }: SharedWorld, slice: Slice): FiniteModel<SliceAction> {
  const adapter = new Adapter(world, slice);
  return {
    components: adapter.kept,
    assumptions: ALL_ASSUMPTIONS.map(({ id }) => id),
    invariants: slice.invariants,
    initial: adapter.initial(world),
    moves: moves
      .filter(({ kind }) => world.neededKinds.includes(kind) || !slice.withoutKinds.includes(kind))
      .map((move) => adapter.family(move)),
    observations: world.observations.map((observation) => adapter.observation(observation)),
  };
}

/** The value at a place among the world's components. */
type Read = (place: number) => number;

class Adapter {
  /** The components of the slice. */
  readonly kept: readonly WorldComponent[];
  private readonly positions: ReadonlyMap<string, number>;
  private readonly values: ReadonlyMap<string, ReadonlyMap<string, number>>;
  private readonly invariants: ReadonlyMap<InvariantId, number>;
  private readonly outcomes = new Map<WorldOutcome, SliceOutcome>();
  private readonly taken = rememberEach((outcomes: readonly WorldOutcome[]) =>
    outcomes.map((outcome) => this.outcome(outcome)),
  );
  private readonly chosenOutcomes = rememberEach(
    (_: readonly WorldOutcome[]) => new Map<string, readonly SliceOutcome[]>(),
  );
  private readonly effectKey = rememberEach(({ changes, violates, needs }: SliceOutcome) =>
    JSON.stringify([changes, violates, needs]),
  );
  private readonly components: readonly WorldComponent[];
  private readonly late: LateChoices;
  private readonly anew: boolean;
  private readonly LazyState: new (
    read: Read,
  ) => WorldState;

  constructor(world: World, slice: Slice) {
    const { components, needed } = world;
    const late = (slice.late ?? []).filter((name) => !needed.includes(name));
    this.components = components;
    this.late = new LateChoices(world, late, slice.without);
    this.anew = slice.anew ?? false;
    const absent = [...slice.without, ...late];
    const isKept = (name: ComponentName) => needed.includes(name) || !absent.includes(name);
    this.kept = components.filter(({ name }) => isKept(name));
    this.positions = new Map(this.kept.map(({ name }, position) => [name, position]));
    this.values = new Map(
      components.map(({ name, values }) => [name, new Map(values.map((value, i) => [value, i]))]),
    );
    this.invariants = new Map(slice.invariants.map((id, position) => [id, position]));
    this.LazyState = lazyStates(components, (read, { values }, place) => values[read(place)]);
  }

  /**
   * The choices without what is chosen late; those that change a component left out are none here. Of
   * several that come to the same here, the one that needs least: a choice may not go without a late one.
   */
  initial(world: World): readonly InitialState[] {
    const states = new Map<string, InitialState>();
    for (const { changes, needs } of world.choices) {
      const changed = Object.keys(changes) as ComponentName[];
      if (changed.some((name) => !this.positions.has(name) && !this.late.has(name))) continue;
      const state = { ...usualState(this.components), ...changes };
      const values = this.kept.map(({ name }) => this.valueIndex(name, state[name]));
      const known = states.get(values.join());
      if (known !== undefined && known.needs.length <= needs.length) continue;
      states.set(values.join(), { values, needs: positionsOf(needs) });
    }
    return [...states.values()];
  }

  family({ name, kind, reads, answer }: SharedMove): MoveFamily<SliceAction> {
    const kept = [...new Set(reads)].filter((component) => this.positions.has(component));
    const places = this.placesIn(kept);
    const isLate = reads.some((component) => this.late.has(component));
    return {
      name,
      actor: actorOf(kind),
      reads: this.componentPositions(kept),
      outcomes: (values) => {
        const found = (place: number) => values[places[place] ?? -1] ?? 0;
        if (!isLate) return this.taken(answer(new this.LazyState(found)));
        return this.withLateChoices(found, answer);
      },
    };
  }

  /** A state whose components are as chosen, or else as `read` says. */
  private chosenState(read: Read, choose: (name: ComponentName) => string): WorldState {
    const { components, late } = this;
    return new this.LazyState((place) => {
      const name = components[place]?.name;
      if (name === undefined || !late.has(name)) return read(place);
      return this.valueIndex(name, choose(name));
    });
  }

  /** What a move can do, whatever is chosen late. */
  private withLateChoices(read: Read, answer: SharedMove["answer"]): readonly SliceOutcome[] {
    const found = this.late.ways((choose) => answer(this.chosenState(read, choose)));
    const ways = this.anew ? firstOfEach(found) : found;
    const all = ways.flatMap(([outcomes, chosen]) => this.lateOutcomes(outcomes, chosen));
    return this.anew ? this.differing(all) : all;
  }

  /** The same list each time for the same outcomes and choices. */
  private lateOutcomes(outcomes: readonly WorldOutcome[], chosen: Chosen): readonly SliceOutcome[] {
    const known = this.chosenOutcomes(outcomes);
    const made =
      known.get(chosen.key) ?? outcomes.map((outcome) => this.lateOutcome(outcome, chosen));
    known.set(chosen.key, made);
    return made;
  }

  /** The same without those that come to the same as one before them. */
  private differing(outcomes: readonly SliceOutcome[]): readonly SliceOutcome[] {
    const known = new Set<string>();
    return outcomes.filter((outcome) => {
      const key = this.effectKey(outcome);
      return !known.has(key) && known.add(key);
    });
  }

  private lateOutcome(outcome: WorldOutcome, { values, needs, unusual }: Chosen): SliceOutcome {
    if (!this.anew && Object.keys(outcome.changes).length > 0) {
      throw new Error(`${outcome.action.kind}: depends on a late choice, and changes the state`);
    }
    const made = this.outcome(outcome);
    if (needs.length === 0 && !this.anew) return made;
    return {
      ...made,
      action: { ...outcome.action, chosen: this.anew ? Object.fromEntries(values) : unusual },
      needs: positionsOf([...needs, ...outcome.needs]),
    };
  }

  private outcome(outcome: WorldOutcome): SliceOutcome {
    const known = this.outcomes.get(outcome);
    if (known !== undefined) return known;
    const made = {
      action: outcome.action,
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
    return {
      name,
      reads: this.componentPositions(kept),
      judge: (values) => {
        const found = (place: number) => values[places[place] ?? -1] ?? 0;
        const said = this.late.ways((choose) => judge(this.chosenState(found, choose)));
        return {
          violates: this.known(said.flatMap(([{ violates }]) => violates)),
          concerns: this.known(said.flatMap(([{ concerns }]) => concerns)),
        };
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

function positionsOf(ids: readonly AssumptionId[]): readonly number[] {
  return [...new Set(ids)].map(assumptionPosition).sort((a, b) => a - b);
}
