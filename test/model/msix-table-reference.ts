/**
 * The MSI-X table a second time, naively: one list of 16-byte rows as bytes, three flags, and a log of who is
 * told. Written from docs/msix.md, to hold against model/qemu/msix-table.ts.
 */

/** What can be done to a table. */
export type MsixAct =
  | {
      readonly kind: "table";
      readonly word: number;
      readonly wide: boolean;
      readonly value: bigint;
    }
  | {
      readonly kind: "config";
      readonly offset: number;
      readonly length: number;
      readonly value: number;
    }
  | { readonly kind: "notify"; readonly vector: number }
  | { readonly kind: "reset" };

/** A table that changes, and tells. */
export class NaiveMsix {
  /** `use 3`, `release 3`, `send 3`; sorted within one act. */
  log: string[] = [];
  private bytes: number[] = [];
  private control = 0;
  private waiting = new Set<number>();

  constructor(private readonly entries: number) {
    this.reset();
  }

  do(act: MsixAct): void {
    if (act.kind === "reset") this.reset();
    if (act.kind === "notify") this.notify(act.vector);
    if (act.kind === "table") this.storeAll(4 * act.word, act.value, act.wide ? 8 : 4);
    if (act.kind === "config") {
      for (let i = 0; i < act.length; i++) {
        if (act.offset + i === 3) this.configure(Math.floor(act.value / 256 ** i) % 256);
      }
    }
  }

  masked(vector: number): boolean {
    const on = this.control >= 128;
    const all = Math.floor(this.control / 64) % 2 === 1;
    return !on || all || (this.bytes[16 * vector + 12] ?? 0) % 2 === 1;
  }

  word(index: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.bytes.slice(4 * index, 4 * index + 4);
    return a + 256 * b + 65_536 * c + 16_777_216 * d;
  }

  isWaiting(vector: number): boolean {
    return this.waiting.has(vector);
  }

  private reset(): void {
    this.control = 0;
    this.waiting = new Set();
    this.bytes = Array.from({ length: 16 * this.entries }, (_, at) => (at % 16 === 12 ? 1 : 0));
  }

  private configure(byte: number): void {
    const was = this.maskedAll();
    this.control = byte;
    if (byte >= 128) this.tell(was);
  }

  private notify(vector: number): void {
    if (this.masked(vector)) this.waiting.add(vector);
    else this.log.push(`send ${vector}`);
  }

  private storeAll(offset: number, value: bigint, bytes: number): void {
    for (let i = 0; i < bytes; i += 4) this.store(offset + i, value >> BigInt(8 * i));
  }

  private store(offset: number, value: bigint): void {
    const was = this.maskedAll();
    for (let i = 0; i < 4; i++) this.bytes[offset + i] = Number((value >> BigInt(8 * i)) % 256n);
    this.tell(was);
  }

  private maskedAll(): boolean[] {
    return Array.from({ length: this.entries }, (_, vector) => this.masked(vector));
  }

  private tell(was: readonly boolean[]): void {
    for (const [vector, before] of was.entries()) {
      const after = this.masked(vector);
      if (before && !after) {
        this.log.push(`use ${vector}`);
        if (this.waiting.delete(vector)) this.log.push(`send ${vector}`);
      }
      if (!before && after) this.log.push(`release ${vector}`);
    }
  }
}
