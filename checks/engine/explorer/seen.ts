/** Which states a search has met. */

/** The states met so far, known by their numbers. */
export interface Seen {
  /** Bytes held. */
  readonly bytes: number;
  /** True if that many states more fit without `makeRoom`. */
  hasRoomFor(more: number): boolean;
  /** Bytes held while `makeRoom(more)` works: the old arrays and the new. */
  bytesToGrow(more: number): number;
  /** Prepares for that many states more. */
  makeRoom(more: number): void;
  /** Marks a state as met, for which there must be room; true if it was not met before. */
  add(state: number): boolean;
}

/** A bitmap may have so many bits: 256 MiB, of which the system provides only the pages touched. */
export const MOST_BITS = 2 ** 31;

/** A bit for each number there is. For at most `MOST_BITS` of them. */
export class SeenBits implements Seen {
  private readonly words: Int32Array;

  constructor(size: number) {
    if (size > MOST_BITS) throw new RangeError(`no bitmap of ${size} bits`);
    this.words = new Int32Array(Math.ceil(size / 32));
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  hasRoomFor(): boolean {
    return true;
  }

  bytesToGrow(): number {
    return this.bytes;
  }

  makeRoom(): void {}

  add(number: number): boolean {
    const { words } = this;
    const state = number | 0;
    const word = words[state >>> 5] ?? 0;
    const bit = 1 << (state & 31);
    if ((word & bit) !== 0) return false;
    words[state >>> 5] = word | bit;
    return true;
  }
}
