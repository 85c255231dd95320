/** Which states a search has met. */
import { KeyTable } from "./key-table.js";

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
  /**
   * Marks the first `count` states of `batch` as met, for which there must be room, and moves those not
   * met before to its front, in their order.
   *
   * @returns how many were not met before.
   */
  keepNew(batch: Float64Array, count: number): number;
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

  keepNew(batch: Float64Array, count: number): number {
    const { words } = this;
    let kept = 0;
    for (let b = 0; b < count; b++) {
      const state = (batch[b] ?? 0) | 0;
      const word = words[state >>> 5] ?? 0;
      const bit = 1 << (state & 31);
      if ((word & bit) !== 0) continue;
      words[state >>> 5] = word | bit;
      batch[kept++] = state;
    }
    return kept;
  }
}

/** A hash of the numbers met: for any size. */
export class SeenKeys implements Seen {
  private readonly table = new KeyTable(false);

  get bytes(): number {
    return this.table.bytes;
  }

  hasRoomFor(more: number): boolean {
    return this.table.hasRoomFor(more);
  }

  bytesToGrow(more: number): number {
    return this.table.bytesToGrow(more);
  }

  makeRoom(more: number): void {
    this.table.makeRoom(more);
  }

  keepNew(batch: Float64Array, count: number): number {
    return this.table.keepNew(batch, count);
  }
}
