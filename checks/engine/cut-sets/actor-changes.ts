/** How many changes of actor remain on the shortest ways to a violation. */
import type { BreadthFirst } from "../explorer/breadth-first.js";
import type { CompiledModel } from "../explorer/compile.js";
import { KeyTable } from "../explorer/key-table.js";
import type { Restriction } from "../explorer/restriction.js";

/** A search that went just as far as the nearest violation of an invariant. */
export interface SearchedLayers<Action = unknown> {
  readonly compiled: CompiledModel<Action>;
  readonly restriction: Restriction;
  readonly search: BreadthFirst;
  /** The invariant's bit. */
  readonly bit: number;
  /** Steps to the nearest violation. */
  readonly length: number;
}

/** No shortest way to a violation leads on from here. */
export const NO_WAY = 0xffff;

/**
 * A table over the states of a search and who acted last. A state on a shortest way is as many steps
 * from the start as it is far from it, so only steps from a layer to the next count.
 */
export class ActorChanges {
  /** By position of the state in the search, then by actor: fewest changes if that one acted last. */
  private readonly changes: Uint16Array;
  private readonly actors: readonly string[];
  /** By family: the number of its actor. */
  private readonly actorOf: readonly number[];
  /** State to position in the search. */
  private readonly positions = new KeyTable();
  /** Where a step leads. */
  private readonly next = new Float64Array(1);

  constructor(private readonly searched: SearchedLayers) {
    const { compiled, search, length } = searched;
    const names = compiled.model.moves.map(({ actor }) => actor);
    // One even in a model without moves, whose initial states may violate an invariant.
    this.actors = names.length === 0 ? [""] : [...new Set(names)];
    this.actorOf = names.map((name) => this.actors.indexOf(name));
    this.changes = new Uint16Array(search.count * this.actors.length).fill(NO_WAY);
    for (let at = 0; at < search.count; at++) this.index(at);
    this.beginAt(length);
    for (let layer = length - 1; layer >= 0; layer--) this.workBack(layer);
  }

  /**
   * Fewest changes of actor from a state of a layer to a violation, on a shortest way.
   *
   * @param state - its number.
   * @param last - the family that acted last; undefined if none did.
   * @returns `NO_WAY` if no shortest way leads through the state in that layer.
   */
  from(state: number, layer: number, last: number | undefined): number {
    const at = this.positionIn(layer, Float64Array.of(state), 0);
    if (at < 0) return NO_WAY;
    if (last !== undefined) return this.changesAt(at, this.actorOf[last] ?? 0);
    // Whoever acts first makes no change: as if that one had acted before.
    return this.actors.reduce((least, _, a) => Math.min(least, this.changesAt(at, a)), NO_WAY);
  }

  /** True if both families have the same actor. */
  sameActor(family: number, other: number): boolean {
    return this.actorOf[family] === this.actorOf[other];
  }

  /** The observation that violates the invariant in a state, if one does. */
  observationOf(state: number): string | undefined {
    const { compiled, bit } = this.searched;
    const { observations, remarks, model } = compiled;
    observations.locate(Float64Array.of(state), 0);
    const said = [...observations.located].map((position) => remarks[position]);
    const remark = said.find((one) => one !== undefined && (one.violates & bit) !== 0);
    return remark && model.observations[remark.observation]?.name;
  }

  private index(at: number): void {
    const { states } = this.searched.search;
    this.positions.makeRoom(1);
    const piece = states.pieceOf(at);
    const slot = this.positions.slotOf(piece, states.within(at));
    this.positions.put(slot, piece, states.within(at));
    this.positions.values[slot] = at;
  }

  /** The position of the state `source[at]` if it is in the layer, else -1. */
  private positionIn(layer: number, source: Float64Array, at: number): number {
    const { positions } = this;
    const { layers, count } = this.searched.search;
    const slot = positions.slotOf(source, at);
    if (positions.isEmpty(slot)) return -1;
    const position = positions.values[slot] ?? -1;
    const within = position >= (layers[layer] ?? count) && position < (layers[layer + 1] ?? count);
    return within ? position : -1;
  }

  /** Fewest changes from a state, if it is in the layer and that actor acted last. */
  private changesIn(layer: number, state: number, actor: number): number {
    this.next[0] = state;
    const at = this.positionIn(layer, this.next, 0);
    return at < 0 ? NO_WAY : this.changesAt(at, actor);
  }

  private changesAt(at: number, actor: number): number {
    return this.changes[at * this.actors.length + actor] ?? NO_WAY;
  }

  /** The states that show the violation themselves: no step remains. */
  private beginAt(layer: number): void {
    const { states, layers, count } = this.searched.search;
    const width = this.actors.length;
    for (let at = layers[layer] ?? count; at < (layers[layer + 1] ?? count); at++) {
      if (this.observationOf(states.stateAt(at)) === undefined) continue;
      this.changes.fill(0, at * width, (at + 1) * width);
    }
  }

  private workBack(layer: number): void {
    const { layers, count } = this.searched.search;
    const width = this.actors.length;
    const least = new Uint16Array(width);
    for (let at = layers[layer] ?? count; at < (layers[layer + 1] ?? count); at++) {
      this.leastByActor(layer, at, least);
      const change = least.reduce((a, b) => Math.min(a, b), NO_WAY - 1) + 1;
      for (let actor = 0; actor < width; actor++) {
        this.changes[at * width + actor] = Math.min(least[actor] ?? NO_WAY, change);
      }
    }
  }

  /** Fewest changes after a step from the state at a position, by who makes it. */
  private leastByActor(layer: number, at: number, least: Uint16Array): void {
    const { restriction, search, length } = this.searched;
    const { states } = search;
    least.fill(NO_WAY);
    const state = states.stateAt(at);
    const breaking = layer === length - 1;
    const steps = restriction.stepsByFamily(states.pieceOf(at), states.within(at));
    for (let family = 0; family < steps.ends.length; family++) {
      const actor = this.actorOf[family] ?? 0;
      let fewest = breaking && this.breaks(family) ? 0 : (least[actor] ?? NO_WAY);
      for (let step = steps.firsts[family] ?? 0; step < (steps.ends[family] ?? 0); step++) {
        const changes = this.changesIn(layer + 1, state + (steps.all[step] ?? 0), actor);
        fewest = Math.min(fewest, changes);
      }
      least[actor] = fewest;
    }
  }

  /** True if a step of the family from the state expanded last violates the invariant. */
  private breaks(family: number): boolean {
    const { compiled, restriction, bit } = this.searched;
    const entry = compiled.entries[compiled.moves.located[family] ?? 0];
    if (entry === undefined) return false;
    return restriction.enabled(entry).some(({ violates }) => (violates & bit) !== 0);
  }
}
