/** The number that stands for each role, and back: worked out by hand from the pairs that values.ts chooses. */
import { describe, expect, it } from "vitest";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import {
  concrete,
  type GuestValue,
  isHostData,
  isHostValue,
  roleInRegister,
  roleOfGuestValue,
  roleOfHigh,
  roleOfReplacement,
  sourcePair,
  vectorOf,
  viewOf,
} from "../../model/world/values.js";

const stateWith = (state: Partial<WorldState>) => ({ ...USUAL_STATE, ...state }) as WorldState;
const PROGRAMMED = stateWith({ pair: "programmed" });
const GRANTED = stateWith({ msi: "enabled", pair: "programmed", grant: "asked" });
const FOUR = 4;

describe("the number of a value", () => {
  it.each([
    ["address", 0xfee00000n],
    ["old-address", 0xfee02000n],
    ["foreign-address", 0xfee04000n],
    ["data+0", 0x4000n],
    ["data+3", 0x4003n],
    ["old-data", 0x4200n],
    ["foreign-data", 0x4400n],
    ["high-word", 0n],
    ["pair-address", 0xfee01004n],
    ["pair-high", 0n],
    ["pair-data+0", 0x4800n],
    ["pair-data+3", 0x4803n],
    ["zero", 0n],
    ["other", 0x5a5a5a40n],
  ] as const)("%s is as the pairs are chosen", (value, number) => {
    expect(concrete(value, PROGRAMMED)).toBe(number);
  });

  it("follows what is chosen at the start", () => {
    const chosen = { guestBase: "unaligned", hostBase: "unaligned", hostHigh: "set" } as const;
    const state = stateWith({ pair: "programmed", guestHigh: "unaligned", ...chosen });
    expect(concrete("data+1", state)).toBe(0x4002n);
    expect(concrete("pair-data+1", state)).toBe(0x4802n);
    expect(concrete("high-word", state)).toBe(1n);
    expect(concrete("high-word", { ...state, guestHigh: "aligned" })).toBe(0x40n);
    expect(concrete("high-word", { ...state, guestHigh: "low-half-zero" })).toBe(0x10000n);
    expect(concrete("pair-high", state)).toBe(0x300n);
  });

  it("of a capability never programmed is 0 and the offset, whatever was chosen", () => {
    const state = stateWith({ guestHigh: "unaligned", guestBase: "unaligned" });
    expect(concrete("address", state)).toBe(0n);
    expect(concrete("high-word", state)).toBe(0n);
    expect(concrete("data+3", state)).toBe(3n);
  });

  it("differs from every other, so that each names one role", () => {
    const state = stateWith({ pair: "programmed", guestHigh: "unaligned", hostHigh: "set" });
    const values: readonly GuestValue[] = [
      ...(["address", "old-address", "foreign-address", "high-word", "zero", "other"] as const),
      ...(["data+0", "data+1", "old-data", "foreign-data"] as const),
      ...(["pair-address", "pair-high", "pair-data+0", "pair-data+1"] as const),
    ];
    const { addressLow, data } = sourcePair(state);
    const numbers = [...values.map((value) => concrete(value, state)), BigInt(addressLow)];
    expect(new Set([...numbers, BigInt(data)]).size).toBe(values.length + 2);
  });
});

describe("the vector of a value", () => {
  it("is that of data, the guest's own or the host's", () => {
    expect(vectorOf("data+3")).toBe(3);
    expect(vectorOf("pair-data+12")).toBe(12);
    for (const value of ["address", "old-data", "foreign-data", "zero"] as const) {
      expect(vectorOf(value)).toBeUndefined();
    }
  });
});

describe("what the guest means by a value", () => {
  it.each([
    ["address", { kind: "guest-address" }],
    ["old-address", { kind: "guest-address" }],
    ["foreign-address", { kind: "guest-address" }],
    ["pair-address", { kind: "guest-address" }],
    ["data+1", { kind: "guest-data", vector: 1 }],
    ["pair-data+1", { kind: "guest-data", vector: 1 }],
    ["old-data", { kind: "guest-data", vector: 0 }],
    ["foreign-data", { kind: "foreign-data" }],
    ["high-word", { kind: "other", value: 0n }],
    ["zero", { kind: "other", value: 0n }],
    ["other", { kind: "other", value: 0x5a5a5a40n }],
  ] as const)("%s, whatever number the capability makes of it", (value, role) => {
    for (const state of [PROGRAMMED, USUAL_STATE as WorldState]) {
      expect(roleOfGuestValue(value, state)).toEqual(role);
    }
  });

  it("is nobody's once it arrives, if it is 0", () => {
    expect(roleInRegister("address", USUAL_STATE)).toEqual({ kind: "other", value: 0n });
    expect(roleInRegister("address", PROGRAMMED)).toEqual({ kind: "guest-address" });
  });
});

