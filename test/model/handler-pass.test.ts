import { describe, expect, it } from "vitest";
import { dispatchWrite } from "../../model/qemu/memory-core.js";
import {
  createMsiCapability,
  type MsiCapability,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
  WCN6855_MSI_LAYOUT,
} from "../../model/qemu/msi-capability.js";
import {
  type Cookie,
  cookieAfterAddress,
  HANDLER_BRANCHES,
  type HandlerView,
  handlerView,
  hostAddressValue,
  hostDataValue,
  isAwaitedOffset,
  isGuestAddress,
  isGuestData,
  isInspected,
  readHandler,
  TRAPPED_WINDOW_ACCESS,
  writeHandler,
} from "../../model/quirks/as-posted/handler.js";

const HOST = { addressLow: 0xfee00578, word8: 0x4040 };
const TRACE: HandlerView = {
  msiEnabled: true,
  vectorsAllocated: 1,
  guestAddressLow: 0xfee00000,
  guestWord8: 0x21,
  physical: HOST,
};

const long = (offset: number, value: bigint) => ({ offset, size: 4, value });
const pass = (value: bigint, cookie: Cookie) => ({ branch: "pass", value, cookie });

describe("pass", () => {
  it("a write at another offset keeps the cookie, also of the guest's data", () => {
    expect(writeHandler(TRACE, 0x50, long(0x4c, 0x100n))).toEqual(pass(0x100n, 0x50));
    expect(writeHandler(TRACE, 0x50, long(0x4c, 0x21n))).toEqual(pass(0x21n, 0x50));
    expect(writeHandler(TRACE, 0x50, long(0x54, 0x21n))).toEqual(pass(0x21n, 0x50));
    expect(writeHandler(TRACE, 0x50, long(0x80050, 0x21n))).toEqual(pass(0x21n, 0x50));
  });

  it("the guest's data is not replaced when none is awaited", () => {
    expect(writeHandler(TRACE, 0, long(0x50, 0x21n))).toEqual(pass(0x21n, 0));
  });

  it("a cookie of 0 means none, so data at offset 0 is never awaited", () => {
    expect(writeHandler(TRACE, 0, long(0, 0x21n))).toEqual(pass(0x21n, 0));
  });

  it.each([1, 2, 8])(
    "a write of %i bytes passes untouched, even of the guest's address",
    (size) => {
      expect(writeHandler(TRACE, 0x50, { offset: 0x48, size, value: 0xfee00000n })).toEqual(
        pass(0xfee00000n, 0x50),
      );
      const zero = { ...TRACE, guestAddressLow: 0 };
      expect(writeHandler(zero, 0x50, { offset: 0x48, size, value: 0n })).toEqual(pass(0n, 0x50));
    },
  );

  it.each([1, 2, 8])(
    "a write of %i bytes of the guest's data at the awaited offset passes",
    (size) => {
      expect(writeHandler(TRACE, 0x50, { offset: 0x50, size, value: 0x21n })).toEqual(
        pass(0x21n, 0x50),
      );
    },
  );

  it("with MSI disabled the guest's address passes, and the cookie is neither set nor moved", () => {
    const off = { ...TRACE, msiEnabled: false };
    expect(writeHandler(off, 0, long(0x48, 0xfee00000n))).toEqual(pass(0xfee00000n, 0));
    expect(writeHandler(off, 0x50, long(0x50, 0xfee00000n))).toEqual(pass(0xfee00000n, 0x50));
  });

  it("with MSI disabled awaited data passes and stays awaited until MSI is enabled again", () => {
    const off = { ...TRACE, msiEnabled: false };
    const first = writeHandler(off, 0x50, long(0x50, 0x21n));
    expect(first).toEqual(pass(0x21n, 0x50));
    expect(writeHandler(TRACE, first.cookie, long(0x50, 0x21n))).toEqual({
      branch: "replace-data",
      value: 0x4040n,
      cookie: 0,
    });
  });

  it("with MSI disabled a mismatch keeps the cookie", () => {
    const off = { ...TRACE, msiEnabled: false };
    expect(writeHandler(off, 0x50, long(0x50, 0x22n))).toEqual(pass(0x22n, 0x50));
  });
});

