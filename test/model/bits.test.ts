import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  byteOf,
  fitsUnsigned,
  hex,
  MASK_32,
  parseHex,
  readLittleEndian,
  reverseBytes,
} from "../../model/bits.js";

const word32 = fc.oneof(
  fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xfee00000, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);

describe("widths", () => {
  it("the masks are 16 and 32 ones, not negative", () => {
    expect(MASK_32).toBe(4_294_967_295);
  });

  it.each([
    [0, 1, true],
    [1, 1, true],
    [2, 1, false],
    [0xff, 8, true],
    [0x100, 8, false],
    [0xffff, 16, true],
    [0x10000, 16, false],
    [4_294_967_295, 32, true],
    [4_294_967_296, 32, false],
    [9_007_199_254_740_991, 53, true],
    [9_007_199_254_740_992, 53, false],
  ])("%d in %d bits fits: %s", (value, bits, fits) => {
    expect(fitsUnsigned(value, bits)).toBe(fits);
  });

  it("a negative, broken or infinite value fits no width", () => {
    for (const value of [-1, 0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(fitsUnsigned(value, 32)).toBe(false);
    }
  });
});

describe("hexadecimal", () => {
  it("is lower case, with 0x, without padding, of numbers and of big integers", () => {
    expect(hex(0)).toBe("0x0");
    expect(hex(0xfee00578)).toBe("0xfee00578");
    expect(hex(0x21)).toBe("0x21");
    expect(hex(0xabcdef0123456789n)).toBe("0xabcdef0123456789");
  });

  it("reads back as the same value", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (v) => BigInt(hex(v)) === v),
    );
  });
});

describe("hexadecimal that is read", () => {
  it("has 0x or not, either case, and zeros in front", () => {
    for (const text of ["4021", "0x4021", "0X4021", "00004021"]) {
      expect(parseHex(text, 16)).toBe(0x4021n);
    }
    for (const text of ["abcdef", "ABCDEF", "0xAbCdEf"]) expect(parseHex(text, 24)).toBe(0xabcdefn);
    expect(parseHex("0", 8)).toBe(0n);
    // Forms that are something else elsewhere.
    expect(parseHex("1e", 8)).toBe(0x1en);
    expect(parseHex("0b1", 8)).toBe(0xb1n);
  });

  it.each(["", "0x", "x4021", "4021h", "#4021", "40_21", "-1", "+1", "4021 ", " 4021"])(
    "is nothing else: '%s'",
    (text) => expect(parseHex(text, 64)).toBeUndefined(),
  );

  it("fits its bits, zeros in front not counted", () => {
    expect(parseHex("ffff", 16)).toBe(0xffffn);
    expect(parseHex("10000", 16)).toBeUndefined();
    expect(parseHex("00000000fee01004", 32)).toBe(0xfee01004n);
    expect(parseHex("ffffffffffffffff", 64)).toBe(2n ** 64n - 1n);
    expect(parseHex("10000000000000000", 64)).toBeUndefined();
  });

  it("is the inverse of what is printed, with its 0x and without", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        expect(parseHex(hex(value), 64)).toBe(value);
        expect(parseHex(hex(value).slice(2), 64)).toBe(value);
      }),
    );
  });
});

describe("little-endian bytes", () => {
  const bytes = [0x05, 0x00, 0x80, 0xff, 0x78, 0x05, 0xe0, 0xfe];

  it("the byte at the lowest offset is the lowest byte of the value", () => {
    expect(readLittleEndian(bytes, 4, 4)).toBe(0xfee00578);
    expect(readLittleEndian(bytes, 4, 2)).toBe(0x0578);
    expect(readLittleEndian(bytes, 0, 1)).toBe(0x05);
  });

  it("a value with bit 31 set is not negative", () => {
    expect(readLittleEndian(bytes, 0, 4)).toBe(4_286_578_693); // 0xff800005
  });

  it("bytes before and after the array read as 0", () => {
    expect(readLittleEndian(bytes, 7, 4)).toBe(0x000000fe);
    expect(readLittleEndian(bytes, -1, 2)).toBe(0x0500);
    expect(readLittleEndian(bytes, 8, 4)).toBe(0);
    expect(readLittleEndian([], 0, 4)).toBe(0);
  });

  it("byte 0 of a value is its lowest, byte 3 its highest", () => {
    expect([0, 1, 2, 3].map((index) => byteOf(0xfee00578, index))).toEqual([
      0x78, 0x05, 0xe0, 0xfe,
    ]);
    expect(byteOf(0x80000000, 3)).toBe(0x80);
    expect(byteOf(0x7fffffff, 3)).toBe(0x7f);
  });

  it("taking a 32-bit value apart and reading it back gives the value", () => {
    fc.assert(
      fc.property(word32, (value) => {
        const apart = [0, 1, 2, 3].map((index) => byteOf(value, index));
        expect(apart.every((byte) => fitsUnsigned(byte, 8))).toBe(true);
        expect(readLittleEndian(apart, 0, 4)).toBe(value);
      }),
    );
  });

  it("agrees with what a DataView reads", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 16 }), fc.nat(12), (array, at) => {
        const offset = Math.min(at, array.length - 4);
        const view = new DataView(array.buffer, array.byteOffset, array.length);
        expect(readLittleEndian([...array], offset, 4)).toBe(view.getUint32(offset, true));
        expect(readLittleEndian([...array], offset, 2)).toBe(view.getUint16(offset, true));
      }),
    );
  });
});

describe("bytes in reverse order", () => {
  it.each([
    [0x11, 1, 0x11],
    [0x1122, 2, 0x2211],
    [0x11223344, 4, 0x44332211],
    // Only the lowest bytes asked for take part.
    [0x11223344, 2, 0x4433],
  ])("%i: the lowest %i", (value, bytes, reversed) => {
    expect(reverseBytes(value, bytes)).toBe(reversed);
  });
});
