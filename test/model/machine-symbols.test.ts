import { describe, expect, it } from "vitest";
import { resetMsiCapability } from "../../model/qemu/msi-capability.js";
import { allEvents, eventText } from "../../model/quirks/as-posted/events.js";
import {
  allocationChoices,
  concreteWrite,
  HOST_PAIR,
  isPairProgrammed,
  kindOf,
  offsetOf,
  programmedCapability,
  REGISTERS,
  roleOf,
  slotOf,
  vectorOffsetOf,
  type WrittenValue,
  writtenValues,
} from "../../model/quirks/as-posted/symbols.js";

const PROGRAMMED = programmedCapability(4, true);
const RESET = resetMsiCapability(PROGRAMMED);

describe("registers", () => {
  it("lie side by side: two slots of address, high and data, then an ordinary one", () => {
    expect(REGISTERS.map((r) => [r, offsetOf(r), kindOf(r), slotOf(r)])).toEqual([
      ["slot0.address", 0, "address", 0],
      ["slot0.high", 4, "high", 0],
      ["slot0.data", 8, "data", 0],
      ["slot1.address", 12, "address", 1],
      ["slot1.high", 16, "high", 1],
      ["slot1.data", 20, "data", 1],
      ["ordinary", 24, "ordinary", undefined],
    ]);
  });

  it("the data register of a slot is 8 bytes above its address register, and no other slot's", () => {
    expect(offsetOf("slot0.address") + 8).toBe(offsetOf("slot0.data"));
    expect(offsetOf("slot1.address") + 8).toBe(offsetOf("slot1.data"));
  });
});

describe("values", () => {
  it.each<[WrittenValue, bigint, bigint]>([
    // programmed, after a machine reset
    ["guest-address", 0xfee00000n, 0n],
    ["guest-data+0", 0x4020n, 0n],
    ["guest-data+1", 0x4021n, 1n],
    ["guest-data+31", 0x403fn, 31n],
    ["guest-data-high-bits", 0x14020n, 0x10000n],
    ["zero", 0n, 0n],
    ["other", 0x5a5a5a5an, 0x5a5a5a5an],
  ])("%s is %s once the pair is programmed, %s after a machine reset", (value, one, two) => {
    expect(concreteWrite(PROGRAMMED, "slot1.high", value)).toEqual({
      offset: 16,
      size: 4,
      value: one,
    });
    expect(concreteWrite(RESET, "ordinary", value)).toEqual({ offset: 24, size: 4, value: two });
  });

  it("are 1 address, one datum for each vector used, high bits, zero and another", () => {
    for (let used = 1; used <= 32; used++) {
      const values = writtenValues(used);
      expect(new Set(values).size).toBe(used + 4);
      const vectors = values.map(vectorOffsetOf).filter((k) => k !== undefined);
      expect(vectors).toEqual(Array.from({ length: used }, (_, k) => k));
    }
  });

  it("are different values, also from the host's, while the pair is programmed", () => {
    const guest = writtenValues(32).map((v) => concreteWrite(PROGRAMMED, "ordinary", v).value);
    const host = Array.from({ length: 32 }, (_, k) => BigInt(HOST_PAIR.word8 + k));
    const all = [...guest, ...host, BigInt(HOST_PAIR.addressLow)];
    expect(new Set(all).size).toBe(36 + 32 + 1);
  });

  it("the base data of guest and host have their low 5 bits 0: aligned for every allocation", () => {
    expect(concreteWrite(PROGRAMMED, "ordinary", "guest-data+0").value % 32n).toBe(0n);
    expect(HOST_PAIR.word8 % 32).toBe(0);
  });
});

describe("roles", () => {
  const other = (value: bigint) => ({ kind: "other", value });

  it.each([
    [0xfee00000n, { kind: "guest-address" }],
    [0xfee01004n, { kind: "host-address" }],
    [0x401fn, other(0x401fn)],
    [0x4020n, { kind: "guest-data", vector: 0 }],
    [0x403fn, { kind: "guest-data", vector: 31 }],
    [0x4040n, other(0x4040n)],
    [0x413fn, other(0x413fn)],
    [0x4140n, { kind: "host-data", vector: 0 }],
    [0x415fn, { kind: "host-data", vector: 31 }],
    [0x4160n, other(0x4160n)],
    [0x14020n, other(0x14020n)],
    [0n, other(0n)],
    [0x5a5a5a5an, other(0x5a5a5a5an)],
  ])("with the pair programmed the value %s has the role %o", (value, role) => {
    expect(roleOf(PROGRAMMED, value)).toEqual(role);
  });

  it.each([
    [0n, { kind: "guest-address" }],
    [1n, { kind: "guest-data", vector: 1 }],
    [0x4020n, other(0x4020n)],
    [0xfee00000n, other(0xfee00000n)],
    [0xfee01004n, { kind: "host-address" }],
    [0x4141n, { kind: "host-data", vector: 1 }],
  ])("after a machine reset the value %s has the role %o", (value, role) => {
    expect(roleOf(RESET, value)).toEqual(role);
  });

  it("the pair counts as programmed from its programming until a machine reset", () => {
    expect(isPairProgrammed(PROGRAMMED)).toBe(true);
    expect(isPairProgrammed(RESET)).toBe(false);
  });
});

describe("events", () => {
  it("a run changes between its own allocation and another", () => {
    expect([1, 2, 3, 5, 9, 17, 32].map(allocationChoices)).toEqual([
      [1, 2],
      [1, 2],
      [1, 4],
      [1, 8],
      [1, 16],
      [1, 32],
      [1, 32],
    ]);
  });

  it("with one vector there are 7 registers times 5 values and 7 more, each with its own text", () => {
    const texts = allEvents(1).map(eventText);
    expect(new Set(texts).size).toBe(7 * 5 + 7);
    expect(texts.slice(0, 6)).toEqual([
      "slot0.address=guest-address",
      "slot0.address=guest-data+0",
      "slot0.address=guest-data-high-bits",
      "slot0.address=zero",
      "slot0.address=other",
      "slot0.high=guest-address",
    ]);
    expect(texts.slice(35)).toEqual([
      "enable-msi",
      "disable-msi",
      "set-vectors=1",
      "set-vectors=2",
      "program-pair",
      "device-reset",
      "machine-reset",
    ]);
  });
});
