/** Whose pair a guest writes, and whose it is where nothing replaces it, by the terms of each kind of design. */
import { describe, expect, it } from "vitest";
import type { Role } from "../../model/invariants.js";
import {
  addressValues,
  COPIED_PAIR,
  dataValues,
  highValue,
  pairReads,
  passedRole,
} from "../../model/world/pairs.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import type { GuestValue } from "../../model/world/values.js";

const termsWith = (pairs: Terms["pairs"]) => ({ ...USUAL_TERMS, pairs });
const stateWith = (state: Partial<WorldState>) => ({ ...USUAL_STATE, ...state }) as WorldState;
const ONE = stateWith({ pairs: "one" });
const SEVERAL = stateWith({ pairs: "several" });

const addresses = (state: WorldState, pairs: Terms["pairs"]) =>
  addressValues(state, termsWith(pairs));
const data = (state: WorldState, pairs: Terms["pairs"]) =>
  dataValues(state, termsWith(pairs), [0, 2]);

describe("a guest with pairs of its own", () => {
  it("writes the capability's pair; another domain's breaks an assumption", () => {
    expect(addresses(ONE, "capability")).toEqual([
      ["address", []],
      ["foreign-address", ["pairs-from-capability"]],
    ]);
    expect(data(ONE, "capability")).toEqual([
      ["data+0", []],
      ["data+2", []],
      ["foreign-data", ["pairs-from-capability"]],
    ]);
  });

  it("may write the pair it had before, once the capability has held several", () => {
    expect(addresses(SEVERAL, "capability")).toContainEqual(["old-address", ["stable-guest-pair"]]);
    expect(data(SEVERAL, "capability")).toContainEqual(["old-data", ["stable-guest-pair"]]);
  });
});

describe("a guest whose driver has the host's pair copied into it", () => {
  it("writes that pair, whatever the capability has held", () => {
    for (const state of [ONE, SEVERAL]) {
      expect(addresses(state, "copied")).toEqual([
        ["pair-address", []],
        ["foreign-address", ["pairs-from-capability"]],
      ]);
      expect(data(state, "copied")).toEqual([
        ["pair-data+0", []],
        ["pair-data+2", []],
        ["foreign-data", ["pairs-from-capability"]],
      ]);
    }
  });
});

describe("a guest whose own pairs the hardware takes for this device's", () => {
  it("writes the granted pair, or the one it had before; of foreign ones there are none", () => {
    expect(addresses(ONE, "granted")).toEqual([["pair-address", []]]);
    expect(data(ONE, "granted")).toEqual([
      ["pair-data+0", []],
      ["pair-data+2", []],
    ]);
    expect(addresses(SEVERAL, "granted")).toEqual([
      ["pair-address", []],
      ["old-address", ["stable-guest-pair"]],
    ]);
    expect(data(SEVERAL, "granted").at(-1)).toEqual(["old-data", ["stable-guest-pair"]]);
  });
});

describe("a guest that asks the host for a pair", () => {
  it("writes it, or the capability's if its driver is no paravirtual one", () => {
    for (const state of [ONE, SEVERAL]) {
      expect(addresses(state, "asked for")).toEqual([
        ["pair-address", []],
        ["address", ["paravirtual-driver"]],
      ]);
      expect(data(state, "asked for")).toEqual([
        ["pair-data+0", []],
        ["pair-data+2", []],
        ["data+0", ["paravirtual-driver"]],
        ["data+2", ["paravirtual-driver"]],
      ]);
    }
  });
});

it("the high word is of the same pair as the address", () => {
  expect(highValue(termsWith("capability"))).toBe("high-word");
  for (const pairs of ["copied", "granted", "asked for"] as const) {
    expect(highValue(termsWith(pairs))).toBe("pair-high");
  }
});

it("whose a pair is depends on what grants it", () => {
  expect(pairReads(termsWith("capability"))).toEqual([]);
  expect(pairReads(termsWith("copied"))).toEqual([]);
  expect(pairReads(termsWith("granted"))).toEqual(["quirk", "remapping", "architecture"]);
  expect(pairReads(termsWith("asked for"))).toEqual(["quirk"]);
});

