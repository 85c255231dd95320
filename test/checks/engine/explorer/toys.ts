/** Models small enough to be counted by hand. */
import type {
  Change,
  Component,
  FiniteModel,
  MoveFamily,
  Observation,
  Outcome,
} from "../../../../checks/engine/explorer/model.js";

/** A component whose values are 0 to count - 1. */
export function numbers(name: string, count: number): Component {
  return { name, values: Array.from({ length: count }, (_, value) => `${value}`) };
}

/** An outcome that, unless said otherwise, needs, violates and concerns nothing. */
export function step(
  action: string,
  changes: readonly Change[],
  rest: Partial<Outcome> = {},
): Outcome {
  return { action, changes, needs: [], violates: [], concerns: [], ...rest };
}

/** An observation that violates an invariant where `wrong` says so, and concerns it everywhere. */
export function never(
  invariant: number,
  reads: readonly number[],
  wrong: (values: readonly number[]) => boolean,
): Observation {
  return {
    name: `never ${invariant}`,
    reads,
    judge: (values) => ({ violates: wrong(values) ? [invariant] : [], concerns: [invariant] }),
  };
}

/** A model with the given parts, and by default one invariant, no assumptions, starting from all zeros. */
export function toy(
  parts: Partial<FiniteModel> & Pick<FiniteModel, "components" | "moves">,
): FiniteModel {
  return {
    assumptions: [],
    invariants: ["the invariant"],
    initial: [{ values: parts.components.map(() => 0), needs: [] }],
    observations: [],
    ...parts,
  };
}

/**
 * A clock with that many hours: as many states, as many transitions, and all but one step to the last.
 * The invariant is that it does not show the last hour.
 */
export function clock(hours: number): FiniteModel {
  return toy({
    components: [numbers("hour", hours)],
    moves: [
      {
        name: "tick",
        actor: "clock",
        reads: [0],
        outcomes: ([hour = 0]) => [step("ticks", [[0, (hour + 1) % hours]])],
      },
    ],
    observations: [never(0, [0], ([hour]) => hour === hours - 1)],
  });
}

/** The clock of several hands, each of `base` positions, that carries: for many states in many components. */
export function odometer(digits: number, base: number): FiniteModel {
  const positions = Array.from({ length: digits }, (_, place) => place);
  return toy({
    components: positions.map((place) => numbers(`digit ${place}`, base)),
    moves: [
      {
        name: "advance",
        actor: "wheel",
        reads: positions,
        outcomes: (values) => {
          // The last digit that does not carry goes up, and those after it start again.
          const up = values.findLastIndex((value) => value < base - 1);
          const changes = positions
            .filter((place) => place >= up)
            .map((place): Change => [place, place === up ? (values[place] ?? 0) + 1 : 0]);
          return [step("advances", changes, { concerns: [0] })];
        },
      },
    ],
  });
}

/** Two bits that two people flip: 4 states, each with 2 steps. Open, the invariant's situation, is 11. */
export const LOCK: FiniteModel = toy({
  components: [numbers("left", 2), numbers("right", 2)],
  invariants: ["opened by the right hand only"],
  moves: [flip("left", "Ann", 0, 1), flip("right", "Ben", 1, 0)],
});

function flip(name: string, actor: string, own: number, other: number): MoveFamily {
  return {
    name: `flip ${name}`,
    actor,
    reads: [own, other],
    outcomes: ([bit = 0, others = 0]) => {
      const opens = bit === 0 && others === 1;
      const violates = opens && name === "left" ? [0] : [];
      const rest = { violates, concerns: opens ? [0] : [] };
      return [step(bit === 0 ? "sets it" : "clears it", [[own, 1 - bit]], rest)];
    },
  };
}

/**
 * Stations that pass a token on; the one that has it may enter its critical section, and pass it on only
 * after leaving. Each of the n stations is critical or not while it has the token: 2n states; it enters or
 * passes, or else leaves: 3n transitions. Entering without the token needs assumption 0 dropped.
 */
export function tokenRing(stations: number): FiniteModel {
  const all = Array.from({ length: stations }, (_, station) => station);
  const critical = (station: number) => station + 1;
  return toy({
    components: [
      numbers("token", stations),
      ...all.map((station) => numbers(`critical ${station}`, 2)),
    ],
    assumptions: ["token-needed"],
    invariants: ["one at a time"],
    moves: all.map((station) => ({
      name: `station ${station}`,
      actor: `station ${station}`,
      reads: [0, critical(station)],
      outcomes: ([token, inside]) => {
        if (inside === 1) return [step("leaves", [[critical(station), 0]])];
        const enters: Change[] = [[critical(station), 1]];
        if (token !== station) return [step("enters without", enters, { needs: [0] })];
        return [step("enters", enters), step("passes", [[0, (station + 1) % stations]])];
      },
    })),
    observations: [
      {
        name: "sections",
        reads: all.map(critical),
        judge: (values) => {
          const inside = values.filter((value) => value === 1).length;
          return { violates: inside > 1 ? [0] : [], concerns: inside > 0 ? [0] : [] };
        },
      },
    ],
  });
}

/** A buffer of some places: c + 1 levels, 2c transitions. Producing into a full one needs 0 dropped. */
export function boundedBuffer(places: number): FiniteModel {
  const produce = (level: number) => {
    if (level < places) return step("puts", [[0, level + 1]], { concerns: [0] });
    return step("puts into the full", [], { needs: [0], violates: [0] });
  };
  return toy({
    components: [numbers("level", places + 1)],
    assumptions: ["slow-producer"],
    invariants: ["no overflow"],
    moves: [
      {
        name: "produce",
        actor: "producer",
        reads: [0],
        outcomes: ([level = 0]) => [produce(level)],
      },
      {
        name: "consume",
        actor: "consumer",
        reads: [0],
        outcomes: ([level = 0]) => (level > 0 ? [step("takes", [[0, level - 1]])] : []),
      },
    ],
  });
}
