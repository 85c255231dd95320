import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MSIX_BRANCHES,
  type MsixCookie,
  type MsixEntryView,
  type MsixView,
  writeMsixHandler,
} from "../../model/quirks/msix/handler.js";

const ADDRESS = 0xfee0_0000;
const OTHER = 0xfee1_0000;
const entry = (addressLow: number, data: number, host: number, masked = false): MsixEntryView => ({
  masked,
  guest: { addressLow, data },
  host: { addressLow: 0xa000 + host, data: 0xd000 + host },
});
const of = (entries: readonly MsixEntryView[], enabled = true): MsixView => ({ enabled, entries });
const write = (value: number | bigint, offset = 8, size = 4) => ({
  offset,
  size,
  value: BigInt(value),
});
/** One address, three data words; the last is masked. */
const ONE_CPU = of([
  entry(ADDRESS, 0x21, 0),
  entry(ADDRESS, 0x22, 1),
  entry(ADDRESS, 0x23, 2, true),
]);
/** Two addresses, one data word; then a pair that both have in common with another entry each. */
const TWO_CPUS = of([entry(ADDRESS, 0x21, 0), entry(OTHER, 0x21, 1), entry(OTHER, 0x22, 2)]);

const opened = (offset: number, of = 0): MsixCookie => ({ offset, entry: of });

describe("an address", () => {
  it("of any unmasked entry is replaced by the host's of that entry, and data is awaited 8 bytes on", () => {
    expect(writeMsixHandler(TWO_CPUS, undefined, write(OTHER))).toEqual({
      branch: "replace-address",
      value: 0xa001n,
      cookie: opened(16, 1),
    });
    expect(writeMsixHandler(ONE_CPU, opened(40), write(ADDRESS, 4))).toEqual({
      branch: "replace-address",
      value: 0xa000n,
      cookie: opened(12),
    });
  });

  it("that only a masked entry has passes", () => {
    const masked = of([entry(ADDRESS, 0x21, 0, true), entry(OTHER, 0x22, 1)]);
    expect(writeMsixHandler(masked, undefined, write(ADDRESS)).branch).toBe("pass");
    expect(writeMsixHandler(of([]), undefined, write(0)).branch).toBe("pass");
  });

  it("is compared with all that is written, and only in 4 bytes", () => {
    const wide = BigInt(ADDRESS) + 2n ** 32n;
    expect(writeMsixHandler(ONE_CPU, undefined, write(wide)).branch).toBe("pass");
    for (const size of [1, 2, 8]) {
      const access = write(ADDRESS, 8, size);
      const cookie = opened(8);
      expect(writeMsixHandler(ONE_CPU, cookie, access)).toEqual({
        branch: "pass",
        value: BigInt(ADDRESS),
        cookie,
      });
    }
  });

  it("near the end of what a cookie can name wraps around", () => {
    const { cookie } = writeMsixHandler(ONE_CPU, undefined, write(ADDRESS, 2 ** 32 - 4));
    expect(cookie).toEqual(opened(4));
  });

  it("at the awaited offset is an address still", () => {
    expect(writeMsixHandler(ONE_CPU, opened(8), write(ADDRESS))).toMatchObject({
      branch: "replace-address",
      cookie: opened(16),
    });
  });
});

describe("with MSI-X disabled", () => {
  it("everything passes, and what is awaited stays so", () => {
    const off = of(ONE_CPU.entries, false);
    for (const value of [ADDRESS, 0x21, 7]) {
      expect(writeMsixHandler(off, opened(8), write(value))).toEqual({
        branch: "pass",
        value: BigInt(value),
        cookie: opened(8),
      });
    }
  });
});

describe("data at the awaited offset", () => {
  it("of entries with one address gives the index, and the host's word of that entry", () => {
    expect(writeMsixHandler(ONE_CPU, opened(8), write(0x22))).toEqual({
      branch: "replace-data",
      value: 0xd001n,
      cookie: undefined,
    });
  });

  it("of entries with one data word is told apart by the address that was written", () => {
    expect(writeMsixHandler(TWO_CPUS, opened(8, 1), write(0x21)).value).toBe(0xd001n);
    expect(writeMsixHandler(TWO_CPUS, opened(8, 0), write(0x21)).value).toBe(0xd000n);
    expect(writeMsixHandler(TWO_CPUS, opened(8, 0), write(0x22)).branch).toBe("data-mismatch");
  });

  it("of a masked entry, of none, or with more bits passes, and nothing is awaited any more", () => {
    for (const value of [0x23, 0x24, 0x21n + 2n ** 32n]) {
      expect(writeMsixHandler(ONE_CPU, opened(8), write(value))).toEqual({
        branch: "data-mismatch",
        value: BigInt(value),
        cookie: undefined,
      });
    }
  });

  it("of two entries with one pair is taken for the first", () => {
    const twins = of([entry(ADDRESS, 0x21, 0), entry(ADDRESS, 0x21, 1)]);
    expect(writeMsixHandler(twins, opened(8), write(0x21)).value).toBe(0xd000n);
  });

  it("follows an entry that was programmed anew: its address as it is now", () => {
    const moved = of([entry(OTHER, 0x31, 0), entry(OTHER, 0x32, 1), entry(ADDRESS, 0x32, 2)]);
    expect(writeMsixHandler(moved, opened(8, 0), write(0x32)).value).toBe(0xd001n);
  });

  it("anywhere else passes, and is awaited still", () => {
    const cookie = opened(12);
    expect(writeMsixHandler(ONE_CPU, cookie, write(0x21))).toEqual({
      branch: "pass",
      value: 0x21n,
      cookie,
    });
    expect(writeMsixHandler(ONE_CPU, undefined, write(0x21, 0))).toMatchObject({
      branch: "pass",
      cookie: undefined,
    });
  });
});

describe("any call", () => {
  const numbers = fc.constantFrom(0, 1, 2, 3);
  const views = fc.array(
    fc.record({
      masked: fc.boolean(),
      guest: fc.record({ addressLow: numbers, data: numbers }),
      host: fc.record({ addressLow: fc.nat(0xffff), data: fc.nat(0xffff) }),
    }),
    { maxLength: 5 },
  );
  const cookies = fc.option(fc.record({ offset: fc.constantFrom(0, 4, 8), entry: fc.nat(5) }), {
    nil: undefined,
  });

  it("puts in only what an unmasked entry of the host's holds, and reaches every branch", () => {
    const taken = new Set<string>();
    fc.assert(
      fc.property(views, cookies, numbers, (entries, cookie, value) => {
        const {
          branch,
          value: put,
          cookie: after,
        } = writeMsixHandler(of(entries), cookie, write(value, 4));
        taken.add(branch);
        const unmasked = entries.filter(({ masked }) => !masked);
        const matching = unmasked.some(({ guest }) => guest.addressLow === value);
        expect(branch === "replace-address").toBe(matching);
        if (branch === "replace-address") {
          expect(unmasked.map(({ host }) => BigInt(host.addressLow))).toContain(put);
          expect(after?.offset).toBe(12);
        } else if (branch === "replace-data") {
          expect(unmasked.map(({ host }) => BigInt(host.data))).toContain(put);
          expect(after).toBeUndefined();
        } else {
          expect(put).toBe(BigInt(value));
          expect(after).toEqual(branch === "pass" ? cookie : undefined);
        }
      }),
      { numRuns: 200 },
    );
    expect([...taken].sort()).toEqual([...MSIX_BRANCHES].sort());
  });
});
