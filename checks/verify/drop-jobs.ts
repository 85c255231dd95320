/** The searches that one combination of assumptions dropped is made of: none depends on another. */
import type { AssumptionId } from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { type NamedGuest, offsetsOf, restrictedTo } from "../../model/world/guests/index.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import { createWorld, offsetsFor, type World } from "../../model/world/world.js";
import { SLICES } from "../world/slices.js";
import {
  type DropOptions,
  type DroppableSlices,
  type DroppedVerdict,
  droppableSlices,
} from "./drop.js";

/** What is dropped, and where. */
export interface DropScope {
  /** Beside what a named guest does not keep. */
  readonly dropped: readonly AssumptionId[];
  /** Of a named guest its own alone. */
  readonly allocations: readonly number[];
  /** Every vector offset instead of one of each class. */
  readonly exact?: boolean;
  /** Undefined for the arbitrary guest. */
  readonly guest?: NamedGuest | undefined;
}

/** One slice of one allocation's world. */
export interface DropJob {
  readonly allocated: number;
  readonly slice: string;
}

/** What a search found of each of its slice's invariants. Plain data. */
export interface DropFound extends DropJob {
  readonly verdicts: readonly DroppedVerdict[];
}

/** The jobs, always in the same order: those of one allocation in a row. */
export function dropJobs({ allocations }: Pick<DropScope, "allocations">): readonly DropJob[] {
  return allocations.flatMap((allocated) => SLICES.map(({ name }) => ({ allocated, slice: name })));
}

export interface DropSearchOptions extends DropOptions {
  /** The design under check; without it the patch. */
  readonly quirk?: Quirk;
  readonly terms?: Terms;
}

/** Does jobs, one after another; quicker for those of the same allocation in a row. */
export class DropSearcher {
  private current: { readonly allocated: number; readonly explored: DroppableSlices } | undefined;

  constructor(
    private readonly scope: DropScope,
    private readonly options: DropSearchOptions = {},
  ) {}

  run({ allocated, slice: name }: DropJob): DropFound {
    const slice = SLICES.find((known) => known.name === name);
    if (slice === undefined) throw new RangeError(`no slice ${name}`);
    const verdicts = this.explored(allocated)(slice, this.dropped, this.options);
    return { allocated, slice: name, verdicts };
  }

  /** Each once, what the guest does not keep first. */
  private get dropped(): readonly AssumptionId[] {
    const { guest, dropped } = this.scope;
    const own = guest?.breaches.map(({ assumption }) => assumption) ?? [];
    return [...new Set([...own, ...dropped])];
  }

  private explored(allocated: number): DroppableSlices {
    if (this.current?.allocated !== allocated) {
      const explored = droppableSlices(this.worldOf(allocated), allocated);
      this.current = { allocated, explored };
    }
    return this.current.explored;
  }

  private worldOf(asked: number): World {
    const { guest, exact = false } = this.scope;
    const { quirk = AS_POSTED, terms = USUAL_TERMS } = this.options;
    const order = Math.max(1, this.dropped.length);
    const offsets = guest === undefined ? offsetsFor(asked, exact) : offsetsOf(guest);
    const world = createWorld({ asked, offsets, order, quirk, terms });
    return guest === undefined ? world : restrictedTo(world, guest);
  }
}

/** Does all of it. */
export function dropAssumptions(
  scope: DropScope,
  options: DropSearchOptions = {},
): readonly DroppedVerdict[] {
  const searcher = new DropSearcher(scope, options);
  return joinDropped(dropJobs(scope).map((job) => searcher.run(job)));
}

/** Joins what the jobs found, in whatever order they were done. */
export function joinDropped(found: readonly DropFound[]): readonly DroppedVerdict[] {
  const verdicts = new Map<InvariantId, DroppedVerdict>();
  const inOrder = [...found].sort((a, b) => a.allocated - b.allocated);
  for (const next of inOrder.flatMap((each) => each.verdicts)) {
    verdicts.set(next.invariant, joined(verdicts.get(next.invariant), next));
  }
  return INVARIANT_IDS.flatMap((id) => verdicts.get(id) ?? []);
}

/** Over allocations: a violation in any is one, the shortest kept; one cut short is never a pass. */
function joined(first: DroppedVerdict | undefined, second: DroppedVerdict): DroppedVerdict {
  if (first === undefined) return second;
  const concerned = first.concerned + second.concerned;
  const rank = ["violated", "incomplete", "holds", "unreachable"];
  const better = rank.indexOf(second.verdict) - rank.indexOf(first.verdict);
  const shorter = lengthOf(second) < lengthOf(first);
  return { ...(better < 0 || (better === 0 && shorter) ? second : first), concerned };
}

function lengthOf({ run }: DroppedVerdict): number {
  return run?.steps.length ?? 0;
}
