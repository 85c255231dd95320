import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allocatedVectors,
  createMsiCapability,
  isMsiEnabled,
  type MsiCapability,
  type MsiLayout,
  msiAddressHigh,
  msiAddressLow,
  msiData,
  msiWord8,
  programMsiPair,
  resetMsiCapability,
  setAllocatedVectors,
  setMsiEnabled,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import {
  type ConfigWrite,
  expectedBytes,
  LAYOUTS,
  writableBits,
} from "./msi-capability-reference.js";

const layout = fc.constantFrom(...LAYOUTS);
const configWrite: fc.Arbitrary<ConfigWrite> = fc
  .record({
    offset: fc.oneof(fc.constantFrom(2, 4, 8, 12), fc.integer({ min: -5, max: 26 })),
    length: fc.constantFrom(1, 2, 4),
    value: fc.oneof(fc.constantFrom(0, 0x71, 0xffffffff), fc.nat(0xffffffff)),
  })
  .map((w) => ({ ...w, value: w.value % 2 ** (8 * w.length) }));
const history = fc.array(configWrite, { maxLength: 12 });

const write = (c: MsiCapability, w: ConfigWrite) => writeMsiConfig(c, w.offset, w.value, w.length);
const written = (of: MsiLayout, writes: readonly ConfigWrite[]) =>
  writes.reduce(write, createMsiCapability(of));

/** The same write as `length` writes of one byte, the order given by `descending`. */
function bytewise({ offset, value, length }: ConfigWrite, descending: boolean): ConfigWrite[] {
  const bytes = Array.from({ length }, (_, i) => ({
    offset: offset + i,
    value: Math.floor(value / 256 ** i) % 256,
    length: 1,
  }));
  return descending ? bytes.reverse() : bytes;
}

function readOnlyBits(capability: MsiCapability): number[] {
  const writable = writableBits(capability.layout);
  return capability.bytes.map((byte, at) => byte & ~(writable[at] ?? 0));
}

/** Every width at every offset from well before a capability of `size` bytes to beyond it. */
function* everyWrite(size: number): Generator<ConfigWrite> {
  for (let offset = -5; offset <= size + 1; offset++) {
    for (const length of [1, 2, 4]) {
      for (const word of [0, 0xffffffff, 0xa5c37186]) {
        yield { offset, value: word % 2 ** (8 * length), length };
      }
    }
  }
}

describe("one write", () => {
  it("of ones, zeros or a pattern, at every offset and width, changes the writable bits it covers", () => {
    for (const of of LAYOUTS) {
      const fresh = createMsiCapability(of);
      const ones = fresh.bytes.map((byte, at) => byte + (writableBits(of)[at] ?? 0));
      const full = { layout: of, bytes: ones };
      const off = { layout: of, bytes: ones.with(2, (ones[2] ?? 0) - 1) };
      for (const w of everyWrite(fresh.bytes.length)) {
        for (const before of [fresh, full, off]) {
          expect(write(before, w).bytes).toEqual(expectedBytes(before, w));
        }
      }
    }
  });

  it("that straddles the start writes its upper bytes only", () => {
    const wide = createMsiCapability({
      is64Bit: true,
      hasPerVectorMask: false,
      maximumVectors: 32,
    });
    expect(writeMsiConfig(wide, -1, 0x31ffffff, 4).bytes[2]).toBe(0xbb);
    expect(writeMsiConfig(wide, -2, 0xffffffff, 4)).toEqual(wide);
  });

  it("that straddles the end writes its lower bytes only", () => {
    const plain = createMsiCapability({
      is64Bit: false,
      hasPerVectorMask: false,
      maximumVectors: 1,
    });
    expect(writeMsiConfig(plain, 9, 0x55443322, 4).bytes.slice(8)).toEqual([0, 0x22]);
    expect(writeMsiConfig(plain, 8, 0x55443322, 4).bytes.slice(8)).toEqual([0x22, 0x33]);
    expect(writeMsiConfig(plain, 7, 0x55443322, 4).bytes.slice(7)).toEqual([0x22, 0x33, 0x44]);
  });

  it("of 0, 3 or 8 bytes, or of a value too wide for it, is refused wherever it goes", () => {
    const capability = createMsiCapability({
      is64Bit: false,
      hasPerVectorMask: false,
      maximumVectors: 1,
    });
    const bad: [number, number][] = [
      [0, 0],
      [0, 3],
      [0, 8],
      [0x100, 1],
      [0x10000, 2],
      [2 ** 32, 4],
      [-1, 4],
      [0.5, 4],
    ];
    for (const [value, length] of bad) {
      for (const offset of [4, 100]) {
        expect(() => writeMsiConfig(capability, offset, value, length)).toThrow(RangeError);
      }
    }
  });
});

