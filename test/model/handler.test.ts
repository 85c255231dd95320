import { describe, expect, it } from "vitest";
import {
  type Cookie,
  FAILED_PHYSICAL_READ,
  type HandlerBranch,
  type HandlerView,
  writeHandler,
} from "../../model/quirks/as-posted/handler.js";

/** The values of the mail's trace and a host pair: address 0xfee00578, word 0x4040. */
const TRACE: HandlerView = {
  msiEnabled: true,
  vectorsAllocated: 1,
  guestAddressLow: 0xfee00000,
  guestWord8: 0x21,
  physical: { addressLow: 0xfee00578, word8: 0x4040 },
};

const view = (changes: Partial<HandlerView> = {}): HandlerView => ({ ...TRACE, ...changes });

interface Write {
  readonly at: number;
  readonly value: bigint;
  /** 4 if not given. */
  readonly size?: number;
}

/** One call, in the order in which a test states it: what is known, the cookie, the write. */
function write(seen: HandlerView, cookie: Cookie, { at, value, size = 4 }: Write) {
  return writeHandler(seen, cookie, { offset: at, size, value });
}

const result = (branch: HandlerBranch, value: bigint, cookie: Cookie) => ({
  branch,
  value,
  cookie,
});

describe("replace-address", () => {
  it("the guest's address is replaced by the host's, and data is awaited 8 bytes further on", () => {
    expect(write(view(), 0, { at: 0x48, value: 0xfee00000n })).toEqual(
      result("replace-address", 0xfee00578n, 0x50),
    );
  });

  it("at offset 0 data is awaited at 8", () => {
    expect(write(view(), 0, { at: 0, value: 0xfee00000n }).cookie).toBe(8);
  });

  it("an address anywhere else replaces a cookie that was set", () => {
    expect(write(view(), 0x50, { at: 0x3048, value: 0xfee00000n })).toEqual(
      result("replace-address", 0xfee00578n, 0x3050),
    );
  });

  it("an address at the awaited offset moves the cookie on by 8", () => {
    expect(write(view(), 0x50, { at: 0x50, value: 0xfee00000n })).toEqual(
      result("replace-address", 0xfee00578n, 0x58),
    );
  });

  it("the address test comes before the data test: with both 0, data is taken for an address", () => {
    const unprogrammed = view({ guestAddressLow: 0, guestWord8: 0 });
    expect(write(unprogrammed, 0x50, { at: 0x50, value: 0n })).toEqual(
      result("replace-address", 0xfee00578n, 0x58),
    );
  });

  it("the address test comes before the data test also where address and data are both 0x40", () => {
    const same = view({ guestAddressLow: 0x40, guestWord8: 0x40 });
    expect(write(same, 0x50, { at: 0x50, value: 0x40n })).toEqual(
      result("replace-address", 0xfee00578n, 0x58),
    );
  });

  it("with the address register 0, any write of 0 is taken for an address", () => {
    expect(write(view({ guestAddressLow: 0 }), 0, { at: 0x9000, value: 0n })).toEqual(
      result("replace-address", 0xfee00578n, 0x9008),
    );
  });

  it("a value that differs in one bit is no address", () => {
    for (const value of [0xfee00001n, 0xfee00004n, 0x7ee00000n, 0xfee10000n]) {
      expect(write(view(), 0, { at: 0x48, value })).toEqual(result("pass", value, 0));
    }
  });

  it("bits 63:32 of the value are not ignored by the address test", () => {
    expect(write(view(), 0, { at: 0x48, value: 0x1_fee00000n })).toEqual(
      result("pass", 0x1_fee00000n, 0),
    );
  });

  it("a cookie of 32 bits wraps: after an address at 0xfffffff8 nothing is awaited", () => {
    expect(write(view(), 0x50, { at: 0xfffffff8, value: 0xfee00000n })).toEqual(
      result("replace-address", 0xfee00578n, 0),
    );
    expect(write(view(), 0, { at: 0xfffffffc, value: 0xfee00000n }).cookie).toBe(4);
  });
});

