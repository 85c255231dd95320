/**
 * A hash table of whole numbers below 2^53, open addressing with linear probing, for hot loops: numbers
 * come by (array, position), since a `number` handed to a function is boxed.
 */
import { grownFloats, grownInts } from "./arrays.js";

/** Slots in use are at most this part of all. */
const FULLEST = 0.6;

const FIRST_CAPACITY = 1 << 10;

/** What a table keeps beside each key: nothing, or two 32-bit numbers, 0 until they are set. */
export type Beside = "nothing" | "two words";

export class KeyTable {
  /** Slot after slot: the key + 1, or 0 in an empty one; then the words, if there are. */
  private floats: Float64Array;
  /** The same bytes as 32-bit numbers. A slot is found by one trip to main memory, words and all. */
  private ints: Int32Array;
  /** Logarithm of the numbers of `floats` a slot has. */
  private readonly width: 0 | 1;
  private capacity = FIRST_CAPACITY;
  private shift = 32 - Math.log2(FIRST_CAPACITY);
  private used = 0;
  /** By position in the batch last glanced at: where the search begins, and what was there. */
  private homes: Int32Array = new Int32Array(0);
  private glimpsed: Float64Array = new Float64Array(0);

  constructor(beside: Beside) {
    this.width = beside === "nothing" ? 0 : 1;
    this.floats = new Float64Array(FIRST_CAPACITY << this.width);
    this.ints = new Int32Array(this.floats.buffer);
  }

  /** The slot that holds the key at `source[at]`, or the empty one where it belongs. */
  slotOf(source: Float64Array, at: number): number {
    const key = (source[at] ?? 0) + 1;
    return this.slotFrom(hash(key) >>> this.shift, key);
  }

  /**
   * Looks into the slot where the search for each of the first `count` keys of `batch` begins, and notes
   * what is there. A slot is nearly always far from the one before, so a look costs a trip to main
   * memory; looks that wait for no decision make their trips at the same time.
   */
  glance(batch: Float64Array, count: number): void {
    if (count > this.homes.length) {
      this.homes = grownInts(this.homes, count);
      this.glimpsed = grownFloats(this.glimpsed, count);
    }
    const { homes, glimpsed, floats, shift, width } = this;
    for (let b = 0; b < count; b++) {
      const home = hash((batch[b] ?? 0) + 1) >>> shift;
      homes[b] = home;
      glimpsed[b] = floats[home << width] ?? 0;
    }
  }

  /** True if the last `glance` found `batch[at]`; if it did not, the table may have it all the same. */
  glimpses(batch: Float64Array, at: number): boolean {
    return this.glimpsed[at] === (batch[at] ?? 0) + 1;
  }

  /** As `slotOf`, for a batch last glanced at, with no `makeRoom` since. */
  slotInBatch(batch: Float64Array, at: number): number {
    return this.slotFrom(this.homes[at] ?? 0, (batch[at] ?? 0) + 1);
  }

  /** True if no key is in that slot. */
  isEmpty(slot: number): boolean {
    return this.floats[slot << this.width] === 0;
  }

  /** Puts the key at `source[at]` into the empty slot found for it. Make room before finding it. */
  put(slot: number, source: Float64Array, at: number): void {
    this.floats[slot << this.width] = (source[at] ?? 0) + 1;
    this.used++;
  }

  /** The first word beside the key in a slot. */
  first(slot: number): number {
    return this.ints[(slot << 2) + 2] ?? 0;
  }

  /** The second word beside the key in a slot. */
  second(slot: number): number {
    return this.ints[(slot << 2) + 3] ?? 0;
  }

  /** Sets the words beside the key in a slot. */
  setWords(slot: number, first: number, second: number): void {
    this.ints[(slot << 2) + 2] = first;
    this.ints[(slot << 2) + 3] = second;
  }

  /** Keys in the table. */
  get size(): number {
    return this.used;
  }

  /** True if that many keys more fit without `makeRoom`. */
  hasRoomFor(more: number): boolean {
    return this.used + more <= this.capacity * FULLEST;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.floats.byteLength;
  }

  /** Bytes held while `makeRoom(more)` works: the old array and the new. */
  bytesToGrow(more: number): number {
    if (this.hasRoomFor(more)) return this.bytes;
    let factor = 2;
    while (this.used + more > this.capacity * factor * FULLEST) factor *= 2;
    // The last doubling holds the array at half its new size beside the new one.
    return this.bytes * factor * 1.5;
  }

  /** Makes room for that many keys more: slots found before are void. */
  makeRoom(more: number): void {
    while (!this.hasRoomFor(more)) this.grow();
  }

  private slotFrom(home: number, key: number): number {
    const { floats, width } = this;
    const last = this.capacity - 1;
    let slot = home;
    for (;;) {
      const found = floats[slot << width] ?? 0;
      if (found === key || found === 0) return slot;
      slot = (slot + 1) & last;
    }
  }

  private grow(): void {
    const { floats: old, width } = this;
    this.capacity *= 2;
    this.shift--;
    const grown = new Float64Array(old.length * 2);
    this.floats = grown;
    this.ints = new Int32Array(grown.buffer);
    for (let from = 0; from < old.length; from += 1 << width) {
      const key = old[from] ?? 0;
      if (key === 0) continue;
      const to = this.slotFrom(hash(key) >>> this.shift, key) << width;
      grown[to] = key;
      if (width === 1) grown[to + 1] = old[from + 1] ?? 0;
    }
  }
}

/** 32 bits of which the high ones are well mixed. */
function hash(key: number): number {
  const low = key | 0;
  const high = (key * 2 ** -32) | 0;
  let mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0x2c1b3c6d);
}
