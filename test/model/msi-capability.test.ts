import { describe, expect, it } from "vitest";
import {
  allocatedVectors,
  allocationFor,
  createMsiCapability,
  isMsiEnabled,
  type MsiCapability,
  type MsiLayout,
  msiAddressHigh,
  msiAddressLow,
  msiCapabilityLength,
  msiData,
  msiWord8,
  programMsiPair,
  resetMsiCapability,
  setAllocatedVectors,
  setMsiEnabled,
  WCN6855_MSI_LAYOUT,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";

const PLAIN: MsiLayout = { is64Bit: false, hasPerVectorMask: false, maximumVectors: 4 };
const WIDE: MsiLayout = { is64Bit: true, hasPerVectorMask: false, maximumVectors: 4 };

/** A capability whose bytes are given, so also one that no sequence of writes reaches. */
const handmade = (bytes: readonly number[]): MsiCapability => ({ layout: PLAIN, bytes });

/** MSI enabled, 128 vectors allocated, 4 at most: the flags are 0x0075. */
const TOO_MANY = handmade([0x05, 0, 0x75, 0, 0, 0, 0xe0, 0xfe, 0x21, 0]);

describe("layout", () => {
  it.each([
    [false, false, 10],
    [true, false, 14],
    [false, true, 20],
    [true, true, 24],
  ])("64-bit %s, per-vector mask %s: %i bytes", (is64Bit, hasPerVectorMask, length) => {
    const layout = { is64Bit, hasPerVectorMask, maximumVectors: 8 };
    expect(msiCapabilityLength(layout)).toBe(length);
    expect(createMsiCapability(layout).bytes).toHaveLength(length);
  });

  it("WCN6855 has a 32-bit, maskable capability of 32 vectors: id 5, flags 0x010a, all else 0", () => {
    expect(createMsiCapability(WCN6855_MSI_LAYOUT).bytes).toEqual([
      0x05, 0, 0x0a, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it.each([
    [1, 0x80],
    [2, 0x82],
    [4, 0x84],
    [8, 0x86],
    [16, 0x88],
    [32, 0x8a],
  ])("a 64-bit capability of %i vectors starts with flags %i", (maximumVectors, flags) => {
    expect(createMsiCapability({ ...WIDE, maximumVectors }).bytes.slice(0, 4)).toEqual([
      0x05,
      0,
      flags,
      0,
    ]);
  });

  it("starts disabled, with one vector allocated and address and data 0", () => {
    const capability = createMsiCapability(WCN6855_MSI_LAYOUT);
    expect(isMsiEnabled(capability)).toBe(false);
    expect(allocatedVectors(capability)).toBe(1);
    expect(msiAddressLow(capability)).toBe(0);
    expect(msiData(capability)).toBe(0);
  });

  it("a maximum that is not a power of two from 1 to 32 is refused", () => {
    for (const maximumVectors of [0, 3, 33, 64, -1, 0.5, Number.NaN]) {
      expect(() => createMsiCapability({ ...PLAIN, maximumVectors })).toThrow(RangeError);
    }
  });
});

describe("address and data", () => {
  it("in a 32-bit capability data sits at +8, so the word at +8 is the data", () => {
    const capability = programMsiPair(createMsiCapability(PLAIN), 0xfee00000n, 0x21);
    expect(capability.bytes).toEqual([0x05, 0, 0x04, 0, 0, 0, 0xe0, 0xfe, 0x21, 0]);
    expect(msiAddressLow(capability)).toBe(0xfee00000);
    expect(msiAddressHigh(capability)).toBe(0);
    expect(msiData(capability)).toBe(0x21);
    expect(msiWord8(capability)).toBe(0x21);
  });

  it("in a 64-bit capability data sits at +12 and the word at +8 is address bits 47:32", () => {
    const capability = programMsiPair(createMsiCapability(WIDE), 0x87654321_fee00578n, 0x4041);
    expect(capability.bytes).toEqual([
      0x05, 0, 0x84, 0, 0x78, 0x05, 0xe0, 0xfe, 0x21, 0x43, 0x65, 0x87, 0x41, 0x40,
    ]);
    expect(msiAddressLow(capability)).toBe(0xfee00578);
    expect(msiAddressHigh(capability)).toBe(0x87654321);
    expect(msiData(capability)).toBe(0x4041);
    expect(msiWord8(capability)).toBe(0x4321);
  });

  it.each([1n, 2n, 3n])("low address bits %i read back as 0", (low) => {
    const capability = programMsiPair(createMsiCapability(PLAIN), 0xfee00004n + low, 0);
    expect(msiAddressLow(capability)).toBe(0xfee00004);
  });

  it("an address or a data word that the layout cannot hold is refused", () => {
    const narrow = createMsiCapability(PLAIN);
    const wide = createMsiCapability(WIDE);
    expect(() => programMsiPair(narrow, 0x1_0000_0000n, 0)).toThrow(RangeError);
    expect(() => programMsiPair(narrow, -4n, 0)).toThrow(RangeError);
    expect(() => programMsiPair(wide, 2n ** 64n, 0)).toThrow(RangeError);
    expect(() => programMsiPair(narrow, 0n, 0x10000)).toThrow(RangeError);
    expect(msiAddressHigh(programMsiPair(wide, 2n ** 64n - 1n, 0))).toBe(0xffffffff);
  });
});

describe("enable and allocation", () => {
  it("enable is bit 0 of the flags, the allocation is bits 6:4 as a power of two", () => {
    const enabled = setMsiEnabled(createMsiCapability(PLAIN), true);
    expect(enabled.bytes[2]).toBe(0x05);
    expect(isMsiEnabled(enabled)).toBe(true);
    expect(isMsiEnabled(setMsiEnabled(enabled, false))).toBe(false);
    const two = setAllocatedVectors(createMsiCapability(PLAIN), 2);
    expect(two.bytes[2]).toBe(0x14);
    expect(allocatedVectors(two)).toBe(2);
  });

  it("all eight values of QSIZE stand while disabled, up to 128 vectors", () => {
    for (const [qsize, vectors] of [1, 2, 4, 8, 16, 32, 64, 128].entries()) {
      const capability = writeMsiConfig(createMsiCapability(PLAIN), 2, 16 * qsize, 1);
      expect(allocatedVectors(capability)).toBe(vectors);
      expect(setAllocatedVectors(createMsiCapability(PLAIN), vectors)).toEqual(capability);
    }
  });

  it("enabling brings an allocation above the device's maximum down to it", () => {
    const tooMany = setAllocatedVectors(createMsiCapability(PLAIN), 8);
    expect(allocatedVectors(tooMany)).toBe(8);
    const enabled = setMsiEnabled(tooMany, true);
    expect(enabled.bytes[2]).toBe(0x25);
    expect(allocatedVectors(enabled)).toBe(4);
  });

  it("enabling leaves an allocation of the maximum or less alone", () => {
    for (const vectors of [1, 2, 4]) {
      const enabled = setMsiEnabled(setAllocatedVectors(createMsiCapability(PLAIN), vectors), true);
      expect(allocatedVectors(enabled)).toBe(vectors);
    }
  });

  it("a write that clears enable and sets QSIZE to 7 is not clamped", () => {
    const enabled = setMsiEnabled(createMsiCapability(PLAIN), true);
    const disabled = writeMsiConfig(enabled, 2, 0x0070, 2);
    expect(disabled.bytes[2]).toBe(0x74);
    expect(allocatedVectors(disabled)).toBe(128);
  });

  it("a write of the address while disabled does not clamp", () => {
    const tooMany = setAllocatedVectors(createMsiCapability(PLAIN), 128);
    expect(allocatedVectors(programMsiPair(tooMany, 0xfee00000n, 0x21))).toBe(128);
  });

  it.each([
    ["a data byte", 9, 0, 1],
    ["the read-only id", 0, 0, 1],
    ["the last byte and three beyond", 9, 0, 4],
    ["one byte before and the first", -1, 0, 2],
    ["three bytes before and the first", -3, 0, 4],
  ])("with MSI enabled a write of %s clamps as well", (_, offset, value, length) => {
    const clamped = writeMsiConfig(TOO_MANY, offset, value, length);
    expect(clamped.bytes[2]).toBe(0x25);
    expect(allocatedVectors(clamped)).toBe(4);
  });

  it.each([
    [-4, 4],
    [-2, 2],
    [-1, 1],
    [10, 1],
    [10, 4],
    [-200, 4],
  ])(
    "a write at %i of %i bytes is outside: it changes nothing and does not clamp",
    (at, length) => {
      expect(writeMsiConfig(TOO_MANY, at, 2 ** (8 * length) - 1, length)).toEqual(TOO_MANY);
      expect(allocatedVectors(TOO_MANY)).toBe(128);
    },
  );

  it("an allocation that is not a power of two from 1 to 128 is refused", () => {
    for (const vectors of [0, 3, 256, -2, 0.25]) {
      expect(() => setAllocatedVectors(createMsiCapability(PLAIN), vectors)).toThrow(RangeError);
    }
  });

  it("the allocation for n used vectors is the next power of two, for all 32", () => {
    const allocations = Array.from({ length: 32 }, (_, i) => allocationFor(i + 1));
    expect(allocations).toEqual([
      1, 2, 4, 4, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16, 16, 32, 32, 32, 32, 32, 32, 32, 32, 32,
      32, 32, 32, 32, 32, 32, 32,
    ]);
    for (const used of [0, 33, 2.5, -1, Number.NaN]) {
      expect(() => allocationFor(used)).toThrow(RangeError);
    }
  });
});

describe("reset", () => {
  it("zeroes address, data, allocation, enable and mask, and keeps the layout", () => {
    const layout = { is64Bit: true, hasPerVectorMask: true, maximumVectors: 32 };
    let used = programMsiPair(createMsiCapability(layout), 0x1_fee00578n, 0x4041);
    used = writeMsiConfig(used, 16, 0xffffffff, 4);
    used = setMsiEnabled(setAllocatedVectors(used, 16), true);
    expect(used.bytes[2]).toBe(0xcb);
    expect(used.bytes.slice(16, 20)).toEqual([0xff, 0xff, 0xff, 0xff]);
    const after = resetMsiCapability(used);
    expect(after.layout).toEqual(layout);
    expect(after.bytes).toEqual([0x05, 0, 0x8a, 0x01, ...new Array<number>(20).fill(0)]);
  });
});
