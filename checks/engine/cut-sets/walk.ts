/** The breadth-first search over pairs of a state and the assumptions its way needed dropped. */
import { grownFloats, grownInts } from "../explorer/arrays.js";
import { type AssumptionSet, assumptionSet, isSubset, maskOf } from "../explorer/assumption-set.js";
import type { CompiledModel } from "../explorer/compile.js";
import { encode } from "../explorer/numbering.js";
import { Nodes, SUPERSEDED } from "./nodes.js";
import type { CutSetOptions } from "./result.js";
import { SetTable, TOO_MANY } from "./set-table.js";
import { Steps } from "./steps.js";

/** A set that breaks invariants, and by how many steps. */
export interface Finding {
  /** Number in the set table. */
  readonly set: number;
  /** A bit each. Of none of them a part of the set was known to break it. */
  readonly invariants: number;
  readonly length: number;
}

function requiredSets({ required = new Map() }: CutSetOptions): Map<number, AssumptionSet> {
  const sets = [...required].map(([i, needed]) => [i, assumptionSet(needed)] as const);
  return new Map(sets);
}

const NO_ASSUMPTIONS: AssumptionSet = { low: 0, high: 0 };

/** The number of the set of nothing. */
export const NOTHING_DROPPED = 0;

export class CutSetWalk {
  readonly sets: SetTable;
  readonly nodes: Nodes;
  /** In the order found, which is that of their lengths. */
  readonly findings: Finding[] = [];
  /** Outcomes taken from nodes. */
  transitions = 0;
  /** By number of needs: outcomes taken that need just that. */
  taken: Float64Array = new Float64Array(0);
  /** By entry: nodes with nothing dropped in which it was found. */
  undroppedVisits: Float64Array = new Float64Array(0);
  /** By remark: nodes with nothing dropped on which it was made. */
  readonly undroppedRemarks: number[] = [];
  private readonly required: ReadonlyMap<number, AssumptionSet>;
  private readonly steps: Steps;
  /** Where the node in hand leads. */
  private readonly batch: { states: Float64Array; sets: Int32Array; count: number };
  /** The unions of the set of the node in hand. */
  private row: Int32Array = new Int32Array(0);
  /** Steps to the layer in hand. */
  private depth = 0;
  /** The first node of the layer after it. */
  private nextLayer = 1;

  constructor(
    private readonly compiled: CompiledModel,
    private readonly options: CutSetOptions,
  ) {
    const { order, invariants, assumptions, limits = {} } = options;
    const { model } = compiled;
    const asked = invariants ?? [...model.invariants.keys()];
    this.required = requiredSets(options);
    this.sets = new SetTable(order, maskOf(asked), this.required);
    const droppable = assumptions ?? [...model.assumptions.keys()];
    this.steps = new Steps(compiled, this.sets, { order, droppable });
    this.nodes = new Nodes(this.sets, {
      nodes: limits.states ?? Number.POSITIVE_INFINITY,
      bytes: limits.bytes ?? Number.POSITIVE_INFINITY,
    });
    this.batch = { states: new Float64Array(0), sets: new Int32Array(0), count: 0 };
  }

  /** Walks to the end, or until a limit is hit: then `nodes.incomplete` says which. */
  run(): void {
    this.admitStarts();
    for (let from = 1; from < this.nodes.end; from = this.nextLayer) {
      this.nextLayer = this.nodes.end;
      this.observeLayer(from);
      this.expandLayer(from);
      if (this.nodes.incomplete !== undefined) return;
      this.depth++;
    }
  }

  private admitStarts(): void {
    const { compiled, sets, steps, batch } = this;
    const starts = compiled.model.initial.filter(({ needs }) => steps.isWithin(needs));
    this.makeRoom(starts.length);
    for (const { values, needs } of starts) {
      const required = sets.numberOfNeeds(assumptionSet(needs));
      this.tally(required, 1);
      batch.states[batch.count] = encode(compiled.numbering, values);
      batch.sets[batch.count++] = sets.numberOf(assumptionSet(needs));
    }
    this.transitions = 0;
    this.nodes.admit(batch, this.nextLayer);
  }

  private observeLayer(from: number): void {
    if (this.compiled.model.observations.length === 0) return;
    for (let node = from; node < this.nextLayer; node++) {
      if (this.isOpen(node)) this.observe(node);
    }
  }

