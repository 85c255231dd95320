/** The world verified: every minimal cut set of every invariant, over all allocations. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { createWorld, everyOffset, representativeOffsets } from "../../model/world/world.js";
import { searchCutSets } from "../cut-sets/search.js";
import { compile } from "../explorer/compile.js";
import { finiteModel, shareWorld } from "./finite.js";
import { SLICES, type Slice } from "./slices.js";

/** The allocations that 1 to 32 used vectors lead to. */
export const ALLOCATIONS: readonly number[] = [1, 2, 4, 8, 16, 32];

/** A set of assumptions that lets an invariant fall when all of it is dropped, and no part of it does. */
export interface WorldCutSet {
  /** In catalogue order. */
  readonly assumptions: readonly AssumptionId[];
  /** Steps of a shortest counterexample. */
  readonly length: number;
  /** Allocations for which it is a minimal cut set. */
  readonly allocations: readonly number[];
}

export interface WorldInvariant {
  readonly invariant: InvariantId;
  /** With nothing dropped, over all allocations. */
  readonly undropped: "holds" | "violated" | "unreachable" | "incomplete";
  /** Steps and states of its situation with nothing dropped. */
  readonly concerned: number;
  /** By size, then in catalogue order. */
  readonly cutSets: readonly WorldCutSet[];
}

/** The size of one search. */
export interface WorldSize {
  readonly allocated: number;
  readonly slice: string;
  /** Pairs of a state and the assumptions dropped to get there. */
  readonly nodes: number;
  readonly states: number;
  readonly transitions: number;
}

export interface WorldVerification {
  /** Cut sets of up to so many assumptions were looked for. */
  readonly order: number;
  readonly allocations: readonly number[];
  readonly invariants: readonly WorldInvariant[];
  readonly sizes: readonly WorldSize[];
  /** By assumption: transitions taken that need it dropped. */
  readonly exercised: readonly {
    readonly assumption: AssumptionId;
    readonly transitions: number;
  }[];
  /** Why a search ended early; empty if none did. */
  readonly incomplete: readonly string[];
}

export interface WorldOptions {
  readonly allocations: readonly number[];
  /** 1 to 3. */
  readonly order: number;
  /** Every vector offset instead of one of each class. */
  readonly exact?: boolean;
  readonly slices?: readonly Slice[];
  /** The design under check; without it the patch. */
  readonly quirk?: Quirk;
  /** Most nodes of one search; more makes the result incomplete. */
  readonly limit?: number;
  /** Told before each search, and now and then within it. */
  readonly onProgress?: (what: string, nodes: number, transitions: number) => void;
}

/** Searches each slice of each allocation's world. The same options give the same result. */
export function verifyWorld(options: WorldOptions): WorldVerification {
  const { allocations, order, slices = SLICES } = options;
  const merge = new Merge();
  for (const allocated of allocations) {
    const offsets = options.exact ? everyOffset(allocated) : representativeOffsets(allocated);
    const quirk = options.quirk ?? AS_POSTED;
    const shared = shareWorld(createWorld({ asked: allocated, offsets, order, quirk }));
    for (const slice of slices) {
      const what = `${allocated} vectors, ${slice.name}`;
      options.onProgress?.(what, 0, 0);
      const search = searchCutSets(compile(finiteModel(shared, slice)), {
        order,
        counterexamples: false,
        required: requiredBy(slice),
        ...(options.limit === undefined ? {} : { limits: { states: options.limit } }),
        onProgress: (nodes, transitions) => options.onProgress?.(what, nodes, transitions),
      });
      merge.add(allocated, slice, search);
    }
  }
  return { order, allocations, ...merge.result(slices) };
}

function requiredBy({ invariants, required = [] }: Slice): ReadonlyMap<number, readonly number[]> {
  const positions = required.map((id) => ASSUMPTIONS.findIndex((known) => known.id === id));
  return new Map(required.length === 0 ? [] : invariants.map((_, i) => [i, positions]));
}

type Search = ReturnType<typeof searchCutSets>;

/** Joins the searches of allocations and slices. */
class Merge {
  private readonly sizes: WorldSize[] = [];
  private readonly incomplete: string[] = [];
  private readonly exercised = ASSUMPTIONS.map(() => 0);
  private readonly verdicts = new Map<InvariantId, WorldInvariant["undropped"][]>();
  private readonly concerned = new Map<InvariantId, number>();
  private readonly cuts = new Map<InvariantId, Map<string, WorldCutSet>>();

  add(allocated: number, slice: Slice, search: Search): void {
    const { nodes, states, transitions, incomplete } = search;
    this.sizes.push({ allocated, slice: slice.name, nodes, states, transitions });
    if (incomplete !== undefined)
      this.incomplete.push(`${allocated} vectors, ${slice.name}: ${incomplete}`);
    for (const [i, count] of search.exercised.entries()) {
      this.exercised[i] = (this.exercised[i] ?? 0) + count;
    }
    for (const found of search.invariants) {
      const id = slice.invariants[found.invariant];
      if (id === undefined) continue;
      this.verdicts.set(id, [...(this.verdicts.get(id) ?? []), found.undropped]);
      this.concerned.set(id, (this.concerned.get(id) ?? 0) + found.concerned);
      for (const { assumptions, length } of found.cutSets) {
        this.addCut(id, allocated, assumptions, length);
      }
    }
  }

  result(slices: readonly Slice[]) {
    const asked = INVARIANT_IDS.filter((id) => slices.some((s) => s.invariants.includes(id)));
    return {
      invariants: asked.map((invariant) => ({
        invariant,
        undropped: worst(this.verdicts.get(invariant) ?? []),
        concerned: this.concerned.get(invariant) ?? 0,
        cutSets: inOrder([...(this.cuts.get(invariant)?.values() ?? [])]),
      })),
      sizes: this.sizes,
      exercised: ASSUMPTIONS.map(({ id }, i) => ({
        assumption: id,
        transitions: this.exercised[i] ?? 0,
      })),
      incomplete: this.incomplete,
    };
  }

  private addCut(
    id: InvariantId,
    allocated: number,
    positions: readonly number[],
    length: number,
  ): void {
    const assumptions = positions.flatMap((position) => ASSUMPTIONS[position]?.id ?? []);
    const cuts = this.cuts.get(id) ?? new Map<string, WorldCutSet>();
    const key = assumptions.join("+");
    const known = cuts.get(key);
    cuts.set(key, {
      assumptions,
      length: Math.min(length, known?.length ?? length),
      allocations: [...(known?.allocations ?? []), allocated],
    });
    this.cuts.set(id, cuts);
  }
}

/** A cut short search is never a pass; one that reached the situation makes it reached. */
function worst(verdicts: readonly WorldInvariant["undropped"][]): WorldInvariant["undropped"] {
  for (const verdict of ["violated", "incomplete", "holds"] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return "unreachable";
}

function inOrder(cuts: readonly WorldCutSet[]): readonly WorldCutSet[] {
  const place = (id: AssumptionId) => ASSUMPTIONS.findIndex((assumption) => assumption.id === id);
  const rank = ({ assumptions }: WorldCutSet) => assumptions.map(place);
  return [...cuts].sort((a, b) => {
    if (a.assumptions.length !== b.assumptions.length) {
      return a.assumptions.length - b.assumptions.length;
    }
    const [left, right] = [rank(a), rank(b)];
    const differs = left.findIndex((value, i) => value !== right[i]);
    return differs < 0 ? 0 : (left[differs] ?? 0) - (right[differs] ?? 0);
  });
}
