/** The searches that a verification of the world is made of: none depends on another. */
import {
  type AssumptionId,
  assumptionPosition,
  assumptionsAt,
} from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Quirk } from "../../model/quirk.js";
import { carriedNeeds, type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import { createWorld, offsetsFor, type World } from "../../model/world/world.js";
import { type CutSetSearch, compile, type Limits, searchCutSets } from "../engine/index.js";
import { type AlikeWorlds, alikeWorlds } from "../world/alike.js";
import { finiteModel, type SharedWorld, shareWorld } from "../world/finite.js";
import { SLICES, type Slice } from "../world/slices.js";

/** What a verification is about. */
export interface Scope {
  readonly allocations: readonly number[];
  /** The most assumptions dropped together: 1 to 3. */
  readonly order: number;
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
}

/** One slice of the world of one allocation, or of several that are expected to be alike. */
export interface Job {
  readonly allocations: readonly number[];
  readonly slice: string;
}

/** A minimal cut set of an invariant. */
interface FoundCut {
  /** In catalogue order. */
  readonly assumptions: readonly AssumptionId[];
  /** Steps of a shortest counterexample. */
  readonly length: number;
}

/** What a search found. Plain data. */
export interface Found {
  /** The allocations that it holds for. */
  readonly allocations: readonly number[];
  readonly slice: string;
  /** Pairs of a state and the assumptions dropped to get there. */
  readonly nodes: number;
  readonly states: number;
  readonly transitions: number;
  readonly invariants: readonly {
    readonly invariant: InvariantId;
    readonly undropped: CutSetSearch["invariants"][number]["undropped"];
    readonly concerned: number;
    readonly cutSets: readonly FoundCut[];
  }[];
  /** By assumption, in catalogue order: transitions taken that need it dropped. */
  readonly exercised: readonly number[];
  /** Why it ended early; null if it did not. */
  readonly incomplete: string | null;
}

/** Allocations whose worlds are one but for labels: of 2, 4, 8 and 16 vectors. `--exact` tells them apart. */
const ALIKE: readonly number[] = [2, 4, 8, 16];

/** The jobs of a verification, always in the same order. */
export function jobsOf({ allocations, exact }: Scope, slices: readonly Slice[] = SLICES): Job[] {
  const alike = exact ? [] : allocations.filter((allocated) => ALIKE.includes(allocated));
  const groups = allocations.flatMap((allocated) => {
    if (!alike.includes(allocated)) return [[allocated]];
    return allocated === alike[0] ? [alike] : [];
  });
  return groups.flatMap((group) => slices.map(({ name }) => ({ allocations: group, slice: name })));
}

export interface SearchOptions {
  readonly quirk: Quirk;
  /** Without them the quirk changes nothing around it. */
  readonly terms?: Terms;
  readonly slices?: readonly Slice[];
  /** Of one search, `states` its nodes; more makes the result incomplete. */
  readonly limits?: Limits;
  /** Told before each search, and now and then within it. */
  readonly onProgress?: (what: string, nodes: number, transitions: number) => void;
}

/** Does jobs, one after another; quicker for those of the same allocations in a row. */
export class Searcher {
  private readonly worlds = new Map<string, PreparedWorld>();

  constructor(
    private readonly scope: Scope,
    private readonly options: SearchOptions,
  ) {}

  /** One result, and one more for each allocation that turns out to be different after all. */
  run({ allocations, slice: name }: Job): readonly Found[] {
    const slice = (this.options.slices ?? SLICES).find((known) => known.name === name);
    if (slice === undefined) throw new RangeError(`no slice ${name}`);
    const key = allocations.join();
    // A world's answers take up room: only the last one's are kept.
    if (!this.worlds.has(key)) this.worlds.clear();
    return this.runSlice(allocations, slice);
  }

  private runSlice(allocations: readonly number[], slice: Slice): readonly Found[] {
    const prepared = this.prepared(allocations);
    const search = this.search(allocations, slice, prepared.shared);
    const [first, ...others] = allocations;
    const alike = prepared.worlds.alike();
    const holdsFor = [...(first === undefined ? [] : [first]), ...alike];
    const different = others.filter((allocated) => !alike.includes(allocated));
    return [
      foundBy(search, holdsFor, slice),
      ...different.flatMap((allocated) => this.runSlice([allocated], slice)),
    ];
  }

  private search(allocations: readonly number[], slice: Slice, shared: SharedWorld): CutSetSearch {
    const { limits = {}, onProgress, terms = USUAL_TERMS } = this.options;
    const what = `${allocations.join(", ")} vectors, ${slice.name}`;
    onProgress?.(what, 0, 0);
    return searchCutSets(compile(finiteModel(shared, slice)), {
      order: this.scope.order,
      counterexamples: false,
      required: requiredBy(slice, terms),
      limits,
      onProgress: (nodes, transitions) => onProgress?.(what, nodes, transitions),
    });
  }

  private prepared(allocations: readonly number[]): PreparedWorld {
    const key = allocations.join();
    const known = this.worlds.get(key);
    if (known !== undefined) return known;
    const [first = 1, ...others] = allocations;
    const worlds = alikeWorlds(
      this.worldOf(first),
      others.map((allocated) => ({ allocated, world: this.worldOf(allocated) })),
    );
    const prepared = { worlds, shared: shareWorld(worlds.world) };
    this.worlds.set(key, prepared);
    return prepared;
  }

  private worldOf(asked: number): World {
    const { order, exact } = this.scope;
    const { quirk, terms = USUAL_TERMS } = this.options;
    return createWorld({ asked, offsets: offsetsFor(asked, exact), order, quirk, terms });
  }
}

interface PreparedWorld {
  readonly worlds: AlikeWorlds;
  readonly shared: SharedWorld;
}

/** By invariant: what every violation needs dropped, by the assumptions that carry it in this design. */
function requiredBy(
  { invariants, required = [] }: Slice,
  terms: Terms,
): ReadonlyMap<number, readonly number[]> {
  const positions = carriedNeeds(required, terms).map(assumptionPosition);
  return new Map(required.length === 0 ? [] : invariants.map((_, i) => [i, positions]));
}

function foundBy(search: CutSetSearch, allocations: readonly number[], slice: Slice): Found {
  const { nodes, states, transitions, exercised, incomplete = null } = search;
  return {
    allocations,
    slice: slice.name,
    nodes,
    states,
    transitions,
    exercised,
    incomplete,
    invariants: search.invariants.flatMap(({ invariant, undropped, concerned, cutSets }) => {
      const id = slice.invariants[invariant];
      if (id === undefined) return [];
      const cuts = cutSets.map(({ assumptions, length }) => ({
        assumptions: assumptionsAt(assumptions),
        length,
      }));
      return [{ invariant: id, undropped, concerned, cutSets: cuts }];
    }),
  };
}
