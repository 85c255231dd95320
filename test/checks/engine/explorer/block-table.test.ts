import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BlockTable } from "../../../../checks/engine/explorer/block-table.js";

/** What `add` answers for one number after another. */
function fill(table: BlockTable, numbers: readonly number[]): boolean[] {
  return numbers.map((number) => {
    table.makeRoom(1);
    return table.add(number);
  });
}

/** The same with a Set. */
function fillSet(numbers: readonly number[]): boolean[] {
  const set = new Set<number>();
  return numbers.map((number) => {
    const before = set.size;
    return set.add(number).size > before;
  });
}

const near = (centre: number) => fc.integer({ min: -70, max: 70 }).map((n) => centre + n);
const number = fc.oneof(
  fc.nat(200),
  near(2 ** 31),
  near(2 ** 32),
  near(3 * 2 ** 32 + 64),
  fc.nat(200).map((n) => Number.MAX_SAFE_INTEGER - n),
  fc.maxSafeNat(),
);

describe("the table of blocks", () => {
  it("tells a number that it has from one that it has not, like a Set", () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 300 }), (numbers) => {
        expect(fill(new BlockTable(), numbers)).toEqual(fillSet(numbers));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["in a row", (n: number) => n],
    ["a block apart", (n: number) => n * 64],
    ["2^32 apart", (n: number) => n * 2 ** 32],
    ["far apart", (n: number) => n * 45_000_000_007],
  ])("keeps 20,000 numbers %s through many growths", (_, numberOf) => {
    const numbers = Array.from({ length: 20_000 }, (_unused, n) => numberOf(n));
    const table = new BlockTable();
    expect(fill(table, numbers)).toEqual(numbers.map(() => true));
    expect(fill(table, numbers)).toEqual(numbers.map(() => false));
  });

  it("holds 64 numbers in a row in the room of one", () => {
    const table = new BlockTable();
    const before = table.bytes;
    fill(
      table,
      Array.from({ length: 600 * 64 - 1 }, (_, n) => n),
    );
    expect(table.bytes).toBe(before);
  });

  it("says beforehand what growing holds: the old slots and the new", () => {
    const table = new BlockTable();
    const { bytes } = table;
    // 614 of 1,024 slots may be in use.
    expect(table.bytesToGrow(614)).toBe(bytes);
    expect(table.bytesToGrow(615)).toBe(bytes * 3);
    expect(table.bytesToGrow(1229)).toBe(bytes * 6);
    table.makeRoom(615);
    expect(table.bytes).toBe(bytes * 2);
  });
});
