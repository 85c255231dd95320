/** Shortest paths over the steps of an enumeration. */
import { eventText } from "../../model/quirks/as-posted/events.js";
import type { Enumeration, Step } from "./enumerate.js";

/**
 * Finds, for targets among the steps of an enumeration, the events of a shortest path that ends with one
 * of them; among equally short ones the first in the order of the enumeration.
 */
export type PathFinder = (targets: readonly Step[]) => readonly string[];

/** A finder that searches the enumeration once, when it is first asked. */
export function pathFinder(enumeration: Enumeration): PathFinder {
  let arrivals: ReadonlyMap<string, Arrival> | undefined;
  return (targets) => {
    arrivals ??= breadthFirst(enumeration);
    const depthOf = (step: Step) => arrivals?.get(step.fromKey)?.depth ?? 0;
    const [first, ...others] = targets;
    if (first === undefined) throw new Error("no step to find a path to");
    const nearest = others.reduce((a, b) => (depthOf(b) < depthOf(a) ? b : a), first);
    return [...pathTo(arrivals, nearest.fromKey), eventText(nearest.event)];
  };
}

/** How a breadth-first search gets to a state: its last step, and how many there are. */
interface Arrival {
  readonly by: Step;
  readonly depth: number;
}

/** Arrivals at each state but the first. */
function breadthFirst({ states, steps }: Enumeration): ReadonlyMap<string, Arrival> {
  const outgoing = new Map<string, Step[]>(states.map((state) => [state, []]));
  for (const step of steps) outgoing.get(step.fromKey)?.push(step);
  const initial = states[0] ?? "";
  const arrivals = new Map<string, Arrival>();
  const queue = [initial];
  for (const state of queue) {
    const depth = (arrivals.get(state)?.depth ?? 0) + 1;
    for (const step of outgoing.get(state) ?? []) {
      if (step.toKey === initial || arrivals.has(step.toKey)) continue;
      arrivals.set(step.toKey, { by: step, depth });
      queue.push(step.toKey);
    }
  }
  return arrivals;
}

function pathTo(arrivals: ReadonlyMap<string, Arrival>, state: string): string[] {
  const path: string[] = [];
  for (let arrival = arrivals.get(state); arrival !== undefined; ) {
    path.push(eventText(arrival.by.event));
    arrival = arrivals.get(arrival.by.fromKey);
  }
  return path.reverse();
}
