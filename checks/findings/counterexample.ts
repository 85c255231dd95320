/** The counterexample to report for an invariant, told in the world's own terms. */
import { type AssumptionId, assumptionPosition } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { type Limits, shortestCounterexample } from "../engine/index.js";
import type { WorldModels } from "../world/models.js";
import { retold, type WorldRun } from "../world/run.js";

export interface Counterexample extends WorldRun {
  readonly invariant: InvariantId;
  readonly dropped: readonly AssumptionId[];
  /** Vectors the driver asks for. */
  readonly allocated: number;
}

export type CounterexampleSearch =
  | { readonly kind: "found"; readonly counterexample: Counterexample }
  /** The invariant holds: every state was visited. */
  | { readonly kind: "none" }
  | { readonly kind: "incomplete"; readonly why: string };

export interface Question {
  readonly invariant: InvariantId;
  readonly dropped: readonly AssumptionId[];
  /** 1, 2, 4, 8, 16 or 32. */
  readonly allocated: number;
  readonly limits?: Limits;
  /** Told the states met, now and then. */
  readonly onProgress?: (states: number) => void;
}

/**
 * Of the shortest counterexamples the one with fewest changes of actor, then the first in catalogue order.
 * Deterministic.
 */
export function searchCounterexample(
  models: WorldModels,
  { invariant, dropped, allocated, ...options }: Question,
): CounterexampleSearch {
  const model = models.modelFor(invariant, allocated);
  const found = shortestCounterexample(model.compiled, {
    invariant: model.slice.invariants.indexOf(invariant),
    dropped: dropped.map(assumptionPosition),
    ...options,
  });
  if (found.kind !== "found") return found;
  const run = retold({ ...model, trace: found.trace });
  return { kind: "found", counterexample: { invariant, dropped, allocated, ...run } };
}
