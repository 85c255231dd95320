/**
 * The toy that every engine is timed on: stations in a ring that share what lies between neighbours.
 *
 * A station is idle, waiting, busy or resting. It may always begin to wait or give up; it becomes busy only
 * while neither neighbour is; then it rests, then it is idle again. The states reached are all in which no
 * two neighbours are busy, so that their number, and that of the transitions, can be worked out on paper.
 */
import type { FiniteModel, MoveFamily, Outcome } from "../../checks/engine/index.js";

export const PHASES = ["idle", "waiting", "busy", "resting"] as const;
const [IDLE, WAITING, BUSY, RESTING] = [0, 1, 2, 3];

/** Fewer stations are no ring. */
export const FEWEST_STATIONS = 3;

/** How many states are reached, and transitions taken from them. */
export interface Counts {
  readonly states: number;
  readonly transitions: number;
}

/** The ring as the explorer takes it: station 0 is the highest digit. */
export function stationsModel(stations: number): FiniteModel {
  const ring = Array.from({ length: stations }, (_, station) => station);
  return {
    components: ring.map((station) => ({ name: `station ${station}`, values: PHASES })),
    assumptions: [],
    invariants: [],
    initial: [{ values: ring.map(() => IDLE), needs: [] }],
    moves: ring.map((station) => movesOf(station, stations)),
    observations: [],
  };
}

function movesOf(station: number, stations: number): MoveFamily {
  const left = (station + stations - 1) % stations;
  const right = (station + 1) % stations;
  const to = (action: string, phase: number): Outcome => {
    return { action, changes: [[station, phase]], needs: [], violates: [], concerns: [] };
  };
  const [wait, giveUp, begin] = [to("waits", WAITING), to("gives up", IDLE), to("begins", BUSY)];
  const [end, recover] = [to("ends", RESTING), to("has rested", IDLE)];
  return {
    name: `station ${station}`,
    actor: "station",
    reads: [station, left, right],
    outcomes: (values) => {
      switch (values[0]) {
        case IDLE:
          return [wait];
        case WAITING:
          return values[1] === BUSY || values[2] === BUSY ? [giveUp] : [giveUp, begin];
        case BUSY:
          return [end];
        default:
          return [recover];
      }
    },
  };
}

/**
 * The counts on paper. A ring without two busy neighbours is a closed walk along the 4 by 4 matrix that has
 * 0 for busy-busy and 1 elsewhere; its eigenvalues are 0, 0 and the roots of x^2 = 3x + 3. So states(n) is
 * the sum of their n-th powers: 3 for 1, 15 for 2, then 3 times the sum of the two before. One transition
 * leads away from each station in each state; one more where it waits and no neighbour is busy, which
 * leaves a row of n - 3 stations between two that are not busy: of 3 times 3 kinds.
 */
export function stationsCounts(stations: number): Counts {
  const states = recurrence(stations - 1, [3, 15]);
  // Rows of n stations of which none two neighbours are busy: 1, 4, then as above.
  const rows = recurrence(stations - FEWEST_STATIONS, [1, 4]);
  return { states, transitions: stations * (states + 9 * rows) };
}

/** The element at a position of the sequence in which each is 3 times the sum of the two before. */
function recurrence(position: number, [first, second]: readonly [number, number]): number {
  let [here, next] = [first, second];
  for (let at = 0; at < position; at++) [here, next] = [next, 3 * (here + next)];
  return here;
}
