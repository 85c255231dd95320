/**
 * A hash table from whole numbers below 2^53 to 32-bit numbers, open addressing with linear probing, for
 * hot loops: numbers come by (array, position), since a `number` handed to a function is boxed.
 */

/** Slots in use are at most this part of all. */
const FULLEST = 0.6;

const FIRST_CAPACITY = 1 << 10;

export class KeyTable {
  /** Key + 1 in each slot, 0 in an empty one: a new array needs no filling. */
  private keys = new Float64Array(FIRST_CAPACITY);
  /** Beside each key. */
  values: Int32Array = new Int32Array(FIRST_CAPACITY);
  private shift = 32 - Math.log2(FIRST_CAPACITY);
  private used = 0;
  /** Of no meaning: kept, since looks that nothing comes of may be left out. */
  protected glanced = 0;

  /** The slot that holds the key at `source[at]`, or the empty one where it belongs. */
  slotOf(source: Float64Array, at: number): number {
    const { keys } = this;
    const key = (source[at] ?? 0) + 1;
    const last = keys.length - 1;
    let slot = hash(key) >>> this.shift;
    for (;;) {
      const found = keys[slot] ?? 0;
      if (found === key || found === 0) return slot;
      slot = (slot + 1) & last;
    }
  }

  /**
   * Looks into the slot where the search for each of the first `count` keys of `batch` begins. A slot is
   * nearly always far from the one before, so a look costs a trip to main memory; looks that wait for no
   * decision make their trips at the same time, and `slotOf` finds what they brought into the caches.
   */
  glance(batch: Float64Array, count: number): void {
    const { keys, shift } = this;
    let sum = 0;
    for (let b = 0; b < count; b++) sum += keys[hash((batch[b] ?? 0) + 1) >>> shift] ?? 0;
    this.glanced = sum;
  }

  /** True if no key is in that slot. */
  isEmpty(slot: number): boolean {
    return this.keys[slot] === 0;
  }

  /** Puts the key at `source[at]` into the empty slot that `slotOf` gave. Make room before `slotOf`. */
  put(slot: number, source: Float64Array, at: number): void {
    this.keys[slot] = (source[at] ?? 0) + 1;
    this.used++;
  }

  /** True if that many keys more fit without `makeRoom`. */
  hasRoomFor(more: number): boolean {
    return this.used + more <= this.keys.length * FULLEST;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.keys.byteLength + this.values.byteLength;
  }

  /** Bytes held while `makeRoom(more)` works: the old arrays and the new. */
  bytesToGrow(more: number): number {
    if (this.hasRoomFor(more)) return this.bytes;
    let factor = 2;
    while (this.used + more > this.keys.length * factor * FULLEST) factor *= 2;
    // The last doubling holds the arrays at half their new size beside the new ones.
    return this.bytes * factor * 1.5;
  }

  /** Makes room for that many keys more: slots found before are void. */
  makeRoom(more: number): void {
    while (!this.hasRoomFor(more)) this.grow();
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Int32Array(values.length * 2);
    this.shift--;
    for (let old = 0; old < keys.length; old++) {
      if (keys[old] === 0) continue;
      const slot = this.emptySlotFor(keys, old);
      this.keys[slot] = keys[old] ?? 0;
      this.values[slot] = values[old] ?? 0;
    }
  }

  /** Where `source[at]`, a key + 1 not in the table, belongs. */
  private emptySlotFor(source: Float64Array, at: number): number {
    const last = this.keys.length - 1;
    let slot = hash(source[at] ?? 0) >>> this.shift;
    while (this.keys[slot] !== 0) slot = (slot + 1) & last;
    return slot;
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