describe("replace-data", () => {
  it("the guest's data at the awaited offset is replaced by the host's, and the cookie is cleared", () => {
    expect(write(view(), 0x50, { at: 0x50, value: 0x21n })).toEqual(
      result("replace-data", 0x4040n, 0),
    );
  });

  it("a second data write at the same offset is not replaced", () => {
    const first = write(view(), 0x50, { at: 0x50, value: 0x21n });
    expect(write(view(), first.cookie, { at: 0x50, value: 0x21n })).toEqual(
      result("pass", 0x21n, 0),
    );
  });

  it("the vector offset is taken off for the comparison and added to the host's word", () => {
    const sixteen = view({ vectorsAllocated: 16, guestWord8: 0x40 });
    expect(write(sixteen, 0x50, { at: 0x50, value: 0x4bn })).toEqual(
      result("replace-data", 0x404bn, 0),
    );
  });

  it("an unaligned host word has the offset added, not put in its low bits", () => {
    const seen = view({
      vectorsAllocated: 4,
      guestWord8: 0x40,
      physical: { addressLow: 0xfee00578, word8: 0x4041 },
    });
    expect(write(seen, 0x50, { at: 0x50, value: 0x40n }).value).toBe(0x4041n);
    expect(write(seen, 0x50, { at: 0x50, value: 0x41n }).value).toBe(0x4042n);
    expect(write(seen, 0x50, { at: 0x50, value: 0x43n }).value).toBe(0x4044n);
  });

  it("the addition carries beyond 16 bits", () => {
    const seen = view({
      vectorsAllocated: 32,
      guestWord8: 0x40,
      physical: { addressLow: 0, word8: 0xffff },
    });
    expect(write(seen, 0x50, { at: 0x50, value: 0x41n }).value).toBe(0x10000n);
    expect(write(seen, 0x50, { at: 0x50, value: 0x5fn }).value).toBe(0x1001en);
  });

  it("bits 63:32 of the value are ignored by the data test and not written on", () => {
    const four = view({ vectorsAllocated: 4, guestWord8: 0x40 });
    expect(write(four, 0x50, { at: 0x50, value: 0x5_00000042n })).toEqual(
      result("replace-data", 0x4042n, 0),
    );
  });

  it("guest data 0 with the address programmed is replaced like any other", () => {
    expect(write(view({ guestWord8: 0 }), 0x50, { at: 0x50, value: 0n })).toEqual(
      result("replace-data", 0x4040n, 0),
    );
  });

  // Guest word 0x40, host word 0x8000: offset n - 1 is the last that matches, offset n does not.
  it.each([
    [1, 0x40n, 0x8000n, 0x41n],
    [2, 0x41n, 0x8001n, 0x42n],
    [4, 0x43n, 0x8003n, 0x44n],
    [8, 0x47n, 0x8007n, 0x48n],
    [16, 0x4fn, 0x800fn, 0x50n],
    [32, 0x5fn, 0x801fn, 0x60n],
  ])("of %i vectors the last is %i, written %i; the next value, %i, is a mismatch", (...row) => {
    const [vectorsAllocated, last, written, beyond] = row;
    const physical = { addressLow: 0xfee00578, word8: 0x8000 };
    const seen = view({ vectorsAllocated, guestWord8: 0x40, physical });
    const first = write(seen, 0x50, { at: 0x50, value: 0x40n });
    expect(first).toEqual(result("replace-data", 0x8000n, 0));
    expect(write(seen, 0x50, { at: 0x50, value: last })).toEqual(
      result("replace-data", written, 0),
    );
    expect(write(seen, 0x50, { at: 0x50, value: beyond })).toEqual(
      result("data-mismatch", beyond, 0),
    );
  });
});

describe("data-mismatch", () => {
  it("another value at the awaited offset is written unchanged, and the cookie is cleared", () => {
    expect(write(view(), 0x50, { at: 0x50, value: 0x100n })).toEqual(
      result("data-mismatch", 0x100n, 0),
    );
  });

  it("the right data after a mismatch at the same offset comes too late", () => {
    const first = write(view(), 0x50, { at: 0x50, value: 0x22n });
    expect(first).toEqual(result("data-mismatch", 0x22n, 0));
    expect(write(view(), first.cookie, { at: 0x50, value: 0x21n })).toEqual(
      result("pass", 0x21n, 0),
    );
  });

  it("bits 31:16 of the value must be 0: 0x10021 is not 0x21", () => {
    for (const value of [0x10021n, 0x80000021n, 0xffff0021n]) {
      expect(write(view(), 0x50, { at: 0x50, value })).toEqual(result("data-mismatch", value, 0));
    }
  });

  it("bits 15:8 count too: 0x121 is not 0x21", () => {
    expect(write(view(), 0x50, { at: 0x50, value: 0x121n }).branch).toBe("data-mismatch");
  });

  it("a value of 64 bits that does not match is written whole", () => {
    expect(write(view(), 0x50, { at: 0x50, value: 0x7_00000022n })).toEqual(
      result("data-mismatch", 0x7_00000022n, 0),
    );
  });

  it("guest data that is not aligned to the allocation never matches, not even its own base", () => {
    const two = view({ vectorsAllocated: 2, guestWord8: 0x21 });
    for (const value of [0x20n, 0x21n, 0x22n]) {
      expect(write(two, 0x50, { at: 0x50, value })).toEqual(result("data-mismatch", value, 0));
    }
  });
});

describe("failed reads of the physical registers", () => {
  it("a failed read leaves 0 in both registers", () => {
    expect(FAILED_PHYSICAL_READ).toEqual({ addressLow: 0, word8: 0 });
  });

  it("the address is then replaced by 0, and data is awaited all the same", () => {
    const failed = view({ physical: FAILED_PHYSICAL_READ });
    expect(write(failed, 0, { at: 0x48, value: 0xfee00000n })).toEqual(
      result("replace-address", 0n, 0x50),
    );
  });

  it("the data is then replaced by 0 plus the vector offset", () => {
    const failed = view({
      vectorsAllocated: 4,
      guestWord8: 0x40,
      physical: FAILED_PHYSICAL_READ,
    });
    expect(write(failed, 0x50, { at: 0x50, value: 0x40n })).toEqual(result("replace-data", 0n, 0));
    expect(write(failed, 0x50, { at: 0x50, value: 0x42n })).toEqual(result("replace-data", 2n, 0));
  });
});
