/** Registers that are programmed as a ring's are: the guest's address, the high half 4 bytes on, data 8 bytes on. */
import type { RegisterWrite } from "./chip-watch.js";
import type { GuestPair } from "./guest-pair.js";
import type { SeenTriple } from "./result.js";

/** More rings than any chip has. */
const MOST = 64;

/** From the address register to the two others. */
const [HIGH, DATA] = [4, 8];

/** Follows one triple at a time, as drivers write them, in constant memory. */
export class TripleWatch {
  readonly #pair: GuestPair;
  readonly #found = new Map<number, SeenTriple>();
  /** Of the triple begun last. */
  #address: number | undefined;
  #line = 0;
  #hasHigh = false;
  /** Triples beyond the first 64. */
  more = 0;

  constructor(pair: GuestPair) {
    this.#pair = pair;
  }

  /** Each address register once, in the order of the log. */
  get found(): readonly SeenTriple[] {
    return [...this.#found.values()];
  }

  /** A write of a whole register. */
  write({ offset, value, line }: RegisterWrite): void {
    const pair = this.#pair;
    if (pair.isProgrammed && value === pair.address) {
      this.#address = offset;
      this.#line = line;
      this.#hasHigh = false;
      return;
    }
    if (this.#address === undefined) return;
    if (offset === this.#address + HIGH) this.#hasHigh = true;
    if (offset !== this.#address + DATA) return;
    if (this.#hasHigh && pair.ownerOfData(value) !== "none") this.#note(this.#address, value);
    this.#address = undefined;
  }

  #note(address: number, data: number): void {
    const before = this.#found.get(address);
    if (before !== undefined) before.times++;
    else if (this.#found.size < MOST) {
      const vector = data - this.#pair.data;
      this.#found.set(address, { address, line: this.#line, times: 1, vector });
    } else this.more++;
  }
}
