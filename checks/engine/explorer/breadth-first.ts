/** The states met by a breadth-first search, in the order they were met. */
import { BlockTable } from "./block-table.js";
import type { CompiledModel } from "./compile.js";
import type { Deltas } from "./deltas.js";
import { encode } from "./numbering.js";
import type { Restriction } from "./restriction.js";
import type { Limits } from "./result.js";
import { MOST_BITS, type Seen, SeenBits } from "./seen.js";
import { StateList } from "./state-list.js";

/** How the states met are remembered: a bit for each number there is, or a hash of those met. */
export type Storage = "bitmap" | "hash" | "auto";

export interface SearchOptions {
  readonly limits?: Limits;
  /** Default `auto`: a bitmap if one bit for each combination of values fits 256 MiB. */
  readonly storage?: Storage;
}

export class BreadthFirst {
  /** The states met, by when. */
  readonly states = new StateList();
  /** Where each layer begins in `states`; the states of a layer are equally many steps away. */
  readonly layers: number[] = [0];
  /** Why the search cannot go on; undefined while it can. */
  incomplete: string | undefined;
  private readonly seen: Seen;
  private readonly mostStates: number;
  private readonly mostBytes: number;

  constructor(
    compiled: CompiledModel,
    private readonly restriction: Restriction,
    { limits = {}, storage = "auto" }: SearchOptions,
  ) {
    const { size } = compiled.numbering;
    const bits = storage === "bitmap" || (storage === "auto" && size <= MOST_BITS);
    this.seen = bits ? new SeenBits(size) : new BlockTable();
    this.mostStates = limits.states ?? Number.POSITIVE_INFINITY;
    this.mostBytes = limits.bytes ?? Number.POSITIVE_INFINITY;
    const starts = restriction.starts().map(({ values }) => encode(compiled.numbering, values));
    if (!this.makeRoom(starts.length)) return;
    for (const start of starts) if (this.seen.add(start)) this.states.push(start, -1);
    this.keepToLimit();
  }

  /** How many states were met. */
  get count(): number {
    return this.states.count;
  }

  /** Bytes of the arrays that grow with the search. */
  get bytes(): number {
    return this.states.bytes + this.seen.bytes;
  }

  /**
   * Steps to the next layer, which is all that was met since the last was begun.
   *
   * @returns its first position and the one after its last; equal if there is no such layer.
   */
  nextLayer(): readonly [from: number, to: number] {
    const from = this.layers.at(-1) ?? 0;
    if (from < this.count) this.layers.push(this.count);
    return [from, this.count];
  }

  /**
   * Takes every step from the states between two positions, and remembers where it leads; ends early with
   * a state that brings entries found for the first time, and with one that makes the search `incomplete`.
   *
   * @returns the position after the last state expanded: of at least one.
   */
  expand(from: number, to: number): number {
    const { restriction, states } = this;
    let at = from;
    do {
      this.take(restriction.stepsFrom(states.pieceOf(at), states.within(at)), at);
      at++;
    } while (at < to && restriction.fresh.length === 0 && this.incomplete === undefined);
    return at;
  }

  /** The states on the way to the one at a position, an initial one first. */
  wayTo(at: number): readonly number[] {
    const way: number[] = [];
    for (let here = at; here >= 0; here = this.states.parentOf(here)) {
      way.push(this.states.stateAt(here));
    }
    return way.reverse();
  }

  /** Looks at each successor while it is in a register: to list them first costs a quarter more. */
  private take({ all, firsts, ends }: Deltas, at: number): void {
    if (!this.makeRoom(this.restriction.most)) return;
    const { seen, states } = this;
    const state = states.stateAt(at);
    for (let range = 0; range < firsts.length; range++) {
      const end = ends[range] ?? 0;
      for (let step = firsts[range] ?? 0; step < end; step++) {
        const next = state + (all[step] ?? 0);
        if (seen.add(next)) states.push(next, at);
      }
    }
    this.keepToLimit();
  }

  private keepToLimit(): void {
    const { states, mostStates } = this;
    if (states.count <= mostStates) return;
    states.count = mostStates;
    this.incomplete = `more than ${mostStates} states`;
  }

  private makeRoom(more: number): boolean {
    const { states, seen } = this;
    return (states.hasRoomFor(more) && seen.hasRoomFor(more)) || this.grow(more);
  }

  private grow(more: number): boolean {
    const { states, seen, mostBytes } = this;
    if (states.bytesWithRoomFor(more) + seen.bytesToGrow(more) > mostBytes) {
      this.incomplete = `more than ${mostBytes} bytes`;
      return false;
    }
    states.makeRoom(more);
    seen.makeRoom(more);
    return true;
  }
}
