/** A model walked by @xstate/graph: the ring as a machine, the world as logic that takes its moves. */
import { getAdjacencyMap } from "@xstate/graph";
import { fromTransition } from "xstate";
import type { Change } from "../../checks/engine/index.js";
import { type BenchModel, explorerModel } from "./models.js";
import { stationsEvents, stationsMachine } from "./stations-machine.js";

/** What `getAdjacencyMap` gives, as far as it is counted: its keys have a type of their own. */
type Adjacency = Record<never, { readonly transitions: object }>;

/** Prepares a walk, which then gives all states with their transitions. */
export function graphWalk(model: BenchModel): () => Adjacency {
  return model.kind === "stations" ? walkRing(model.stations) : walkMoves(model);
}

function walkRing(stations: number): () => Adjacency {
  const machine = stationsMachine(stations);
  return () =>
    getAdjacencyMap(machine, {
      events: ({ value }) => stationsEvents(value),
      serializeState: ({ value }) => JSON.stringify(value),
      serializeEvent: ({ type }) => type,
    });
}

/** An outcome that can be taken; `type` tells it from the others of a state. */
interface Taken {
  readonly type: string;
  readonly changes: readonly Change[];
}

function walkMoves(model: BenchModel): () => Adjacency {
  const { finite, dropped } = explorerModel(model);
  const isEnabled = ({ needs }: { readonly needs: readonly number[] }) =>
    needs.every((assumption) => dropped.includes(assumption));
  const [start, ...others] = finite.initial.filter(isEnabled);
  if (start === undefined) throw new Error("a model without a start");
  const takenFrom = (values: readonly number[]): Taken[] =>
    finite.moves.flatMap(({ name, reads, outcomes }) =>
      outcomes(reads.map((component) => values[component] ?? 0))
        .filter(isEnabled)
        .map(({ changes }, at) => ({ type: `${name} ${at}`, changes })),
    );
  const walkFrom = (values: readonly number[]): Adjacency => {
    const logic = fromTransition((before: readonly number[], { changes }: Taken) => {
      const after = [...before];
      for (const [component, value] of changes) after[component] = value;
      return after;
    }, values);
    return getAdjacencyMap(logic, {
      events: ({ context }) => takenFrom(context),
      serializeState: ({ context }) => context.join(),
      serializeEvent: ({ type }) => type,
    });
  };
  // It walks from one start; what is met from several is walked again, and counted once.
  return () => {
    const walks = [start, ...others].map(({ values }) => walkFrom(values));
    return Object.assign({}, ...walks) as Adjacency;
  };
}
