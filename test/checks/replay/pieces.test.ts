import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASE, END, GUEST, session, shown, write } from "./session.js";

describe("the memory core", () => {
  it("splits an aligned 8-byte write, low half first, each taken on its own", () => {
    const replay = session();
    const value = (0x100n << 32n) | BigInt(GUEST.address);
    expect(shown(replay.step(write(BASE + 0x48, value, 8), 1))).toEqual([
      "0x80048/4 0xfee00000>0xfee01004 replace-address addressSeen",
      "0x8004c/4 0x100>0x100 pass addressSeen",
    ]);
  });

  it("loses writes of 1 and 2 bytes, and the state stays", () => {
    const replay = session();
    replay.step(write(BASE + 0x48, GUEST.address), 1);
    const writes = [
      ...replay.step(write(BASE + 0x50, GUEST.data, 2), 2),
      ...replay.step(write(BASE, 7, 1), 3),
    ];
    expect(shown(writes)).toEqual([
      "0x80050/2 0x20>null rejected addressSeen",
      "0x80000/1 0x7>null rejected addressSeen",
    ]);
    expect(replay.summary(3).cookieLeft).toBe(0x50);
  });

  it("cuts an unaligned 8-byte write, of which only the middle arrives", () => {
    const replay = session();
    expect(shown(replay.step(write(BASE + 2, 0x8877665544332211n, 8), 1))).toEqual([
      "0x80002/2 0x2211>null rejected idle",
      "0x80004/4 0x66554433>0x66554433 pass idle",
      "0x80008/2 0x8877>null rejected idle",
    ]);
  });
});

describe("the window's edges", () => {
  it("part a write that begins before the window", () => {
    expect(shown(session().step(write(BASE - 4, 0xfee0000000000001n, 8), 1))).toEqual([
      "0x7fffc/4 0x1>0x1 outside idle",
      "0x80000/4 0xfee00000>0xfee01004 replace-address addressSeen",
    ]);
  });

  it("part a write that ends behind the window", () => {
    expect(shown(session().step(write(END - 2, 0x44332211, 4), 1))).toEqual([
      "0xbfffe/2 0x2211>null rejected idle",
      "0xc0000/2 0x4433>0x4433 outside idle",
    ]);
  });

  it("leave any write beside the window as it is, cut for alignment only", () => {
    const replay = session();
    replay.step(write(BASE, GUEST.address), 1);
    expect(shown(replay.step(write(END, 0x1122334455667788n, 8), 2))).toEqual([
      "0xc0000/8 0x1122334455667788>0x1122334455667788 outside addressSeen",
    ]);
    expect(shown(replay.step(write(0x11, GUEST.address, 4), 3))).toEqual([
      "0x11/1 0x0>0x0 outside addressSeen",
      "0x12/2 0xe000>0xe000 outside addressSeen",
      "0x14/1 0xfe>0xfe outside addressSeen",
    ]);
  });

  it("lose no byte of any write and invent none: the pieces put together are the write", () => {
    const any = fc.constantFrom(1, 2, 4, 8).chain((size) =>
      fc.record({
        address: fc.oneof(
          fc.integer({ min: BASE - 16, max: BASE + 16 }),
          fc.integer({ min: END - 16, max: END + 16 }),
        ),
        value: fc.bigInt({ min: 0n, max: 2n ** BigInt(8 * size) - 1n }),
        size: fc.constant(size),
      }),
    );
    fc.assert(
      fc.property(any, ({ address, value, size }) => {
        let next = address;
        let together = 0n;
        for (const piece of session().step(write(address, value, size), 1)) {
          expect(Number(piece.address)).toBe(next);
          expect(piece.branch === "outside").toBe(next < BASE || next >= END);
          together |= BigInt(piece.guest) << BigInt(8 * (next - address));
          next += piece.size;
        }
        expect([next, together]).toEqual([address + size, value]);
      }),
    );
  });
});
