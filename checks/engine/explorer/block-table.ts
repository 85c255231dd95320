/**
 * A hash table of blocks of 64 neighbouring numbers below 2^53, a bit for each number: what is met of a
 * state space lies close together, so a block costs less than its numbers one by one, and the table that
 * stays small stays in the caches. Open addressing with linear probing.
 */

/** Slots in use are at most this part of all. */
const FULLEST = 0.6;

const FIRST_CAPACITY = 1 << 10;

/** A slot has 16 bytes: never two lines of the cache. Its low word is 0 if it is empty, else ends in six ones. */
const LOW = 0;
const HIGH = 1;
const BITS = 2;
const SLOT = 4;
const SLOT_BYTES = SLOT * Int32Array.BYTES_PER_ELEMENT;

export class BlockTable {
  private slots = new Int32Array(FIRST_CAPACITY * SLOT);
  private shift = 32 - Math.log2(FIRST_CAPACITY);
  private used = 0;
  private mostUsed = Math.floor(FIRST_CAPACITY * FULLEST);

  /** Puts a number into the table, for which there must be room; true if it was not there. */
  add(number: number): boolean {
    const low = number | 0;
    const high = (number * 2 ** -32) | 0;
    const slot = this.slotOf(low | 63, high);
    const { slots } = this;
    const word = slot + BITS + ((low >>> 5) & 1);
    const bits = slots[word] ?? 0;
    const bit = 1 << (low & 31);
    if ((bits & bit) !== 0) return false;
    slots[word] = bits | bit;
    return true;
  }

  /** True if that many numbers more fit without `makeRoom`. */
  hasRoomFor(more: number): boolean {
    return this.used + more <= this.mostUsed;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.slots.byteLength;
  }

  /** Bytes held while `makeRoom(more)` works: the old slots and the new. */
  bytesToGrow(more: number): number {
    if (this.hasRoomFor(more)) return this.bytes;
    let capacity = this.bytes / SLOT_BYTES;
    while (this.used + more > Math.floor(capacity * FULLEST)) capacity *= 2;
    // The last doubling holds the slots at half their new size beside the new ones.
    return capacity * SLOT_BYTES * 1.5;
  }

  /** Makes room for that many numbers more. */
  makeRoom(more: number): void {
    while (!this.hasRoomFor(more)) this.grow();
  }

  /** Where the slot of a block begins, which is made if there was none. */
  private slotOf(low: number, high: number): number {
    const { slots } = this;
    const last = slots.length - 1;
    let slot = (hash(low, high) >>> this.shift) * SLOT;
    for (;;) {
      const found = slots[slot] ?? 0;
      if (found === low && slots[slot + HIGH] === high) return slot;
      if (found === 0) break;
      slot = (slot + SLOT) & last;
    }
    slots[slot + LOW] = low;
    slots[slot + HIGH] = high;
    this.used++;
    return slot;
  }

  private grow(): void {
    const { slots } = this;
    this.slots = new Int32Array(slots.length * 2);
    this.shift--;
    this.mostUsed = Math.floor((this.slots.length / SLOT) * FULLEST);
    this.used = 0;
    for (let old = 0; old < slots.length; old += SLOT) {
      if (slots[old] === 0) continue;
      const slot = this.slotOf(slots[old] ?? 0, slots[old + HIGH] ?? 0);
      this.slots[slot + BITS] = slots[old + BITS] ?? 0;
      this.slots[slot + BITS + 1] = slots[old + BITS + 1] ?? 0;
    }
  }
}

/**
 * 32 bits of which the high ones are well mixed. Blocks in a row are spread evenly (the factor is 2^32 over
 * the golden ratio), which leaves fewer collisions than chance would.
 */
function hash(low: number, high: number): number {
  return Math.imul((low >>> 6) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
}