describe("sequences of writes", () => {
  it("agree with a bit-by-bit reference", () => {
    fc.assert(
      fc.property(layout, history, configWrite, (of, writes, last) => {
        const before = written(of, writes);
        expect(write(before, last).bytes).toEqual(expectedBytes(before, last));
      }),
    );
  });

  it("a write in single bytes, low or high byte first, equals the write whole", () => {
    fc.assert(
      fc.property(layout, history, configWrite, fc.boolean(), (of, writes, last, descending) => {
        const before = written(of, writes);
        expect(bytewise(last, descending).reduce(write, before)).toEqual(write(before, last));
      }),
    );
  });

  it("never change a read-only bit: id, next, QMASK, 64-bit, mask flag, reserved, pending", () => {
    fc.assert(
      fc.property(layout, history, (of, writes) => {
        const fresh = createMsiCapability(of);
        expect(readOnlyBits(written(of, writes))).toEqual(fresh.bytes);
        expect(written(of, writes).layout).toEqual(of);
      }),
    );
  });

  it("the same write twice equals the write once", () => {
    fc.assert(
      fc.property(layout, history, configWrite, (of, writes, last) => {
        const once = write(written(of, writes), last);
        expect(write(once, last)).toEqual(once);
      }),
    );
  });

  it("the allocation is within the device's maximum whenever MSI is enabled", () => {
    fc.assert(
      fc.property(layout, history, (of, writes) => {
        const capability = written(of, [...writes, { offset: 2, value: 0x71, length: 1 }]);
        expect(isMsiEnabled(capability)).toBe(true);
        expect(allocatedVectors(capability)).toBe(of.maximumVectors);
        const earlier = written(of, writes);
        if (isMsiEnabled(earlier)) {
          expect(allocatedVectors(earlier)).toBeLessThanOrEqual(of.maximumVectors);
        }
      }),
    );
  });

  it("leave the capability they were given untouched, and a reset makes it as new", () => {
    fc.assert(
      fc.property(layout, history, configWrite, (of, writes, last) => {
        const before = written(of, writes);
        const copy = structuredClone(before);
        write(before, last);
        expect(before).toEqual(copy);
        expect(resetMsiCapability(before)).toEqual(createMsiCapability(of));
      }),
    );
  });
});

describe("the driver's operations", () => {
  it("a programmed pair reads back, but for the low two address bits; flags stay", () => {
    const any64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(layout, history, any64, fc.nat(0xffff), (of, writes, wanted, data) => {
        const before = written(of, writes);
        const address = of.is64Bit ? wanted : BigInt.asUintN(32, wanted);
        const got = programMsiPair(before, address, data);
        const read = BigInt(msiAddressHigh(got)) * 2n ** 32n + BigInt(msiAddressLow(got));
        expect(read).toBe(address - (address % 4n));
        expect(msiData(got)).toBe(data);
        expect(msiWord8(got)).toBe(of.is64Bit ? Number((address >> 32n) % 65_536n) : data);
        expect(got.bytes.slice(0, 4)).toEqual(before.bytes.slice(0, 4));
      }),
    );
  });

  it("enabling, disabling and allocating change nothing but the flags", () => {
    fc.assert(
      fc.property(layout, history, fc.nat(7), fc.boolean(), (of, writes, log2, on) => {
        const before = written(of, writes);
        const got = setMsiEnabled(before, on);
        expect(isMsiEnabled(got)).toBe(on);
        const allocated = setAllocatedVectors(got, 2 ** log2);
        expect(allocatedVectors(allocated)).toBe(Math.min(2 ** log2, on ? of.maximumVectors : 128));
        expect(isMsiEnabled(allocated)).toBe(on);
        expect(allocated.bytes.with(2, 0)).toEqual(before.bytes.with(2, 0));
        expect(setAllocatedVectors(allocated, 1).bytes[2]).toBe((allocated.bytes[2] ?? 0) & 0x8f);
      }),
    );
  });
});
