/** Sets of assumptions by number, and their unions looked up. */
import { grownInts } from "../explorer/arrays.js";
import { type AssumptionSet, isSubset, membersOf } from "../explorer/assumption-set.js";

/** What `union` answers for a union of too many assumptions. */
export const TOO_MANY = -1;

/** A union that was not asked for yet. */
const UNKNOWN = -2;

/**
 * The sets of assumptions that a search meets, none larger than its order. Set 0 is the empty one.
 *
 * What steps need are sets too, numbered apart: there are few, so each set has a row of its unions with
 * all of them.
 */
export class SetTable {
  readonly sets: AssumptionSet[] = [];
  /** By number of the set: its members, as bits. */
  low: Int32Array = new Int32Array(64);
  high: Int32Array = new Int32Array(64);
  /** By number of the set: invariants of which it contains no cut set found so far, a bit each. */
  open: Int32Array = new Int32Array(64);
  /** What steps need, by number. */
  readonly needs: AssumptionSet[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly needsNumbers = new Map<string, number>();
  private readonly rows: Int32Array[] = [];
  private readonly cuts: { readonly cut: number; readonly invariants: number }[] = [];

  /**
   * @param order - the most members a set may have.
   * @param invariants - those of interest, a bit each.
   * @param required - by invariant: what every violation of it needs.
   */
  constructor(
    private readonly order: number,
    private readonly invariants: number,
    private readonly required: ReadonlyMap<number, AssumptionSet> = new Map(),
  ) {
    this.numberOf({ low: 0, high: 0 });
  }

  /** The number of a set; `TOO_MANY` if it has more members than the order. */
  numberOf(set: AssumptionSet): number {
    const key = keyOf(set);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (membersOf(set).length > this.order) return TOO_MANY;
    const number = this.sets.push(set) - 1;
    this.numbers.set(key, number);
    this.low = grownInts(this.low, number + 1);
    this.high = grownInts(this.high, number + 1);
    this.open = grownInts(this.open, number + 1);
    this.low[number] = set.low;
    this.high[number] = set.high;
    this.open[number] = this.invariants & ~this.outOfReach(set);
    for (const { cut, invariants } of this.cuts) this.closeOne(number, cut, invariants);
    return number;
  }

  /** Notes that a set is a cut set of invariants, a bit each: closed for all sets that contain it. */
  close(cut: number, invariants: number): void {
    this.cuts.push({ cut, invariants });
    for (const number of this.sets.keys()) this.closeOne(number, cut, invariants);
  }

  /** The number of what a step needs. */
  numberOfNeeds(set: AssumptionSet): number {
    const key = keyOf(set);
    const known = this.needsNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.needs.push(set) - 1;
    this.needsNumbers.set(key, number);
    return number;
  }

  /** The unions of a set with what steps need, by number of the latter: asked for with `union`. */
  rowOf(set: number): Int32Array {
    const row = this.rows[set];
    if (row !== undefined && row.length >= this.needs.length) return row;
    const grown = new Int32Array(this.needs.length + 16).fill(UNKNOWN);
    if (row !== undefined) grown.set(row);
    this.rows[set] = grown;
    return grown;
  }

  /** The number of the union of a set, whose row is given, with what a step needs; or `TOO_MANY`. */
  union(row: Int32Array, set: number, needs: number): number {
    const known = row[needs] ?? UNKNOWN;
    return known === UNKNOWN ? this.workOutUnion(row, set, needs) : known;
  }

  /** True if every member of set `part` is in set `whole`. */
  isPart(part: number, whole: number): boolean {
    const { low, high } = this;
    const outsideLow = (low[part] ?? 0) & ~(low[whole] ?? 0);
    const outsideHigh = (high[part] ?? 0) & ~(high[whole] ?? 0);
    return (outsideLow | outsideHigh) === 0;
  }

  /** Invariants that cannot be violated with that set and more dropped, within the order. */
  private outOfReach({ low, high }: AssumptionSet): number {
    let invariants = 0;
    for (const [invariant, more] of this.required) {
      const whole = { low: low | more.low, high: high | more.high };
      if (membersOf(whole).length > this.order) invariants |= 1 << invariant;
    }
    return invariants;
  }

  private closeOne(set: number, cut: number, invariants: number): void {
    if (this.isPart(cut, set)) this.open[set] = (this.open[set] ?? 0) & ~invariants;
    for (const [invariant, more] of this.required) {
      if (((invariants >>> invariant) & 1) === 1 && this.isPartBut(cut, set, more)) {
        this.open[set] = (this.open[set] ?? 0) & ~(1 << invariant);
      }
    }
  }

  /** True if every member of set `part` is in set `whole` or among `more`. */
  private isPartBut(part: number, whole: number, more: AssumptionSet): boolean {
    const { low, high } = this;
    const outsideLow = (low[part] ?? 0) & ~(low[whole] ?? 0) & ~more.low;
    const outsideHigh = (high[part] ?? 0) & ~(high[whole] ?? 0) & ~more.high;
    return (outsideLow | outsideHigh) === 0;
  }

  private workOutUnion(row: Int32Array, set: number, needs: number): number {
    const a = this.sets[set];
    const b = this.needs[needs];
    if (a === undefined || b === undefined) throw new RangeError(`no set ${set} or needs ${needs}`);
    const number = isSubset(b, a)
      ? set
      : this.numberOf({ low: a.low | b.low, high: a.high | b.high });
    row[needs] = number;
    return number;
  }
}

function keyOf({ low, high }: AssumptionSet): string {
  return `${low},${high}`;
}
