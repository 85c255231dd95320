/** The states met by a breadth-first search, in the order they were met. */
import { grownFloats, grownInts, grownLength } from "./arrays.js";
import type { CompiledModel } from "./compile.js";
import { encode } from "./numbering.js";
import type { Restriction } from "./restriction.js";
import type { Limits } from "./result.js";
import { MOST_BITS, type Seen, SeenBits, SeenKeys } from "./seen.js";

/** How the states met are remembered: a bit for each number there is, or a hash of those met. */
export type Storage = "bitmap" | "hash" | "auto";

export interface SearchOptions {
  readonly limits?: Limits;
  /** Default `auto`: a bitmap if one bit for each combination of values fits 256 MiB. */
  readonly storage?: Storage;
}

/** Bytes of a state in `states` and `parents`. */
const BYTES_A_STATE = 12;

export class BreadthFirst {
  /** The numbers of the states met, by when. */
  states: Float64Array = new Float64Array(1024);
  /** By position in `states`: the position of the state it was met from; -1 for an initial state. */
  parents: Int32Array = new Int32Array(1024);
  count = 0;
  /** Where each layer begins in `states`; the states of a layer are equally many steps away. */
  readonly layers: number[] = [0];
  /** Why the search cannot go on; undefined while it can. */
  incomplete: string | undefined;
  private readonly seen: Seen;
  private readonly limits: Limits;

  constructor(
    compiled: CompiledModel,
    private readonly restriction: Restriction,
    { limits = {}, storage = "auto" }: SearchOptions,
  ) {
    const { size } = compiled.numbering;
    const bits = storage === "bitmap" || (storage === "auto" && size <= MOST_BITS);
    this.seen = bits ? new SeenBits(size) : new SeenKeys();
    this.limits = limits;
    const starts = restriction.starts().map(({ values }) => encode(compiled.numbering, values));
    this.remember(Float64Array.from(starts), starts.length, -1);
  }

  /** Bytes of the arrays that grow with the search. */
  get bytes(): number {
    return this.states.byteLength + this.parents.byteLength + this.seen.bytes;
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
   * Takes every step from the state at a position, and remembers where it leads. Sets `incomplete` if
   * a limit was hit.
   */
  expand(at: number): void {
    const { restriction } = this;
    restriction.expand(this.states, at);
    this.remember(restriction.next, restriction.count, at);
  }

  /** The states on the way to the one at a position, an initial one first. */
  wayTo(at: number): readonly number[] {
    const way: number[] = [];
    for (let here = at; here >= 0; here = this.parents[here] ?? -1) {
      way.push(this.states[here] ?? 0);
    }
    return way.reverse();
  }

  private remember(batch: Float64Array, size: number, parent: number): void {
    if (!this.makeRoom(size)) return;
    const { states, parents } = this;
    const kept = this.seen.keepNew(batch, size);
    const mostStates = this.limits.states ?? Number.POSITIVE_INFINITY;
    let { count } = this;
    for (let b = 0; b < kept; b++) {
      if (count >= mostStates) {
        this.incomplete = `more than ${mostStates} states`;
        break;
      }
      states[count] = batch[b] ?? 0;
      parents[count++] = parent;
    }
    this.count = count;
  }

  private makeRoom(more: number): boolean {
    const fits = this.count + more <= this.states.length && this.seen.hasRoomFor(more);
    return fits || this.grow(more);
  }

  private grow(more: number): boolean {
    const { states, parents, limits } = this;
    const needed = this.count + more;
    const length = grownLength(states.length, needed);
    const copies = length === states.length ? 0 : length * BYTES_A_STATE;
    const mostBytes = limits.bytes ?? Number.POSITIVE_INFINITY;
    if (states.byteLength + parents.byteLength + copies + this.seen.bytesToGrow(more) > mostBytes) {
      this.incomplete = `more than ${mostBytes} bytes`;
      return false;
    }
    this.states = grownFloats(states, needed);
    this.parents = grownInts(parents, needed);
    this.seen.makeRoom(more);
    return true;
  }
}
