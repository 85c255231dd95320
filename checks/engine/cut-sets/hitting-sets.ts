/** Sets that have a member in common with each set of a family. */

/**
 * All minimal hitting sets of a family, by Berge's algorithm: those of the first sets, taken on set by
 * set.
 *
 * @param family - sets of positions, each without repetition. The empty family is hit by the empty set; a
 *   family with an empty set by none.
 * @param most - gives up beyond so many, at any stage.
 * @returns the sets, each ascending, in no promised order; undefined if there are too many.
 */
export function minimalHittingSets(
  family: readonly (readonly number[])[],
  most: number,
): readonly (readonly number[])[] | undefined {
  let hitting: bigint[] = [0n];
  for (const set of family) {
    hitting = takeOn(hitting, set);
    if (hitting.length > most) return undefined;
  }
  return hitting.map(membersOf);
}

/** The minimal hitting sets of a family with one set more. */
function takeOn(hitting: readonly bigint[], set: readonly number[]): bigint[] {
  const mask = maskOf(set);
  const good = hitting.filter((one) => (one & mask) !== 0n);
  const bad = hitting.filter((one) => (one & mask) === 0n);
  // Of two that are mended neither contains the other, as before; but one that was good may be in one.
  const mended = bad.flatMap((one) => set.map((member) => one | (1n << BigInt(member))));
  return [...good, ...mended.filter((one) => !good.some((other) => (other & one) === other))];
}

function maskOf(members: readonly number[]): bigint {
  return members.reduce((mask, member) => mask | (1n << BigInt(member)), 0n);
}

function membersOf(mask: bigint): number[] {
  const members: number[] = [];
  for (let rest = mask, member = 0; rest !== 0n; rest >>= 1n, member++) {
    if ((rest & 1n) === 1n) members.push(member);
  }
  return members;
}
