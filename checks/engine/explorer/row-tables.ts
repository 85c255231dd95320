/**
 * Which row of a table a state falls into, for groups of move families that look at few values.
 *
 * Neighbouring families of the catalogue make a group while all that they read has few combinations of
 * values; each combination is a row. What a whole group does in a state is then one look away, where the
 * decision trees look several times for each family.
 */
import type { MoveFamily } from "./model.js";
import { chunksOf, type Numbering, stridesOf } from "./numbering.js";

/** Rows of a group, at most: what is kept for them has to stay in the caches. */
const MOST_ROWS = 1024;

/** A state's number is taken apart in chunks of neighbouring components, of at most so many values. */
const CHUNK = 4096;

/** Neighbouring move families. */
export interface Group {
  /** The first family, and the one after the last. */
  readonly first: number;
  readonly end: number;
  /** All that they read. */
  readonly components: ReadonlySet<number>;
}

interface SharingChunk {
  /** What one more of the chunk's value adds to the number of the state. */
  readonly stride: number;
  /** By value of the chunk, then by group: what it adds to the position of the row. */
  readonly shares: Int32Array;
}

export class RowTables {
  /** By group: the row of the state last located. No two groups have a row in common. */
  readonly located: Int32Array;
  /** Rows of all groups together. */
  readonly rows: number;
  private readonly firstRows: Int32Array;
  private readonly chunks: readonly SharingChunk[];

  private constructor(
    numbering: Numbering,
    readonly groups: readonly Group[],
  ) {
    this.located = new Int32Array(groups.length);
    this.firstRows = new Int32Array(groups.length);
    let rows = 0;
    const shares = groups.map(({ components }, group) => {
      this.firstRows[group] = rows;
      const members = [...components];
      const radices = members.map((component) => numbering.radices[component] ?? 1);
      rows += combinations(radices);
      const strides = stridesOf(radices);
      return new Map(members.map((component, member) => [component, strides[member] ?? 0]));
    });
    this.rows = rows;
    this.chunks = sharesByChunk(numbering, shares);
  }

  /** The tables of a model's families; undefined if one of them reads too much for a table. */
  static of(numbering: Numbering, moves: readonly MoveFamily[]): RowTables | undefined {
    const groups: Group[] = [];
    const fits = (components: ReadonlySet<number>) =>
      combinations([...components].map((component) => numbering.radices[component] ?? 1)) <=
      MOST_ROWS;
    for (const [family, { reads }] of moves.entries()) {
      const last = groups.at(-1);
      const alone: Group = { first: family, end: family + 1, components: new Set(reads) };
      if (!fits(alone.components)) return undefined;
      const components = new Set([...(last?.components ?? []), ...reads]);
      if (last !== undefined && fits(components)) {
        groups[groups.length - 1] = { first: last.first, end: family + 1, components };
      } else groups.push(alone);
    }
    return new RowTables(numbering, groups);
  }

  /** Sets `located` for the state at `states[at]`. */
  locate(states: Float64Array, at: number): void {
    const { located, chunks, firstRows } = this;
    const groups = located.length;
    for (let group = 0; group < groups; group++) located[group] = firstRows[group] ?? 0;
    let rest = states[at] ?? 0;
    for (let c = 0; c < chunks.length; c++) {
      const chunk = chunks[c];
      if (chunk === undefined) continue;
      const { stride, shares } = chunk;
      const value = Math.floor(rest / stride);
      rest -= value * stride;
      const row = value * groups;
      for (let group = 0; group < groups; group++) {
        located[group] = (located[group] ?? 0) + (shares[row + group] ?? 0);
      }
    }
  }
}

function combinations(radices: readonly number[]): number {
  return radices.reduce((a, b) => a * b, 1);
}

/** @param shares - by group, by component: what one more of its value adds to the position of the row. */
function sharesByChunk(
  numbering: Numbering,
  shares: readonly ReadonlyMap<number, number>[],
): readonly SharingChunk[] {
  return chunksOf(numbering, CHUNK).map(({ stride, first, width, size }) => {
    const table = new Int32Array(size * shares.length);
    for (let component = first; component < first + width; component++) {
      const radix = numbering.radices[component] ?? 1;
      const repeat = (numbering.strides[component] ?? 1) / stride;
      for (const [group, share] of shares.entries()) {
        const weight = share.get(component) ?? 0;
        const column = { table, at: group, step: shares.length };
        if (weight !== 0)
          addToColumn(column, (value) => (Math.floor(value / repeat) % radix) * weight);
      }
    }
    return { stride, shares: table };
  });
}

/** Every so many elements of a table. */
interface Column {
  readonly table: Int32Array;
  readonly at: number;
  readonly step: number;
}

/** Adds to each element of a column, by its position there. */
function addToColumn({ table, at, step }: Column, ofPosition: (position: number) => number): void {
  for (let place = at, position = 0; place < table.length; place += step, position++) {
    table[place] = (table[place] ?? 0) + ofPosition(position);
  }
}
