/** Where the state in hand can go but to itself: what each step adds to its number. */
export class Deltas {
  /** Those of the state in hand are in the ranges; what else is here is of other states. */
  all: Float64Array = new Float64Array(1024);
  /** By range: where it begins, and where it ends. */
  readonly firsts: Int32Array;
  readonly ends: Int32Array;

  constructor(ranges: number) {
    this.firsts = new Int32Array(ranges);
    this.ends = new Int32Array(ranges);
  }
}
