/** The steps a model can take when exactly some assumptions are dropped, ready for a hot loop. */
import { grownFloats, grownInts } from "./arrays.js";
import { type AssumptionSet, assumptionSet, isSubset } from "./assumption-set.js";
import type { CompiledModel, Entry } from "./compile.js";
import { Deltas } from "./deltas.js";
import type { Effect } from "./effects.js";
import type { InitialState } from "./model.js";
import { RowTables } from "./row-tables.js";
import { Rows } from "./rows.js";

/** The successors of one state after another, with a set of assumptions dropped. */
export class Restriction {
  /** The most steps a state has had, or more: room to be made for where they lead. */
  most = 0;
  /** Entries found for the first time in the state expanded last, by family. */
  readonly fresh: number[] = [];
  readonly dropped: AssumptionSet;
  /** Of the state last located by the trees: a range for each family. */
  private readonly byFamily: Deltas;
  /** Undefined if what families do cannot be told by rows. */
  private rows: Rows | undefined;
  /** By entry: in how many of the expanded states it was found, but for those counted by row. */
  private visits: Float64Array = new Float64Array(0);
  /** Entries whose part of `effects` is worked out. */
  private readonly prepared = new Set<number>();
  /** By entry: where its part of `effects` begins and ends. */
  private from: Int32Array = new Int32Array(0);
  private to: Int32Array = new Int32Array(0);
  /** The effects of the entries that change anything, of those with the same changes one. */
  private effects: Int32Array = new Int32Array(0);
  private effectCount = 0;
  /** By family: the most successors an entry of it has. */
  private readonly widths: number[];

  /** @param dropped - positions of assumptions; an effect is taken if all it needs is among them. */
  constructor(
    private readonly compiled: CompiledModel,
    dropped: readonly number[],
  ) {
    this.dropped = assumptionSet(dropped);
    this.byFamily = new Deltas(compiled.model.moves.length);
    this.widths = compiled.model.moves.map(() => 0);
    const tables = RowTables.of(compiled.numbering, compiled.model.moves);
    if (tables !== undefined) this.rows = new Rows(tables);
  }

  /** The steps of the state at `states[at]`, some perhaps twice. Sets `fresh`, counts the state's entries. */
  stepsFrom(states: Float64Array, at: number): Deltas {
    if (this.fresh.length > 0) this.fresh.length = 0;
    const { rows } = this;
    if (rows === undefined) return this.stepsByTrees(states, at);
    return rows.locate(states, at) ? rows.steps : this.learnSteps(rows, states, at);
  }

  /** As `stepsFrom`, with a range for each family. Sets what the trees locate. */
  stepsByFamily(states: Float64Array, at: number): Deltas {
    if (this.fresh.length > 0) this.fresh.length = 0;
    return this.stepsByTrees(states, at);
  }

  /** By entry: in how many of the expanded states it was found. */
  countVisits(): Float64Array {
    const visits = grownFloats(this.visits.slice(), this.compiled.entries.length);
    for (const [entries, times] of this.rows?.visited() ?? []) {
      for (const entry of entries) visits[entry] = (visits[entry] ?? 0) + times;
    }
    return visits;
  }

  /** The initial states a run may start from, in catalogue order. */
  starts(): readonly InitialState[] {
    const { initial } = this.compiled.model;
    return initial.filter(({ needs }) => isSubset(assumptionSet(needs), this.dropped));
  }

  /** The effects of an entry that can be taken. */
  enabled<Action>(entry: Entry<Action>): readonly Effect<Action>[] {
    return entry.effects.filter(({ needs }) => isSubset(needs, this.dropped));
  }

  private stepsByTrees(states: Float64Array, at: number): Deltas {
    const { byFamily, compiled } = this;
    const { moves, entries } = compiled;
    const { located } = moves;
    moves.locate(states, at);
    if (this.visits.length < entries.length) this.growTo(entries.length);
    let count = 0;
    for (let family = 0; family < located.length; family++) {
      const entry = located[family] ?? 0;
      const visits = this.visits[entry] ?? 0;
      if (visits === 0) this.prepare(entry);
      this.visits[entry] = visits + 1;
      byFamily.firsts[family] = count;
      count = this.addDeltas(entry, count);
      byFamily.ends[family] = count;
    }
    return byFamily;
  }

