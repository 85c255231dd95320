/**
 * Linear memory at known addresses, each byte a term. What lies below the stack pointer is nobody's: to read it
 * there is to read a variable that was never set, which is not known.
 */
import { NotKnown } from "../errors.js";
import { concat, constant, extract } from "../terms/build.js";
import type { Term } from "../terms/term.js";

export class Memory {
  readonly #written: Map<number, Term>;

  /**
   * @param initial bytes that do not change
   * @param stackTop the stack lies below this address, all else above
   */
  constructor(
    private readonly initial: Uint8Array,
    readonly stackTop: number,
    written: ReadonlyMap<number, Term> = new Map(),
  ) {
    this.#written = new Map(written);
  }

  clone(): Memory {
    return new Memory(this.initial, this.stackTop, this.#written);
  }

  /** @returns false if these bytes are not all in memory: the access traps */
  has(address: number, bytes: number): boolean {
    return address >= 0 && address + bytes <= this.initial.length;
  }

  /** Little-endian. @throws NotKnown if one of the bytes was never written and is on the stack */
  load(address: number, bytes: number): Term {
    let value: Term | undefined;
    for (let at = address; at < address + bytes; at++) {
      const byte = this.byteAt(at);
      if (byte === undefined) throw new NotKnown("a variable that was never set is read");
      value = value === undefined ? byte : concat(byte, value);
    }
    if (value === undefined) throw new RangeError("a load of no bytes");
    return value;
  }

  /** The low bytes of the value, little-endian. */
  store(address: number, bytes: number, value: Term): void {
    for (let i = 0; i < bytes; i++) this.#written.set(address + i, extract(value, 8 * i, 8));
  }

  /** The byte there; undefined for one of the stack that was never written. */
  byteAt(address: number): Term | undefined {
    const written = this.#written.get(address);
    if (written !== undefined || address < this.stackTop) return written;
    return constant(this.initial[address] ?? 0, 8);
  }

  /** What was written below the stack pointer is gone. */
  forget(stackPointer: number): void {
    for (const address of this.#written.keys()) {
      if (address < stackPointer) this.#written.delete(address);
    }
  }

  /** Addresses outside of the stack at which another byte than before lies, in order. */
  changedSince(before: Memory): readonly number[] {
    const written = [...this.#written.keys()].filter((address) => address >= this.stackTop);
    return written
      .filter((address) => this.byteAt(address) !== before.byteAt(address))
      .sort((a, b) => a - b);
  }
}
