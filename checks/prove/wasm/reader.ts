/** Bytes of the binary format, one after the other. */
import { NotKnown } from "../errors.js";

/** Source: WebAssembly Core Specification 2.0, sections 5.1 and 5.2 (LEB128, vectors, names). */
export class Reader {
  #at: number;

  constructor(
    private readonly bytes: Uint8Array,
    start = 0,
  ) {
    this.#at = start;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** @throws NotKnown beyond the end */
  byte(): number {
    const value = this.bytes[this.#at];
    if (value === undefined) throw new NotKnown("the module ends in the middle");
    this.#at++;
    return value;
  }

  /** The next byte, which stays. */
  peek(): number | undefined {
    return this.bytes[this.#at];
  }

  /** An unsigned number of at most 32 bits. */
  count(): number {
    return Number(this.#leb(false));
  }

  /** A signed number of at most 64 bits. */
  signed(): bigint {
    return this.#leb(true);
  }

  /** A name, or other text, behind its length. */
  text(): string {
    return new TextDecoder().decode(this.take(this.count()));
  }

  /** So many bytes. @throws NotKnown if there are fewer */
  take(length: number): Uint8Array {
    const taken = this.bytes.subarray(this.#at, this.#at + length);
    if (taken.length < length) throw new NotKnown("the module ends in the middle");
    this.#at += length;
    return taken;
  }

  /** A count, and so many of what `read` reads. */
  list<T>(read: (reader: Reader) => T): T[] {
    return Array.from({ length: this.count() }, () => read(this));
  }

  #leb(isSigned: boolean): bigint {
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
      if (byte & 0x80) continue;
      return isSigned && byte & 0x40 ? value - (1n << shift) : value;
    }
  }
}
