/** One combination of assumptions dropped: what falls, and a shortest way to it. */
import { type AssumptionId, assumptionPosition } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import type { Terms } from "../../model/world/terms.js";
import { createWorld, offsetsFor, type World } from "../../model/world/world.js";
import { type CompiledModel, compile } from "../explorer/compile.js";
import { explore } from "../explorer/explore.js";
import type { InvariantVerdict, Limits, Trace } from "../explorer/result.js";
import { finiteModel, shareWorld } from "./finite.js";
import { SLICES, type Slice } from "./slices.js";

/** A step of a counterexample, in words. */
export interface DroppedStep {
  readonly actor: string;
  readonly what: string;
  /** What the quirk did; null where it was not called. */
  readonly quirk: string | null;
}

export interface DroppedVerdict {
  readonly invariant: InvariantId;
  readonly verdict: "holds" | "violated" | "unreachable" | "incomplete";
  /** Of an incomplete one: which search was cut short, and by what; else null. */
  readonly why: string | null;
  /** Steps and states of its situation, over all allocations; of a violated one those before it fell. */
  readonly concerned: number;
  /** Allocation of the counterexample; null unless violated. */
  readonly allocated: number | null;
  /** What was chosen at the start of it. */
  readonly start: string | null;
  /** The counterexample; empty unless violated. */
  readonly steps: readonly DroppedStep[];
}

/** What `verify --drop` and `verify --guest` write as JSON. */
export interface DropReport {
  /** The design under check: its name, or a user's file. */
  readonly quirk: string;
  readonly allocations: readonly number[];
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
  /** `arbitrary`, or the name of a guest driver: what it does not keep is dropped in any case. */
  readonly guest: string;
  /** As asked for. */
  readonly dropped: readonly AssumptionId[];
  readonly verdicts: readonly DroppedVerdict[];
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
  const models = new Map<Slice, CompiledModel>();
  return (slice, dropped, options = {}) => {
    const model = models.get(slice) ?? compile(finiteModel(shared, slice));
    models.set(slice, model);
    const found = explore(model, { ...options, dropped: dropped.map(assumptionPosition) });
    return found.verdicts.flatMap((verdict, i) => {
      const id = slice.invariants[i];
      return id === undefined ? [] : [droppedVerdict(id, allocated, verdict)];
    });
  };
}

function droppedVerdict(
  invariant: InvariantId,
  allocated: number,
  verdict: InvariantVerdict,
): DroppedVerdict {
  const concerned = "concerned" in verdict ? verdict.concerned : 0;
  const none = { allocated: null, start: null, steps: [] };
  if (verdict.verdict !== "violated") {
    const cut = verdict.verdict === "incomplete" ? `${allocated} vectors: ${verdict.why}` : null;
    return { invariant, verdict: verdict.verdict, why: cut, concerned, ...none };
  }
  const { path } = verdict;
  const { start } = path;
  return {
    invariant,
    verdict: "violated",
    why: null,
    concerned,
    allocated,
    start: start.label,
    steps: stepsOf(path),
  };
}

function stepsOf({ steps }: Trace): readonly DroppedStep[] {
  return steps.map(({ actor, label, note }) => ({ actor, what: label, quirk: note ?? null }));
}
