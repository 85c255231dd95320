/** The steps of a model with what each of them needs, ready for a hot loop. */
import { grownInts } from "../explorer/arrays.js";
import { assumptionSet, isSubset } from "../explorer/assumption-set.js";
import type { CompiledModel } from "../explorer/compile.js";
import type { Effect } from "../explorer/effects.js";
import type { SetTable } from "./set-table.js";

export interface StepsOptions {
  /** Steps that need more assumptions than this are left out. */
  readonly order: number;
  /** Positions of assumptions; steps that need another are left out. */
  readonly droppable: readonly number[];
}

/** The steps of a compiled model in flat arrays, entry by entry as entries are met. */
export class Steps {
  /** By entry: where its steps begin and end. */
  from: Int32Array = new Int32Array(0);
  to: Int32Array = new Int32Array(0);
  /** By step: the effect that says where it leads. */
  effect: Int32Array = new Int32Array(0);
  /** By step: the number, in the set table, of what it needs. */
  needs: Int32Array = new Int32Array(0);
  /** By step: invariants it violates, a bit each. */
  violates: Int32Array = new Int32Array(0);
  /** By step: how many outcomes it stands for, all with the same needs and changes. */
  times: Int32Array = new Int32Array(0);
  private count = 0;
  private prepared = 0;

  /** @param sets - where what steps need is numbered. */
  constructor(
    private readonly compiled: CompiledModel,
    private readonly sets: SetTable,
    private readonly options: StepsOptions,
  ) {}

  /** Prepares the entries that were met since the last call. */
  prepareNew(): void {
    const { entries } = this.compiled;
    if (this.prepared === entries.length) return;
    this.from = grownInts(this.from, entries.length);
    this.to = grownInts(this.to, entries.length);
    for (let position = this.prepared; position < entries.length; position++) {
      this.from[position] = this.count;
      for (const same of this.together(entries[position]?.effects ?? [])) this.add(same);
      this.to[position] = this.count;
    }
    this.prepared = entries.length;
  }

  /** True if what needs those assumptions is searched. */
  isWithin(needs: readonly number[]): boolean {
    const droppable = assumptionSet(this.options.droppable);
    return needs.length <= this.options.order && isSubset(assumptionSet(needs), droppable);
  }

  /** The effects that can be taken, grouped by what they change and what they need. */
  private together(effects: readonly Effect[]): Iterable<readonly Effect[]> {
    const groups = new Map<string, Effect[]>();
    for (const effect of effects) {
      const { changes, needs } = effect.outcome;
      if (!this.isWithin(needs)) continue;
      const key = JSON.stringify([changes, needs]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [effect]);
      else group.push(effect);
    }
    return groups.values();
  }

  private add(same: readonly Effect[]): void {
    const [first] = same;
    if (first === undefined) return;
    const step = this.count++;
    this.effect = grownInts(this.effect, step + 1);
    this.needs = grownInts(this.needs, step + 1);
    this.violates = grownInts(this.violates, step + 1);
    this.times = grownInts(this.times, step + 1);
    this.effect[step] = first.id;
    this.needs[step] = this.sets.numberOfNeeds(first.needs);
    this.violates[step] = same.reduce((mask, { violates }) => mask | violates, 0);
    this.times[step] = same.length;
  }
}
