/** The models that engines are timed on, in several sizes. */
import { type FiniteModel, MOST_BITS, numberStates } from "../../checks/engine/index.js";
import { finiteModel, shareWorld } from "../../checks/world/finite.js";
import { WHOLE } from "../../checks/world/slices.js";
import { type AssumptionId, assumptionPosition } from "../../model/assumptions/index.js";
import { createWorld } from "../../model/world/world.js";
import { stationsModel } from "./stations.js";

/** Vectors the guest of the world allocates. */
export const WORLD_VECTORS = 2;

/** A model and its size. */
export type BenchModel =
  | { readonly kind: "stations"; readonly stations: number }
  | { readonly kind: "world"; readonly dropped: readonly AssumptionId[] };

const SMALL_WORLD = ["whole-register-writes", "one-slot-at-a-time"] as const;
const MIDDLE_WORLD = [...SMALL_WORLD, "programmed-while-enabled", "interrupt-remapping"] as const;

/** What a whole run times. */
export const FULL: readonly BenchModel[] = [
  { kind: "stations", stations: 8 },
  { kind: "stations", stations: 10 },
  { kind: "stations", stations: 12 },
  { kind: "stations", stations: 14 },
  { kind: "world", dropped: SMALL_WORLD },
  { kind: "world", dropped: MIDDLE_WORLD },
  { kind: "world", dropped: [...MIDDLE_WORLD, "address-programmed"] },
];

/** What `--quick` times. */
export const QUICK: readonly BenchModel[] = [
  { kind: "stations", stations: 5 },
  { kind: "stations", stations: 7 },
  { kind: "stations", stations: 9 },
  { kind: "world", dropped: [] },
];

/** Short, and the same in every output. */
export function nameOf(model: BenchModel): string {
  if (model.kind === "stations") return `stations-${model.stations}`;
  return `world-${model.dropped.length === 0 ? "nothing" : model.dropped.length}-dropped`;
}

/** The model as the explorer takes it, and the positions of the assumptions dropped. */
export function explorerModel(model: BenchModel): {
  readonly finite: FiniteModel;
  readonly dropped: readonly number[];
} {
  if (model.kind === "stations") return { finite: stationsModel(model.stations), dropped: [] };
  const world = createWorld({
    asked: WORLD_VECTORS,
    order: Math.max(1, model.dropped.length),
  });
  const dropped = model.dropped.map(assumptionPosition);
  return { finite: finiteModel(shareWorld(world), WHOLE), dropped };
}

/** True if a bit for each combination of values fits the explorer's bitmap. */
export function fitsBitmap(model: BenchModel): boolean {
  return numberStates(explorerModel(model).finite.components).size <= MOST_BITS;
}