  /** The steps of a state with rows that were not met before; goes on with the trees if rows do not serve. */
  private learnSteps(rows: Rows, states: Float64Array, at: number): Deltas {
    if (this.learnRows(rows, states, at) && rows.locate(states, at)) return rows.steps;
    this.leaveRows();
    return this.stepsByTrees(states, at);
  }

  /**
   * Works out the rows of a state that were not met before.
   *
   * @returns false if a step changes what its group does not read: then a row does not say where it leads.
   */
  private learnRows(rows: Rows, states: Float64Array, at: number): boolean {
    const { moves, entries } = this.compiled;
    moves.locate(states, at);
    this.growTo(entries.length);
    for (const [group, { first, end, components }] of rows.tables.groups.entries()) {
      if (!rows.isNew(group)) continue;
      const found = [...moves.located.subarray(first, end)];
      for (const entry of found) this.prepare(entry);
      const deltas = this.deltasWithin(components, found);
      if (deltas === undefined) return false;
      rows.add(group, found, deltas);
    }
    return true;
  }

  /**
   * What the steps by some entries add to the number of the state last located by the trees, but for those
   * that add nothing; undefined if one changes another component than these.
   */
  private deltasWithin(
    components: ReadonlySet<number>,
    entries: readonly number[],
  ): readonly number[] | undefined {
    const { effects: table, moves } = this.compiled;
    const deltas: number[] = [];
    for (const entry of entries) {
      for (let e = this.from[entry] ?? 0; e < (this.to[entry] ?? 0); e++) {
        const effect = this.effects[e] ?? 0;
        if (!table.changesOnly(effect, components)) return undefined;
        const delta = table.deltaOf(effect, moves.digits);
        if (delta !== 0) deltas.push(delta);
      }
    }
    return deltas;
  }

  private leaveRows(): void {
    this.growTo(this.compiled.entries.length);
    this.visits = this.countVisits();
    this.rows = undefined;
  }

  /** Adds the steps by an entry to the `count` there are by family; answers how many there are then. */
  private addDeltas(entry: number, count: number): number {
    const { effects, byFamily, compiled } = this;
    const { all } = byFamily;
    const end = this.to[entry] ?? 0;
    let added = count;
    for (let e = this.from[entry] ?? 0; e < end; e++) {
      const delta = compiled.effects.deltaOf(effects[e] ?? 0, compiled.moves.digits);
      if (delta !== 0) all[added++] = delta;
    }
    return added;
  }

  /** Works out what an entry leads to. */
  private prepare(position: number): void {
    const entry = this.compiled.entries[position];
    if (entry === undefined || this.prepared.has(position)) return;
    this.prepared.add(position);
    this.fresh.push(position);
    const changing = new Map<string, number>();
    for (const { outcome, id } of this.enabled(entry)) {
      if (outcome.changes.length > 0) changing.set(JSON.stringify(outcome.changes), id);
    }
    this.effects = grownInts(this.effects, this.effectCount + changing.size);
    this.from[position] = this.effectCount;
    for (const id of changing.values()) this.effects[this.effectCount++] = id;
    this.to[position] = this.effectCount;
    this.widen(entry.family, changing.size);
  }

  /** Notes how many steps a family can have. */
  private widen(family: number, width: number): void {
    if (width <= (this.widths[family] ?? 0)) return;
    this.widths[family] = width;
    this.most = this.widths.reduce((a, b) => a + b, 0);
    this.byFamily.all = grownFloats(this.byFamily.all, this.most);
  }

  private growTo(entries: number): void {
    this.visits = grownFloats(this.visits, entries);
    this.from = grownInts(this.from, entries);
    this.to = grownInts(this.to, entries);
  }
}
