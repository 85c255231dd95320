/** Random choices that a seed repeats (mulberry32). */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to `below`, which is not included; at most 2^32. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  /** True in `percent` of a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to choose from");
    return item;
  }

  /** Some of them, in their order. */
  some<T>(items: readonly T[], percent: number): T[] {
    return items.filter(() => this.chance(percent));
  }
}

/** What breaks parsers: the ends of ranges, other alphabets, what a terminal takes for a command. */
export const NASTY: readonly string[] = [
  ...["", "0", "-1", "1e9", "0x", "0xffffffffffffffff", "99999999999999999999", "NaN", "1.5"],
  ...["\u0000", "\u001b[2J", "\u202e", "\u2028", "\ud800", "\ufeff", "\r", "\t", "é", "𝟙"],
  ...["__proto__", "constructor", "toString", "'", '"', "`", "$(x)", "--", "=", "%s", "../x"],
];

/** A text with a few changes: something deleted, doubled, put in, or made another character. */
export function mutated(text: string, random: Random, words: readonly string[]): string {
  let result = text;
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(result.length + 1);
    const end = Math.min(result.length, at + 1 + random.below(20));
    const [before, piece, after] = [result.slice(0, at), result.slice(at, end), result.slice(end)];
    const put = random.pick([
      "",
      piece + piece,
      random.pick(words) + piece,
      String.fromCharCode(random.below(0x180)),
    ]);
    result = before + put + after;
  }
  return result;
}
