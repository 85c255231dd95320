/** Small sets of positions as bits. */

/** A set of up to 64 assumptions, a bit each: 0 to 31 in `low`, 32 to 63 in `high`. */
export interface AssumptionSet {
  readonly low: number;
  readonly high: number;
}

/** The set of those assumptions. */
export function assumptionSet(positions: readonly number[]): AssumptionSet {
  return {
    low: maskOf(positions.filter((position) => position < 32)),
    high: maskOf(positions.filter((position) => position >= 32)),
  };
}

/** The positions in the set, ascending. */
export function membersOf({ low, high }: AssumptionSet): number[] {
  return [...bitsOf(low), ...bitsOf(high).map((bit) => bit + 32)];
}

/** True if every member of `part` is in `whole`. */
export function isSubset(part: AssumptionSet, whole: AssumptionSet): boolean {
  return ((part.low & ~whole.low) | (part.high & ~whole.high)) === 0;
}

/** A bit for each position, of positions below 32. */
export function maskOf(positions: readonly number[]): number {
  return positions.reduce((mask, position) => mask | (1 << position), 0);
}

/** The positions of the bits that are set, ascending. */
export function bitsOf(mask: number): number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < 32; bit++) if (((mask >>> bit) & 1) === 1) bits.push(bit);
  return bits;
}
