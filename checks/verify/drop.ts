/** One combination of assumptions dropped: what falls, and a shortest way to it. */
import { type AssumptionId, assumptionPosition } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import type { Terms } from "../../model/world/terms.js";
import { createWorld, offsetsFor, type World } from "../../model/world/world.js";
import {
  type CompiledModel,
  compile,
  explore,
  type InvariantVerdict,
  type Limits,
} from "../engine/index.js";
import { finiteModel, type SliceAction, shareWorld } from "../world/finite.js";
import { retold, type WorldRun } from "../world/run.js";
import { SLICES, type Slice } from "../world/slices.js";

export interface DroppedVerdict {
  readonly invariant: InvariantId;
  readonly verdict: "holds" | "violated" | "unreachable" | "incomplete";
  /** Of an incomplete one: which search was cut short, and by what; else null. */
  readonly why: string | null;
  /** Steps and states of its situation, over all allocations; of a violated one those before it fell. */
  readonly concerned: number;
  /** Allocation of the counterexample; null unless violated. */
  readonly allocated: number | null;
  /** The counterexample; null unless violated. */
  readonly run: WorldRun | null;
}

export interface DropOptions {
  /** Of one search. */
  readonly limits?: Limits;
  /** Told the states met, now and then. */
  readonly onProgress?: (states: number) => void;
}

/** One allocation's world, to drop one combination after another in. */
export type DroppableWorld = (
  dropped: readonly AssumptionId[],
  options?: DropOptions,
) => readonly DroppedVerdict[];

/** The same, slice by slice. */
export type DroppableSlices = (
  slice: Slice,
  dropped: readonly AssumptionId[],
  options?: DropOptions,
) => readonly DroppedVerdict[];

/** Makes the tables of the world once. `order` is the most assumptions that will be dropped together. */
export function droppableWorld(scope: {
  readonly allocated: number;
  readonly exact: boolean;
  readonly order: number;
  readonly quirk?: Quirk;
  readonly terms?: Terms;
}): DroppableWorld {
  const { allocated, exact, ...others } = scope;
  const offsets = offsetsFor(allocated, exact);
  const world = createWorld({ asked: allocated, offsets, ...others });
  const explored = droppableSlices(world, allocated);
  return (dropped, options) => SLICES.flatMap((slice) => explored(slice, dropped, options));
}

/** Makes the tables of a slice when it is first asked for. */
export function droppableSlices(world: World, allocated: number): DroppableSlices {
  const shared = shareWorld(world);
  const models = new Map<Slice, CompiledModel<SliceAction>>();
  return (slice, dropped, options = {}) => {
    const compiled = models.get(slice) ?? compile(finiteModel(shared, slice));
    models.set(slice, compiled);
    const found = explore(compiled, { ...options, dropped: dropped.map(assumptionPosition) });
    return found.verdicts.flatMap((verdict, i) => {
      const id = slice.invariants[i];
      if (id === undefined) return [];
      const isFallen = verdict.verdict === "violated";
      const run = isFallen ? retold({ world, compiled, trace: verdict.path }) : null;
      return [{ ...droppedVerdict(id, allocated, verdict), run }];
    });
  };
}

function droppedVerdict(
  invariant: InvariantId,
  allocated: number,
  verdict: InvariantVerdict,
): Omit<DroppedVerdict, "run"> {
  return {
    invariant,
    verdict: verdict.verdict,
    why: verdict.verdict === "incomplete" ? `${allocated} vectors: ${verdict.why}` : null,
    concerned: "concerned" in verdict ? verdict.concerned : 0,
    allocated: verdict.verdict === "violated" ? allocated : null,
  };
}
