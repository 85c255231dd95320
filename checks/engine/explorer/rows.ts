/** What the groups of a model's families do in each row met, with a set of assumptions dropped. */
import { grownFloats } from "./arrays.js";
import { Deltas } from "./deltas.js";
import type { RowTables } from "./row-tables.js";

/** What is kept of a row, side by side so that one trip to memory gets all: where its part of the deltas begins */
const FIRST = 0;
/** and ends, both 0 if the row was not met, */
const END = 1;
/** and in how many of the expanded states it was found; those are fewer than 2^31. */
const VISITS = 2;
const RECORD = 4;

export class Rows {
  /** Of the state last located, if none of its rows is new; a range for each group. */
  readonly steps: Deltas;
  /** By row: its record. */
  private readonly records: Int32Array;
  /** Position 0 is no row's. */
  private deltaCount = 1;
  /** By row met: what its families do. */
  private readonly entries = new Map<number, readonly number[]>();

  constructor(readonly tables: RowTables) {
    this.records = new Int32Array(tables.rows * RECORD);
    this.steps = new Deltas(tables.groups.length);
  }

  /**
   * Locates the state at `states[at]`: sets `steps`, and counts its rows.
   *
   * @returns false, with nothing set or counted, if it has a row not met before: `add` it and ask again.
   */
  locate(states: Float64Array, at: number): boolean {
    const { tables, records, steps } = this;
    const { firsts, ends } = steps;
    const { located } = tables;
    tables.locate(states, at);
    for (let group = 0; group < located.length; group++) {
      const record = (located[group] ?? 0) * RECORD;
      const first = records[record + FIRST] ?? 0;
      if (first === 0) return false;
      firsts[group] = first;
      ends[group] = records[record + END] ?? 0;
    }
    for (let group = 0; group < located.length; group++) {
      const record = (located[group] ?? 0) * RECORD;
      records[record + VISITS] = (records[record + VISITS] ?? 0) + 1;
    }
    return true;
  }

  /** True if the state last located has a row in this group that was not met before. */
  isNew(group: number): boolean {
    return this.records[this.recordOf(group) + FIRST] === 0;
  }

  /** Says what a group does in the row of the state last located. */
  add(group: number, entries: readonly number[], deltas: readonly number[]): void {
    const { records, steps } = this;
    const record = this.recordOf(group);
    this.entries.set(record, entries);
    steps.all = grownFloats(steps.all, this.deltaCount + deltas.length);
    steps.all.set(deltas, this.deltaCount);
    records[record + FIRST] = this.deltaCount;
    this.deltaCount += deltas.length;
    records[record + END] = this.deltaCount;
  }

  /** The entries of each row met, and in how many of the expanded states. */
  visited(): readonly (readonly [entries: readonly number[], times: number])[] {
    return [...this.entries].map(([record, entries]) => [
      entries,
      this.records[record + VISITS] ?? 0,
    ]);
  }

  private recordOf(group: number): number {
    return (this.tables.located[group] ?? 0) * RECORD;
  }
}
