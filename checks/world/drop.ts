/** One combination of assumptions dropped: what falls, and a shortest way to it. */
import { type AssumptionId, assumptionPosition } from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { type NamedGuest, offsetsOf, restrictedTo } from "../../model/world/guests/index.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import {
  createWorld,
  everyOffset,
  representativeOffsets,
  type World,
} from "../../model/world/world.js";
import { compile } from "../explorer/compile.js";
import { explore } from "../explorer/explore.js";
import type { InvariantVerdict, Limits, Trace } from "../explorer/result.js";
import { finiteModel, shareWorld } from "./finite.js";
import { SLICES } from "./slices.js";

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
  readonly dropped: readonly AssumptionId[];
  readonly allocations: readonly number[];
  readonly exact?: boolean;
  /** The design under check; without it the patch. */
  readonly quirk?: Quirk;
  readonly terms?: Terms;
  /** Of one search. */
  readonly limits?: Limits;
  readonly onProgress?: (what: string) => void;
}

/** A named guest's own allocation, with what it does not keep dropped, and perhaps more. */
export function verifyGuest(
  guest: NamedGuest,
  options: Pick<DropOptions, "dropped" | "limits" | "onProgress" | "quirk" | "terms">,
): readonly DroppedVerdict[] {
  const own = guest.breaches.map(({ assumption }) => assumption);
  const dropped = [...new Set([...own, ...options.dropped])];
  const { allocated } = guest;
  const { quirk = AS_POSTED, terms = USUAL_TERMS } = options;
  const order = Math.max(1, dropped.length);
  const scope = { asked: allocated, offsets: offsetsOf(guest), order, quirk, terms };
  const explored = exploredWorld(restrictedTo(createWorld(scope), guest), allocated);
  return inOrder(explored(dropped, options));
}

/** Explores every slice of each allocation's world with those assumptions dropped. */
export function dropAssumptions(options: DropOptions): readonly DroppedVerdict[] {
  const { dropped, allocations, exact = false, quirk = AS_POSTED, terms = USUAL_TERMS } = options;
  const verdicts = new Map<InvariantId, DroppedVerdict>();
  for (const allocated of allocations) {
    const order = Math.max(1, dropped.length);
    const world = droppableWorld({ allocated, exact, order, quirk, terms });
    for (const next of world(dropped, options)) {
      verdicts.set(next.invariant, joined(verdicts.get(next.invariant), next));
    }
  }
  return inOrder([...verdicts.values()]);
}

function inOrder(verdicts: readonly DroppedVerdict[]): readonly DroppedVerdict[] {
  return INVARIANT_IDS.flatMap((id) => verdicts.filter(({ invariant }) => invariant === id));
}

/** One allocation's world, to drop one combination after another in. */
export type DroppableWorld = (
  dropped: readonly AssumptionId[],
  options?: Pick<DropOptions, "limits" | "onProgress">,
) => readonly DroppedVerdict[];

/** Makes the tables of the world once. `order` is the most assumptions that will be dropped together. */
export function droppableWorld(scope: {
  readonly allocated: number;
  readonly exact: boolean;
  readonly order: number;
  readonly quirk?: Quirk;
  readonly terms?: Terms;
}): DroppableWorld {
  const { allocated, exact, order, quirk = AS_POSTED, terms = USUAL_TERMS } = scope;
  const offsets = exact ? everyOffset(allocated) : representativeOffsets(allocated);
  return exploredWorld(createWorld({ asked: allocated, offsets, order, quirk, terms }), allocated);
}

function exploredWorld(world: World, allocated: number): DroppableWorld {
  const shared = shareWorld(world);
  const slices = SLICES.map((slice) => ({ slice, model: compile(finiteModel(shared, slice)) }));
  return (dropped, { limits = {}, onProgress } = {}) => {
    const positions = dropped.map(assumptionPosition);
    return slices.flatMap(({ slice, model }) => {
      const what = `${allocated} vectors, ${slice.name}`;
      onProgress?.(what);
      const tell = (states: number) => onProgress?.(`${what}, ${states} states`);
      const found = explore(model, { dropped: positions, limits, onProgress: tell });
      return found.verdicts.flatMap((verdict, i) => {
        const id = slice.invariants[i];
        return id === undefined ? [] : [droppedVerdict(id, allocated, verdict)];
      });
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

/** Over allocations: a violation in any is one, the shortest kept; one cut short is never a pass. */
function joined(first: DroppedVerdict | undefined, second: DroppedVerdict): DroppedVerdict {
  if (first === undefined) return second;
  const concerned = first.concerned + second.concerned;
  const rank = ["violated", "incomplete", "holds", "unreachable"];
  const better = rank.indexOf(second.verdict) - rank.indexOf(first.verdict);
  const shorter = second.verdict === "violated" && second.steps.length < first.steps.length;
  return { ...(better < 0 || (better === 0 && shorter) ? second : first), concerned };
}
