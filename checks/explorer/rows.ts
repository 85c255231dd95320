/** What the groups of a model's families do in each row met, with a set of assumptions dropped. */
import { grownFloats } from "./arrays.js";
import type { RowTables } from "./row-tables.js";

export class Rows {
  /** By row: in how many of the expanded states it was found. */
  private readonly visits: Float64Array;
  /** By row: where its part of `deltas` begins, + 1, and ends, + 1; 0 and 0 if it was not met. */
  private readonly parts: Int32Array;
  /** What a step adds to the number of a state. */
  private deltas: Float64Array = new Float64Array(1024);
  private deltaCount = 0;
  /** By row met: what its families do. */
  private readonly entries = new Map<number, readonly number[]>();

  constructor(readonly tables: RowTables) {
    this.visits = new Float64Array(tables.rows);
    this.parts = new Int32Array(tables.rows * 2);
  }

  /** True if the state at `states[at]`, which is then located, has a row not met before. */
  isNewTo(states: Float64Array, at: number): boolean {
    const { tables, parts } = this;
    const { located } = tables;
    tables.locate(states, at);
    for (let group = 0; group < located.length; group++) {
      if (parts[(located[group] ?? 0) << 1] === 0) return true;
    }
    return false;
  }

  /** True if the state last located has a row in this group that was not met before. */
  isNew(group: number): boolean {
    return this.parts[(this.tables.located[group] ?? 0) << 1] === 0;
  }

  /** Says what a group does in the row of the state last located. */
  add(group: number, entries: readonly number[], deltas: readonly number[]): void {
    const row = this.tables.located[group] ?? 0;
    this.entries.set(row, entries);
    this.deltas = grownFloats(this.deltas, this.deltaCount + deltas.length);
    this.deltas.set(deltas, this.deltaCount);
    this.parts[row << 1] = this.deltaCount + 1;
    this.deltaCount += deltas.length;
    this.parts[(row << 1) + 1] = this.deltaCount + 1;
  }

  /**
   * Puts where the state last located, at `states[at]`, can go into `next`, and counts its rows.
   *
   * @returns how many there are.
   */
  expand(states: Float64Array, at: number, next: Float64Array): number {
    const { visits, parts, deltas } = this;
    const { located } = this.tables;
    const state = states[at] ?? 0;
    let count = 0;
    for (let group = 0; group < located.length; group++) {
      const row = located[group] ?? 0;
      visits[row] = (visits[row] ?? 0) + 1;
      const end = (parts[(row << 1) + 1] ?? 0) - 1;
      for (let part = (parts[row << 1] ?? 0) - 1; part < end; part++) {
        next[count++] = state + (deltas[part] ?? 0);
      }
    }
    return count;
  }

  /** The entries of each row met, and in how many of the expanded states. */
  visited(): readonly (readonly [entries: readonly number[], times: number])[] {
    return [...this.entries].map(([row, entries]) => [entries, this.visits[row] ?? 0]);
  }
}