  private observe(node: number): void {
    const { observations, remarks } = this.compiled;
    const { states, sets } = this.nodes;
    const set = sets[node] ?? 0;
    observations.locate(states, node);
    for (const position of observations.located) {
      const violates = remarks[position]?.violates ?? 0;
      if (violates !== 0) this.find(set, violates, this.depth);
      if (set !== NOTHING_DROPPED) continue;
      this.undroppedRemarks[position] = (this.undroppedRemarks[position] ?? 0) + 1;
    }
  }

  private expandLayer(from: number): void {
    const { onProgress, progressEvery = 65_536 } = this.options;
    for (let node = from; node < this.nextLayer; node++) {
      if (this.isOpen(node)) this.expand(node);
      if (this.nodes.incomplete !== undefined) return;
      if (node % progressEvery === 0) onProgress?.(this.nodes.end - 1, this.transitions);
    }
  }

  /** False for a node that cannot lead to anything new. */
  private isOpen(node: number): boolean {
    const set = this.nodes.sets[node] ?? SUPERSEDED;
    return set !== SUPERSEDED && this.sets.open[set] !== 0;
  }

  private expand(node: number): void {
    const { moves } = this.compiled;
    const { located } = moves;
    const set = this.nodes.sets[node] ?? 0;
    moves.locate(this.nodes.states, node);
    this.steps.prepareNew();
    if (set === NOTHING_DROPPED) this.countUndropped(located);
    this.row = this.sets.rowOf(set);
    this.batch.count = 0;
    for (let family = 0; family < located.length; family++)
      this.collect(located[family] ?? 0, node);
    this.nodes.admit(this.batch, this.nextLayer);
  }

  /** Puts where an entry leads from a node into the batch, and notes what breaks on the way. */
  private collect(entry: number, node: number): void {
    const { steps, sets, batch, row } = this;
    const { effects, moves } = this.compiled;
    const { states } = this.nodes;
    const state = states[node] ?? 0;
    const set = this.nodes.sets[node] ?? 0;
    const first = steps.from[entry] ?? 0;
    const end = steps.to[entry] ?? 0;
    this.makeRoom(batch.count + end - first);
    for (let step = first; step < end; step++) {
      const union = sets.union(row, set, steps.needs[step] ?? 0);
      if (union === TOO_MANY) continue;
      this.take(step, union);
      const next = state + effects.deltaOf(steps.effect[step] ?? 0, moves.digits);
      if (next === state || sets.open[union] === 0) continue;
      batch.states[batch.count] = next;
      batch.sets[batch.count++] = union;
    }
  }

  private take(step: number, union: number): void {
    const { steps } = this;
    this.tally(steps.needs[step] ?? 0, steps.times[step] ?? 0);
    const violates = steps.violates[step] ?? 0;
    if (violates !== 0) this.find(union, violates, this.depth + 1);
  }

  private tally(needs: number, times: number): void {
    if (needs >= this.taken.length) this.taken = grownFloats(this.taken, needs + 64);
    this.taken[needs] = (this.taken[needs] ?? 0) + times;
    this.transitions += times;
  }

  private countUndropped(located: Int32Array): void {
    this.undroppedVisits = grownFloats(this.undroppedVisits, this.compiled.entries.length);
    for (let family = 0; family < located.length; family++) {
      const entry = located[family] ?? 0;
      this.undroppedVisits[entry] = (this.undroppedVisits[entry] ?? 0) + 1;
    }
  }

  /** Notes that a set breaks invariants, unless they are known to break by a part of it. */
  private find(set: number, violates: number, length: number): void {
    for (const [invariant, needed] of this.required) {
      if (((violates >>> invariant) & 1) === 0) continue;
      if (isSubset(needed, this.sets.sets[set] ?? NO_ASSUMPTIONS)) continue;
      throw new Error(
        `${this.compiled.model.invariants[invariant]} broke without what it requires`,
      );
    }
    const invariants = violates & (this.sets.open[set] ?? 0);
    if (invariants === 0) return;
    this.findings.push({ set, invariants, length });
    this.sets.close(set, invariants);
  }

  private makeRoom(count: number): void {
    this.batch.states = grownFloats(this.batch.states, count);
    this.batch.sets = grownInts(this.batch.sets, count);
  }
}