describe("whose value a quirk wrote", () => {
  const wrote = (value: number, state: WorldState = GRANTED) =>
    roleOfReplacement(BigInt(value), state, FOUR);
  const nobodys = (value: number) => ({ kind: "other", value: BigInt(value) });

  it("is the host's address, or its data for a vector of the grant", () => {
    expect(wrote(0xfee01004)).toEqual({ kind: "host-address" });
    for (const vector of [0, 1, 2, 3]) {
      expect(wrote(0x4800 + vector)).toEqual({ kind: "host-data", vector });
    }
  });

  it("is nobody's beside these, beyond the grant, and where nothing is granted", () => {
    for (const value of [0, 0xfee01005, 0x47ff, 0x4804])
      expect(wrote(value)).toEqual(nobodys(value));
    expect(wrote(0x4801, stateWith({ ...GRANTED, grant: "one" }))).toEqual(nobodys(0x4801));
    for (const value of [0xfee01004, 0x4800]) {
      expect(wrote(value, PROGRAMMED)).toEqual(nobodys(value));
    }
  });

  it("has the vector in place of the base's low bits, so many as the grant has", () => {
    const state = stateWith({ ...GRANTED, hostBase: "unaligned" });
    expect(wrote(0x4800, state)).toEqual({ kind: "host-data", vector: 0 });
    expect(wrote(0x4803, state)).toEqual({ kind: "host-data", vector: 3 });
    expect(wrote(0x4804, state)).toEqual(nobodys(0x4804));
    const one = stateWith({ ...state, grant: "one" });
    expect(wrote(0x4801, one)).toEqual({ kind: "host-data", vector: 0 });
    expect(wrote(0x4800, one)).toEqual(nobodys(0x4800));
  });

  it("of a pair for one source is that, whatever the capability's grant is", () => {
    for (const state of [GRANTED, PROGRAMMED]) {
      const { addressLow, addressHigh, data } = sourcePair(state);
      expect(addressHigh).toBe(0);
      expect(wrote(addressLow, state)).toEqual({ kind: "host-address" });
      expect(wrote(data, state)).toEqual({ kind: "source-data" });
    }
    expect(sourcePair(stateWith({ hostHigh: "set" })).addressHigh).toBe(0x300);
  });

  it("in a high register is the host's, if its address has a high half", () => {
    const set = stateWith({ hostHigh: "set" });
    expect(roleOfHigh(0x300n, set)).toEqual({ kind: "host-high" });
    expect(roleOfHigh(0x301n, set)).toEqual(nobodys(0x301));
    expect(roleOfHigh(0x300n, USUAL_STATE)).toEqual(nobodys(0x300));
  });
});

it("values that only the host has are 256 from its base data, and from its high half, on", () => {
  const among = (test: (value: bigint) => boolean, values: readonly bigint[]) =>
    values.filter(test);
  const data = [0x47ffn, 0x4800n, 0x48ffn, 0x4900n];
  const high = [0x2ffn, 0x300n, 0x3ffn, 0x400n];
  expect(among(isHostData, [...data, ...high])).toEqual([0x4800n, 0x48ffn]);
  expect(among(isHostValue, [...data, ...high])).toEqual([0x4800n, 0x48ffn, 0x300n, 0x3ffn]);
});

describe("what a quirk sees of the physical registers", () => {
  const seen = (state: Partial<WorldState>, readFails = false) =>
    viewOf(stateWith({ ...GRANTED, ...state }), FOUR, readFails);

  it("is the host's pair: the word at +8 by the layout, two bytes of it", () => {
    expect(seen({}).physical).toEqual({ addressLow: 0xfee01004, word8: 0x4800 });
    const above = { capability: "64-bit", hostHigh: "set" } as const;
    expect(seen(above).physical).toEqual({ addressLow: 0xfee01004, word8: 0x300 });
    expect(seen(above)).toMatchObject({ physicalHigh: 0x300, physicalData: 0x4800 });
    expect(seen({})).toMatchObject({ physicalHigh: 0, physicalData: 0x4800 });
  });

  it("comes on a big-endian host byte by byte in reverse, in the first bytes of four", () => {
    const big = seen({ byteOrder: "big", capability: "64-bit", hostHigh: "set" });
    expect(big.physical).toEqual({ addressLow: 0x0410e0fe, word8: 0x00030000 });
    expect(big.physicalData).toBe(0x00480000);
    expect(big.physicalHigh).toBe(0x00030000);
    expect(seen({ byteOrder: "big" }).physical.word8).toBe(0x00480000);
    expect(big.hostPair).toEqual({ addressLow: 0xfee01004, addressHigh: 0x300, data: 0x4800 });
  });

  it("is 0 where reading fails, and where nothing is granted", () => {
    const nothing = { addressLow: 0, addressHigh: 0, data: 0 };
    expect(seen({ hostHigh: "set" }, true).hostPair).toEqual(nothing);
    expect(seen({ hostHigh: "set", grant: "none" }).hostPair).toEqual(nothing);
  });

  it("has the window, the grant and the guest's data beside it", () => {
    expect(seen({ window: "B", grant: "one" })).toMatchObject({
      window: "B",
      vectorsGranted: 1,
      vectorsAllocated: 4,
      guestData: 0x4000,
      readFails: false,
    });
    expect(seen({}, true).readFails).toBe(true);
  });
});