/** Stands for whatever the guest meant. */
const WRITTEN: Role = { kind: "guest-high" };
const ZERO: Role = { kind: "other", value: 0n };
const IN_PLACE = { msi: "enabled", pair: "programmed", grant: "asked" } as const;

function arrives(
  value: GuestValue,
  pairs: Terms["pairs"],
  { refused = false, ...state }: Partial<WorldState> & { readonly refused?: boolean } = {},
): Role {
  const around = { terms: termsWith(pairs), asked: 2, refused };
  return passedRole(value, WRITTEN, stateWith({ ...IN_PLACE, ...state }), around);
}

describe("a value that nothing replaces", () => {
  it("is what the guest wrote, if it is of no pair of the host's", () => {
    for (const pairs of ["capability", "copied", "asked for"] as const) {
      for (const value of ["address", "data+0", "old-address", "old-data", "zero"] as const) {
        expect(arrives(value, pairs)).toBe(WRITTEN);
      }
    }
    for (const value of ["address", "data+0", "zero"] as const) {
      expect(arrives(value, "granted")).toBe(WRITTEN);
    }
  });

  it("of a granted pair given up is one that the host had", () => {
    for (const value of ["old-address", "old-data"] as const) {
      expect(arrives(value, "granted")).toEqual({ kind: "stale-host" });
    }
  });
});

describe.each(["granted", "asked for"] as const)("a pair that is %s", (pairs) => {
  it("is the host's", () => {
    expect(arrives("pair-address", pairs)).toEqual({ kind: "host-address" });
    expect(arrives("pair-data+0", pairs)).toEqual({ kind: "host-data", vector: 0 });
    expect(arrives("pair-data+1", pairs)).toEqual({ kind: "host-data", vector: 1 });
    expect(arrives("pair-high", pairs)).toEqual(ZERO);
    expect(arrives("pair-high", pairs, { hostHigh: "set" })).toEqual({ kind: "host-high" });
  });

  it("is the guest's where it was refused, or where nothing grants it", () => {
    for (const value of ["pair-address", "pair-data+1", "pair-high"] as const) {
      expect(arrives(value, pairs, { refused: true })).toBe(WRITTEN);
      expect(arrives(value, pairs, { quirk: "absent" })).toBe(WRITTEN);
    }
  });
});

it("only what the hardware grants depends on remapping and on its architecture", () => {
  for (const without of [{ remapping: "off" }, { architecture: "other" }] as const) {
    expect(arrives("pair-address", "granted", without)).toBe(WRITTEN);
    expect(arrives("pair-address", "asked for", without)).toEqual({ kind: "host-address" });
  }
});

describe("a copied pair", () => {
  it("is the host's while the host has it, for the vectors of its grant", () => {
    expect(arrives("pair-address", "copied")).toEqual({ kind: "host-address" });
    expect(arrives("pair-data+1", "copied")).toEqual({ kind: "host-data", vector: 1 });
    expect(arrives("pair-data+1", "copied", { grant: "one" })).toEqual({
      kind: "other",
      value: 0x4801n,
    });
  });

  it("is one that the host had, where nothing is granted or another pair is", () => {
    for (const gone of [{ grant: "none" }, { [COPIED_PAIR]: "old" }] as const) {
      for (const value of ["pair-address", "pair-data+0"] as const) {
        expect(arrives(value, "copied", gone)).toEqual({ kind: "stale-host" });
      }
    }
  });

  it("has the same high half for ever, and needs no quirk", () => {
    expect(arrives("pair-high", "copied", { grant: "none" })).toEqual(ZERO);
    expect(arrives("pair-high", "copied", { hostHigh: "set" })).toEqual({ kind: "host-high" });
    expect(arrives("pair-address", "copied", { quirk: "absent", refused: true })).toEqual({
      kind: "host-address",
    });
  });
});
