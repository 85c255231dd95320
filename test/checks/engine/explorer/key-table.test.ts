import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyTable } from "../../../../checks/engine/explorer/key-table.js";

/** Puts each key with its position as value, if it is not there; as a search does. */
function fill(table: KeyTable, keys: Float64Array): void {
  for (let at = 0; at < keys.length; at++) {
    table.makeRoom(1);
    const slot = table.slotOf(keys, at);
    if (!table.isEmpty(slot)) continue;
    table.put(slot, keys, at);
    table.values[slot] = at;
  }
}

/** The value of each key; -1 for one that is not there. */
function look(table: KeyTable, keys: Float64Array): number[] {
  return [...keys.keys()].map((at) => {
    const slot = table.slotOf(keys, at);
    return table.isEmpty(slot) ? -1 : (table.values[slot] ?? -1);
  });
}

/** The same with a Map. */
function lookInMap(filled: Float64Array, keys: Float64Array): number[] {
  const map = new Map<number, number>();
  for (const [at, key] of filled.entries()) if (!map.has(key)) map.set(key, at);
  return [...keys].map((key) => map.get(key) ?? -1);
}

const key = fc.oneof(
  fc.nat(50),
  fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 + 20 }),
  fc.integer({ min: 2 ** 31 - 20, max: 2 ** 31 + 20 }),
  fc.maxSafeNat().filter((n) => n < Number.MAX_SAFE_INTEGER),
  fc.nat(20).map((n) => Number.MAX_SAFE_INTEGER - 1 - n),
);
const keys = fc.array(key, { maxLength: 200 }).map((list) => Float64Array.from(list));

describe("the key table", () => {
  it("finds what was put, and nothing else, like a Map", () => {
    fc.assert(
      fc.property(keys, keys, (put, others) => {
        const table = new KeyTable();
        fill(table, put);
        expect(look(table, put)).toEqual(lookInMap(put, put));
        expect(look(table, others)).toEqual(lookInMap(put, others));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["in a row", (n: number) => n],
    ["2^32 apart", (n: number) => n * 2 ** 32],
    ["far apart", (n: number) => n * 45_000_000_007],
  ])("keeps 100,000 keys %s through many growths", (_, keyOf) => {
    const put = Float64Array.from({ length: 100_000 }, (_unused, n) => keyOf(n));
    const others = put.map((value) => value + 1e5);
    const table = new KeyTable();
    fill(table, put);
    expect(look(table, put)).toEqual([...put.keys()]);
    expect(look(table, others)).toEqual(lookInMap(put, others));
  });

  it("says beforehand how many bytes a growth takes", () => {
    const table = new KeyTable();
    const before = table.bytes;
    expect(table.bytesToGrow(1)).toBe(before);
    // From 1,024 slots to 8,192, the old half beside the new.
    expect(table.bytesToGrow(4_000)).toBe(before * 12);
    table.makeRoom(4_000);
    expect(table.bytes).toBe(before * 8);
    expect(table.hasRoomFor(4_000)).toBe(true);
  });
});