describe("the predicates one by one", () => {
  it("inspected: 4 bytes and MSI enabled", () => {
    const off = { ...TRACE, msiEnabled: false };
    expect(isInspected(TRACE, long(0, 0n))).toBe(true);
    expect(isInspected(off, long(0, 0n))).toBe(false);
    expect(isInspected(TRACE, { offset: 0, size: 8, value: 0n })).toBe(false);
    expect(isInspected(TRACE, { offset: 0, size: 2, value: 0n })).toBe(false);
  });

  it("guest address: all 64 bits of the value against the 32-bit register", () => {
    expect(isGuestAddress(TRACE, long(0, 0xfee00000n))).toBe(true);
    expect(isGuestAddress(TRACE, long(0, 0x1_fee00000n))).toBe(false);
    expect(isGuestAddress({ ...TRACE, guestAddressLow: 0xfffffffc }, long(0, 0xfffffffcn))).toBe(
      true,
    );
  });

  it("awaited offset: the cookie's, and never 0", () => {
    expect(isAwaitedOffset(0x50, long(0x50, 0n))).toBe(true);
    expect(isAwaitedOffset(0x50, long(0x48, 0n))).toBe(false);
    expect(isAwaitedOffset(0, long(0, 0n))).toBe(false);
  });

  it("guest data: low 32 bits less the vector offset against 16 bits", () => {
    const four = { ...TRACE, vectorsAllocated: 4, guestWord8: 0x40 };
    expect([0x40n, 0x43n, 0x44n, 0x3fn].map((v) => isGuestData(four, long(0, v)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isGuestData(four, long(0, 0x10040n))).toBe(false);
    expect(isGuestData(four, long(0, 0x80000040n))).toBe(false);
    expect(isGuestData(four, long(0, 0x1_00000040n))).toBe(true);
  });

  it("what is written on: the host's address, the host's word plus the offset; the next cookie", () => {
    const four = { ...TRACE, vectorsAllocated: 4, guestWord8: 0x40 };
    expect(hostAddressValue(four)).toBe(0xfee00578n);
    expect(hostDataValue(four, long(0, 0x43n))).toBe(0x4043n);
    expect(hostDataValue(four, long(0, 0xffffffff_fffffffen))).toBe(0x4042n);
    expect(cookieAfterAddress(long(0x48, 0n))).toBe(0x50);
  });

  it("a physical word of 32 bits wraps when the offset is added", () => {
    const wrap = { ...TRACE, vectorsAllocated: 4, physical: { addressLow: 0, word8: 0xfffffffe } };
    expect(hostDataValue(wrap, long(0, 3n))).toBe(1n);
  });

  it("there are four branches", () => {
    expect(HANDLER_BRANCHES).toEqual(["replace-address", "replace-data", "data-mismatch", "pass"]);
  });

  it("a read gives what the device gives", () => {
    expect(readHandler(0xfee00578n)).toBe(0xfee00578n);
    expect(readHandler(0n)).toBe(0n);
  });
});

describe("with QEMU's capability and memory core", () => {
  /** Writes in turn; the values that reach the device, and the cookie afterwards. */
  function run(capability: MsiCapability, writes: readonly [number, bigint, number?][]) {
    let cookie: Cookie = 0;
    const written: string[] = [];
    for (const [offset, value, size = 4] of writes) {
      const dispatched = dispatchWrite(TRAPPED_WINDOW_ACCESS, { offset, size, value });
      for (const call of dispatched.flatMap(({ calls }) => calls)) {
        const result = writeHandler(handlerView(capability, HOST), cookie, call);
        cookie = result.cookie;
        written.push(`${call.offset.toString(16)}=${result.value.toString(16)}`);
      }
    }
    return { written, cookie };
  }

  const wcn6855 = setMsiEnabled(
    programMsiPair(createMsiCapability(WCN6855_MSI_LAYOUT), 0xfee00000n, 0x21),
    true,
  );
  const wide = createMsiCapability({ ...WCN6855_MSI_LAYOUT, is64Bit: true });

  it("the window takes 4 to 8 bytes, aligned, and names no sizes for its callbacks", () => {
    expect(TRAPPED_WINDOW_ACCESS).toEqual({
      valid: { minimumSize: 4, maximumSize: 8, unaligned: false },
      implemented: { minimumSize: 0, maximumSize: 0, unaligned: false },
    });
  });

  it("the view shows the capability's enable bit, allocation, address and word at +8", () => {
    const sixteen = setAllocatedVectors(wcn6855, 16);
    expect(handlerView(sixteen, HOST)).toEqual({ ...TRACE, vectorsAllocated: 16 });
    expect(handlerView(setMsiEnabled(sixteen, false), HOST).msiEnabled).toBe(false);
  });

  it("a slot of the mail's trace has address and data replaced and its high register untouched", () => {
    expect(
      run(wcn6855, [
        [0x48, 0xfee00000n],
        [0x4c, 0x100n],
        [0x50, 0x21n],
      ]),
    ).toEqual({ written: ["48=fee00578", "4c=100", "50=4040"], cookie: 0 });
  });

  it("the halves of an 8-byte write are looked at one by one", () => {
    expect(
      run(wcn6855, [
        [0x48, 0x100_fee00000n, 8],
        [0x50, 0x77_00000021n, 8],
      ]),
    ).toEqual({ written: ["48=fee00578", "4c=100", "50=4040", "54=77"], cookie: 0 });
  });

  it("an unaligned 8-byte write whose aligned middle is the guest's address sets the cookie", () => {
    expect(run(wcn6855, [[0x46, 0x1122_fee00000_3344n, 8]])).toEqual({
      written: ["48=fee00578"],
      cookie: 0x50,
    });
  });

  it("in a 64-bit capability data is compared with the high address word, so real data mismatches", () => {
    const high = setMsiEnabled(programMsiPair(wide, 0x7_fee00000n, 0x21), true);
    expect(handlerView(high, HOST)).toEqual({ ...TRACE, guestWord8: 7 });
    const address: [number, bigint] = [0x48, 0xfee00000n];
    expect(run(high, [address, [0x50, 0x21n]]).written).toEqual(["48=fee00578", "50=21"]);
    expect(run(high, [address, [0x50, 7n]]).written).toEqual(["48=fee00578", "50=4040"]);
  });

  it("in a 64-bit capability with the high word 0, data below the allocation is taken for an offset", () => {
    const low = setMsiEnabled(programMsiPair(wide, 0xfee00000n, 0x21), true);
    const thirtyTwo = setAllocatedVectors(low, 32);
    const address: [number, bigint] = [0x48, 0xfee00000n];
    expect(run(low, [address, [0x50, 0x21n]]).written).toEqual(["48=fee00578", "50=21"]);
    expect(run(thirtyTwo, [address, [0x50, 0x1fn]]).written).toEqual(["48=fee00578", "50=405f"]);
    expect(run(thirtyTwo, [address, [0x50, 0x21n]]).written).toEqual(["48=fee00578", "50=21"]);
  });
});
