import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createMsixTable,
  entryOf,
  isMsixFunctionMasked,
  isMsixMasked,
  MSIX_ADDRESS_HIGH,
  MSIX_ADDRESS_LOW,
  MSIX_CONTROL,
  MSIX_DATA,
  MSIX_ENABLE,
  MSIX_ENTRY_SIZE,
  MSIX_FUNCTION_MASK,
  MSIX_VECTOR_CONTROL,
  type MsixTable,
  type MsixWrite,
  notifyMsix,
  readMsixTable,
  resetMsixTable,
  writeMsixConfig,
  writeMsixTable,
} from "../../model/qemu/msix-table.js";
import { type MsixAct, NaiveMsix } from "./msix-table-reference.js";

const control = (table: MsixTable, value: number) => writeMsixConfig(table, MSIX_CONTROL, value, 2);
const unmask = (table: MsixTable, vector: number) =>
  writeMsixTable(table, vector * MSIX_ENTRY_SIZE + MSIX_VECTOR_CONTROL, 0n);
/** Two entries, the second unmasked, MSI-X enabled. */
const enabled = () => control(unmask(createMsixTable(2), 1).table, MSIX_ENABLE).table;

describe("a new table", () => {
  it("is disabled, all 0, every entry masked, nothing pending", () => {
    const table = createMsixTable(3);
    const masked = { addressLow: 0, addressHigh: 0, data: 0, vectorControl: 1 };
    expect(table).toEqual({
      enabled: false,
      functionMask: false,
      entries: [masked, masked, masked],
      pending: [false, false, false],
    });
    expect(resetMsixTable(enabled())).toEqual(createMsixTable(2));
  });

  it("has 1 to 2,048 entries", () => {
    expect(createMsixTable(1).entries).toHaveLength(1);
    expect(createMsixTable(2048).entries).toHaveLength(2048);
    for (const entries of [0, -1, 1.5, 2049]) {
      expect(() => createMsixTable(entries)).toThrow(`${entries} entries`);
    }
  });
});

describe("a write to the table", () => {
  it("keeps all 32 bits of each register, at its place in the entry", () => {
    const places = [MSIX_ADDRESS_LOW, MSIX_ADDRESS_HIGH, MSIX_DATA, MSIX_VECTOR_CONTROL];
    let table = createMsixTable(2);
    for (const [i, place] of places.entries()) {
      const value = 0xfee0_0003 + i;
      table = writeMsixTable(table, MSIX_ENTRY_SIZE + place, BigInt(value)).table;
      expect(readMsixTable(table, MSIX_ENTRY_SIZE + place)).toBe(value);
    }
    expect(entryOf(table, 1)).toEqual({
      addressLow: 0xfee0_0003,
      addressHigh: 0xfee0_0004,
      data: 0xfee0_0005,
      vectorControl: 0xfee0_0006,
    });
    expect(entryOf(table, 0)).toEqual(createMsixTable(1).entries[0]);
  });

  it("of 8 bytes is two of 4, low half first", () => {
    const { table } = writeMsixTable(createMsixTable(1), 8, 0x0000_0001_8000_0021n, 8);
    expect(entryOf(table, 0)).toMatchObject({ data: 0x8000_0021, vectorControl: 1 });
    const noted = notifyMsix(enabled(), 0).table;
    const opened = writeMsixTable(noted, 8, 0x21n, 8);
    expect(opened).toMatchObject({ used: [0], released: [], sent: [0] });
    expect(writeMsixTable(opened.table, 8, 0x1_0000_0021n, 8).released).toEqual([0]);
  });

  it("that is not aligned, outside of the table or too wide is refused", () => {
    const table = createMsixTable(1);
    const bad: [number, bigint, 4 | 8, string][] = [
      [2, 0n, 4, "4 bytes at 2"],
      [4, 0n, 8, "8 bytes at 4"],
      [16, 0n, 4, "4 bytes at 16 of a table of 16"],
      [-4, 0n, 4, "4 bytes at -4"],
      [0, 1n << 32n, 4, "in 4 bytes"],
      [0, -1n, 4, "in 4 bytes"],
      [0, 1n << 64n, 8, "in 8 bytes"],
    ];
    for (const [offset, value, length, why] of bad) {
      expect(() => writeMsixTable(table, offset, value, length)).toThrow(why);
    }
    for (const offset of [2, 16, -4])
      expect(() => readMsixTable(table, offset)).toThrow(RangeError);
  });
});

