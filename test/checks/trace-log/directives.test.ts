import { describe, expect, it } from "vitest";
import { isEvent, parseLine } from "../../../checks/trace-log/codec.js";

const directive = (text: string) => {
  const found = parseLine(`# quirkcheck: ${text}`);
  if (found === undefined || found.kind === "unreadable" || isEvent(found)) throw new Error(text);
  return found;
};

describe("a line '# quirkcheck: ...'", () => {
  it.each([
    ["capability offset=0x50 layout=64-bit", { kind: "capability", offset: 0x50, is64Bit: true }],
    ["trap base=0x80000 size=0x40000", { kind: "trap", window: { base: 0x80000, size: 0x40000 } }],
    ["trap none", { kind: "trap", window: null }],
    ["host none", { kind: "host", host: "unreadable" }],
    [
      "host address=0xfee01004 data=64 high=0x2 order=big vectors=10",
      {
        kind: "host",
        host: { address: 0xfee01004, data: 0x64, high: 2, bigEndian: true },
        vectors: 10,
      },
    ],
    [
      "host address=00000000FEE01004 data=4021",
      { kind: "host", host: { address: 0xfee01004, data: 0x4021, high: 0, bigEndian: false } },
    ],
    ["capability offset=50 layout=32-bit", { kind: "capability", offset: 0x50, is64Bit: false }],
    ["trap base=80000 size=40000", { kind: "trap", window: { base: 0x80000, size: 0x40000 } }],
    [
      "memory slot=0 address=2fee00000 data=21",
      { kind: "memory", slot: 0, address: 0x2fee00000n, data: 0x21 },
    ],
    ["machine-reset", { kind: "machine-reset" }],
    ["eight-byte whole-only", { kind: "eight-byte", isWholeOnly: true }],
    ["read-fails", { kind: "read-fails" }],
    ["device-reset", { kind: "device-reset" }],
    [
      "message slot=0 address=0xfee01004 data=0x40 fate=delivered",
      {
        kind: "message",
        slot: 0,
        pair: { address: 0xfee01004n, data: 0x40 },
        fate: "delivered",
      },
    ],
    [
      "message slot=0 other fate=a-memory-write",
      { kind: "message", slot: 0, pair: null, fate: "a-memory-write" },
    ],
    [
      "memory slot=0 address=0xfee00000 data=0x21",
      { kind: "memory", slot: 0, address: 0xfee00000n, data: 0x21 },
    ],
    [
      "read address=0x80000 size=4 value=0x0",
      { kind: "read", address: 0x80000, size: 4, value: 0n },
    ],
    ["give-up slot=2", { kind: "give-up", slot: 2 }],
    ["  window   position=B  ", { kind: "window", position: "B" }],
  ])("is read: %s", (text, expected) => {
    expect(directive(text)).toEqual(expected);
  });

  it.each([
    ["frobnicate", "'frobnicate' is none of capability, trap, eight-byte, host, machine-reset"],
    ["", "'' is none of"],
    ["toString", "'toString' is none of"],
    ["host address=0xfee01004", "host: data=... is missing"],
    ["host address=0x1fee01004 data=1", "address=0x1fee01004 is no hexadecimal number of 32 bits"],
    ["host address=1 data=65537", "data=65537 is no hexadecimal number of 16 bits"],
    ["host address=1 data=1 vectors=0x4", "vectors=0x4 is no decimal number of 8 bits"],
    ["host address=1 data=1 vectors=256", "vectors=256 is no decimal number of 8 bits"],
    ["host address=1 data=1 colour=red", "host: 'colour' is not known here"],
    ["host none address=1", "host: 'address' is not known here"],
    ["host address=1 address=2 data=1", "host: 'address' is there twice"],
    ["host address=1 data=1 order=middle", "order is little or big, not 'middle'"],
    ["capability offset=0x52 layout=32-bit", "offset is not a multiple of 4"],
    ["machine-reset now", "machine-reset: 'now' is not known here"],
    ["eight-byte", "whole-only or divisible is expected"],
    ["give-up slot=3", "slot is 0 or 1 or 2, not '3'"],
    [
      "memory slot=0 address=there data=1",
      "memory: address=there is no hexadecimal number of 64 bits",
    ],
    ["read address=0 size=4 value=0x10000000000000000", "is no hexadecimal number of 64 bits"],
  ])("is refused with what was expected: %s", (text, problem) => {
    const found = parseLine(`# quirkcheck: ${text}`);
    expect(found).toMatchObject({ kind: "unreadable" });
    expect(found).toHaveProperty("problem", expect.stringContaining(problem));
  });

  it.each(["# a comment", "#quirkcheck: host none", "# quirkcheck"])(
    "is only what begins so: not %s",
    (text) => expect(parseLine(text)).toBeUndefined(),
  );
});
