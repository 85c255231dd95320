/**
 * The nodes of a cut-set search: a state, and the assumptions that some way to it needs dropped. Of a
 * state, a set is kept only if no part of it was met before.
 */
import { grownFloats, grownInts, grownLength } from "../explorer/arrays.js";
import { KeyTable } from "../explorer/key-table.js";
import type { SetTable } from "./set-table.js";

/** Instead of the set of a node that another, no further away, stands for. */
export const SUPERSEDED = -1;

/** No node: a list ends. Nodes are numbered from 1. */
const NONE = 0;

/** Bytes of a node in `states`, `sets` and `following`. */
const BYTES_A_NODE = 16;

export interface NodeLimits {
  readonly nodes: number;
  readonly bytes: number;
}

export class Nodes {
  /** By node: the number of its state. */
  states: Float64Array = new Float64Array(1024);
  /** By node: the number of its set, or `SUPERSEDED`. */
  sets: Int32Array = new Int32Array(1024);
  /** One more than the last node. */
  end = 1;
  /** How many states have nodes. */
  stateCount = 0;
  /** Why no more nodes can be kept; undefined while they can. */
  incomplete: string | undefined;
  /** By node: the next of the same state. */
  private following: Int32Array = new Int32Array(1024);
  /** By state: the first of its nodes. */
  private readonly table = new KeyTable();

  constructor(
    private readonly setTable: SetTable,
    private readonly limits: NodeLimits,
  ) {}

  /** Bytes held. */
  get bytes(): number {
    const { states, sets, following, table } = this;
    return states.byteLength + sets.byteLength + following.byteLength + table.bytes;
  }

  /**
   * Keeps pairs of a state and a set, but for those of which a part of the set was met with the state
   * before. Sets `incomplete` if a limit was hit.
   *
   * @param layer - the first node as far away as the pairs are.
   */
  admit(batch: Batch, layer: number): void {
    const { states, count } = batch;
    if (!this.makeRoom(count)) return;
    this.table.glance(states, count);
    for (let b = 0; b < count; b++) this.admitOne(batch, b, layer);
    if (this.end - 1 > this.limits.nodes) this.incomplete = `more than ${this.limits.nodes} nodes`;
  }

  private admitOne({ states, sets }: Batch, at: number, layer: number): void {
    const { table } = this;
    const set = sets[at] ?? 0;
    const slot = table.slotOf(states, at);
    let first = NONE;
    if (table.isEmpty(slot)) {
      table.put(slot, states, at);
      this.stateCount++;
    } else {
      first = table.values[slot] ?? NONE;
      if (this.hasPartOf(set, first)) return;
      first = this.withoutWholesOf(set, first, layer);
    }
    const node = this.end++;
    this.states[node] = states[at] ?? 0;
    this.sets[node] = set;
    this.following[node] = first;
    table.values[slot] = node;
  }

  /** True if a node of the list from `first` on has a part of the set, or all of it. */
  private hasPartOf(set: number, first: number): boolean {
    const { sets, following, setTable } = this;
    for (let node = first; node !== NONE; node = following[node] ?? NONE) {
      if (setTable.isPart(sets[node] ?? 0, set)) return true;
    }
    return false;
  }

  /**
   * Takes the nodes whose sets contain the set out of the list from `first` on.
   *
   * @returns the first of the list then.
   */
  private withoutWholesOf(set: number, first: number, layer: number): number {
    const { sets, following, setTable } = this;
    let start = first;
    let before = NONE;
    for (let node = first; node !== NONE; node = following[node] ?? NONE) {
      if (!setTable.isPart(set, sets[node] ?? 0)) {
        before = node;
        continue;
      }
      // One as far away leads nowhere that the new one does not; one nearer may be on a shorter way.
      if (node >= layer) sets[node] = SUPERSEDED;
      if (before === NONE) start = following[node] ?? NONE;
      else following[before] = following[node] ?? NONE;
    }
    return start;
  }

  private makeRoom(more: number): boolean {
    const fits = this.end + more <= this.states.length && this.table.hasRoomFor(more);
    return fits || this.grow(more);
  }

  private grow(more: number): boolean {
    const { table, limits } = this;
    const needed = this.end + more;
    const old = this.states.length;
    const length = grownLength(old, needed);
    const lists = (length === old ? old : old + length) * BYTES_A_NODE;
    if (lists + table.bytesToGrow(more) > limits.bytes) {
      this.incomplete = `more than ${limits.bytes} bytes`;
      return false;
    }
    this.states = grownFloats(this.states, needed);
    this.sets = grownInts(this.sets, needed);
    this.following = grownInts(this.following, needed);
    table.makeRoom(more);
    return true;
  }
}

/** Pairs of a state and a set: the first `count` of each array. */
export interface Batch {
  readonly states: Float64Array;
  readonly sets: Int32Array;
  readonly count: number;
}