describe("a masked entry", () => {
  it("is one with its own bit set, under the function mask, or of a disabled table", () => {
    const table = enabled();
    expect([0, 1].map((k) => isMsixMasked(table, k))).toEqual([true, false]);
    const both = control(table, MSIX_ENABLE + MSIX_FUNCTION_MASK).table;
    const off = control(table, 0).table;
    for (const masked of [both, off]) {
      expect(isMsixFunctionMasked(masked)).toBe(true);
      expect(isMsixMasked(masked, 1)).toBe(true);
    }
    expect(isMsixFunctionMasked(table)).toBe(false);
    expect(() => isMsixMasked(table, 2)).toThrow("entry 2 of 2");
  });

  it("is used when unmasked and released when masked, and nobody is told of anything else", () => {
    const table = enabled();
    const used = unmask(table, 0);
    expect(used).toMatchObject({ used: [0], released: [], sent: [] });
    expect(unmask(used.table, 0)).toMatchObject({ used: [], released: [] });
    const masked = writeMsixTable(used.table, MSIX_VECTOR_CONTROL, 1n);
    expect(masked).toMatchObject({ used: [], released: [0] });
    const data = writeMsixTable(used.table, MSIX_DATA, 7n);
    expect(data).toMatchObject({ used: [], released: [], sent: [] });
  });

  it("of a table that is enabled or its function unmasked is used at once, if its own bit is clear", () => {
    const table = unmask(createMsixTable(2), 1).table;
    expect(control(table, MSIX_ENABLE).used).toEqual([1]);
    const held = control(table, MSIX_ENABLE + MSIX_FUNCTION_MASK);
    expect(held.used).toEqual([]);
    expect(control(held.table, MSIX_ENABLE).used).toEqual([1]);
    expect(control(enabled(), MSIX_ENABLE + MSIX_FUNCTION_MASK).released).toEqual([1]);
  });

  it("is not released one by one where MSI-X is disabled", () => {
    expect(control(enabled(), 0)).toMatchObject({ used: [], released: [], sent: [] });
  });

  it("has its message noted, and sent once when it is unmasked", () => {
    const noted = notifyMsix(enabled(), 0);
    expect(noted.sent).toEqual([]);
    expect(noted.table.pending).toEqual([true, false]);
    const opened = unmask(noted.table, 0);
    expect(opened.sent).toEqual([0]);
    expect(opened.table.pending).toEqual([false, false]);
    expect(notifyMsix(opened.table, 0)).toEqual({ table: opened.table, sent: [0] });
  });
});

describe("a configuration write", () => {
  it("counts only where it covers the upper byte of message control", () => {
    const table = createMsixTable(1);
    expect(writeMsixConfig(table, 3, 0x80, 1).table.enabled).toBe(true);
    expect(writeMsixConfig(table, 2, 0x8000, 2).table.enabled).toBe(true);
    expect(writeMsixConfig(table, 0, 0x8000_0000, 4).table.enabled).toBe(true);
    expect(writeMsixConfig(table, 2, 0x80, 1).table).toBe(table);
    expect(writeMsixConfig(table, 4, 0xffff_ffff, 4).table).toBe(table);
    expect(writeMsixConfig(table, -1, 0xffff_ffff, 4).table).toBe(table);
    expect(() => writeMsixConfig(table, 2, 0x1_0000, 2)).toThrow("in 2 bytes");
    expect(() => writeMsixConfig(table, 2, 0, 3)).toThrow("in 3 bytes");
  });
});

const ENTRIES = 3;
const act: fc.Arbitrary<MsixAct> = fc.oneof(
  fc
    .record({
      word: fc.nat(4 * ENTRIES - 1),
      wide: fc.boolean(),
      value: fc.oneof(
        fc.constantFrom(0n, 1n, 0x1_0000_0001n),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      ),
    })
    .map(({ word, wide, value }): MsixAct => {
      const pair = wide && word % 2 === 0;
      return { kind: "table", word, wide: pair, value: pair ? value : value % 2n ** 32n };
    }),
  fc
    .record({
      offset: fc.integer({ min: -2, max: 6 }),
      length: fc.constantFrom(1, 2, 4),
      value: fc.oneof(
        fc.constantFrom(0x8000, 0xc000, 0x80, 0xc0, 0x8000_0000),
        fc.nat(0xffff_ffff),
      ),
    })
    .map((it): MsixAct => ({ kind: "config", ...it, value: it.value % 2 ** (8 * it.length) })),
  fc.nat(ENTRIES - 1).map((vector): MsixAct => ({ kind: "notify", vector })),
  fc.constant<MsixAct>({ kind: "reset" }),
);

function done(table: MsixTable, it: MsixAct): Partial<MsixWrite> & Pick<MsixWrite, "table"> {
  switch (it.kind) {
    case "table":
      return writeMsixTable(table, 4 * it.word, it.value, it.wide ? 8 : 4);
    case "config":
      return writeMsixConfig(table, it.offset, it.value, it.length);
    case "notify":
      return notifyMsix(table, it.vector);
    case "reset":
      return { table: resetMsixTable(table) };
  }
}

it("after any acts every register, mask and pending bit, and all that was told, is as the naive table has it", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
      const naive = new NaiveMsix(ENTRIES);
      let table = createMsixTable(ENTRIES);
      for (const it of acts) {
        naive.log = [];
        naive.do(it);
        const { table: after, used = [], released = [], sent = [] } = done(table, it);
        const log = [
          ...used.map((k) => `use ${k}`),
          ...released.map((k) => `release ${k}`),
          ...sent.map((k) => `send ${k}`),
        ];
        expect(log.sort()).toEqual(naive.log.sort());
        table = after;
        const words = Array.from({ length: 4 * ENTRIES }, (_, i) => i);
        expect(words.map((i) => readMsixTable(table, 4 * i))).toEqual(
          words.map((i) => naive.word(i)),
        );
        const vectors = [...table.entries.keys()];
        expect(vectors.map((k) => isMsixMasked(table, k))).toEqual(
          vectors.map((k) => naive.masked(k)),
        );
        expect(table.pending).toEqual(vectors.map((k) => naive.isWaiting(k)));
      }
    }),
    { numRuns: 100 },
  );
});
