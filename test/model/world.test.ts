import { describe, expect, it } from "vitest";
import { handlerView } from "../../model/quirks/as-posted/handler.js";
import type { WorldAction } from "../../model/world/action.js";
import { fateOf } from "../../model/world/device.js";
import { placeOf, registerAt } from "../../model/world/registers.js";
import { DOMAINS, SLOTS, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { capabilityOf, roleInRegister, VIEW_READS, viewOf } from "../../model/world/values.js";
import { createWorld } from "../../model/world/world.js";
import { perMutant } from "../mutation/per-mutant.js";

const world = perMutant(() => createWorld({ asked: 2, offsets: [0, 1, 2], order: 1 }));

/** Every state over some components, the others as usual. */
function statesOver(names: readonly (keyof typeof DOMAINS)[]): readonly WorldState[] {
  let states: readonly WorldState[] = [USUAL_STATE];
  for (const name of names) {
    states = states.flatMap((state) => DOMAINS[name].map((value) => ({ ...state, [name]: value })));
  }
  return states;
}

const fate = (state: Partial<WorldState>) =>
  fateOf({ ...USUAL_STATE, msi: "enabled", slot0: "programmed", vector: "yes", ...state });

describe("what the world's quirk sees", () => {
  it("is what the handler sees of a capability programmed by config writes", () => {
    const differing = [1, 2, 16].flatMap((asked) =>
      statesOver(VIEW_READS).filter((state) => {
        const view = viewOf(state, asked, false);
        const { physical, ...handlers } = handlerView(capabilityOf(state, asked), view.physical);
        const fields = Object.entries(handlers) as [keyof typeof handlers, unknown][];
        return fields.some(([field, value]) => view[field] !== value);
      }),
    );
    expect(differing).toEqual([]);
  });

  it("is 0 of the physical registers where reading fails or nothing was granted", () => {
    const granted = { ...USUAL_STATE, msi: "enabled", grant: "asked" } as const;
    expect(viewOf(granted, 2, true).physical).toEqual({ addressLow: 0, word8: 0 });
    expect(viewOf(USUAL_STATE, 2, false).physical).toEqual({ addressLow: 0, word8: 0 });
    expect(viewOf(granted, 2, false).physical.addressLow).not.toBe(0);
  });
});

describe("whose value it is that reaches a register", () => {
  const unprogrammed = USUAL_STATE;
  const programmed = { ...USUAL_STATE, pair: "programmed", capability: "64-bit" } as const;

  it("0 read from a capability that was never programmed is nobody's: no message to it is the guest's", () => {
    for (const value of ["address", "data+0", "high-word"] as const) {
      expect(roleInRegister(value, unprogrammed)).toEqual({ kind: "other", value: 0n });
    }
    expect(roleInRegister("address", programmed)).toEqual({ kind: "guest-address" });
    expect(roleInRegister("data+0", programmed)).toEqual({ kind: "guest-data", vector: 0 });
    expect(roleInRegister("data+1", unprogrammed)).toEqual({ kind: "guest-data", vector: 1 });
  });

  it("the high word of a guest address above 4 GiB is the guest's, once the capability holds it", () => {
    const above = { ...programmed, guestHigh: "unaligned" } as const;
    expect(roleInRegister("high-word", above)).toEqual({ kind: "guest-high" });
    expect(roleInRegister("high-word", { ...above, pair: "zero" })).toEqual({
      kind: "other",
      value: 0n,
    });
  });
});

/** The outcomes of the move of that name that are such actions. */
function changesOf(name: string, state: object, isIt: (action: WorldAction) => boolean) {
  const move = world().moves.find((known) => known.name === name);
  const outcomes = move?.outcomes({ ...USUAL_STATE, ...state } as WorldState) ?? [];
  return outcomes.filter(({ action }) => isIt(action));
}

/** A plain write of that value alone. */
const writes = (value: string) => (action: WorldAction) =>
  action.kind === "write" &&
  action.delivery === "plain" &&
  action.pieces.length === 1 &&
  action.pieces[0]?.value === value;

describe("the moves", () => {
  it("programming the capability for the first time is a change for a slot in progress", () => {
    const needs = (slot0: WorldState["slot0"]) =>
      changesOf("capability pair", { slot0 }, ({ kind }) => kind === "program-pair").map(
        (outcome) => outcome.needs,
      );
    expect(needs("none")).toEqual([[]]);
    expect(needs("in-progress")).toEqual([["stable-guest-pair"]]);
    expect(needs("interrupted")).toEqual([["stable-guest-pair"]]);
  });

  it("a slot programmed from an unprogrammed capability with MSI disabled holds address 0", () => {
    const [plain] = changesOf("slot0 address", {}, writes("address"));
    expect(plain?.changes).toMatchObject({ low: "zero", lowFaithful: "yes" });
    expect(plain?.violates).toEqual([]);
  });

  it("data replaced by the same number is still the guest's: a register cannot tell", () => {
    // Never programmed, nothing granted: the physical data is 0, and 0 + 1 takes the place of 1.
    const waiting = { msi: "enabled", slot0: "in-progress", "own.cookie": "2" } as const;
    const [plain] = changesOf("slot0 data", waiting, writes("data+1"));
    expect(plain?.arrivals?.[0]?.branch).toBe("replace-data");
    expect(plain?.changes).toMatchObject({ data: "guest", dataFaithful: "yes" });
    expect(plain?.violates).toContain("guest-data-contained");
  });

  it("0 in the place of 0 leaves a register as the guest wrote it", () => {
    const state = { capability: "64-bit", msi: "enabled", pair: "programmed" } as const;
    const waiting = { ...state, grant: "asked", window: "B", "own.cookie": "2" } as const;
    const [plain] = changesOf("ordinary word 2", waiting, writes("zero"));
    expect(plain?.arrivals?.[0]?.branch).toBe("replace-data");
    expect(plain?.changes).toMatchObject({ ordinary: "zero", ordinaryFaithful: "yes" });
  });
});

describe("the register map", () => {
  it("gives each slot three registers of its own under its window position", () => {
    for (const slot of SLOTS) {
      const { window, address, data } = placeOf(slot, USUAL_STATE);
      const state = { ...USUAL_STATE, window };
      expect(registerAt(address, state)).toEqual({ kind: "address", slot });
      expect(registerAt(address + 1, state)).toEqual({ kind: "high", slot });
      expect(registerAt(data, state)).toEqual({ kind: "data", slot });
    }
  });

  it("shares the offset of slot 0's data with an ordinary register of the other position", () => {
    expect(registerAt(2, { ...USUAL_STATE, window: "B" })).toEqual({ kind: "ordinary" });
  });
});

/** The table of system behaviour, row by row: address, data, with remapping, without. */
describe("what becomes of a message", () => {
  const off = { remapping: "off" } as const;

  it("host address, host word of its vector: delivered, remapping or not", () => {
    expect(fate({ low: "host", data: "word" })).toBe("delivered");
    expect(fate({ low: "host", data: "word", ...off })).toBe("delivered");
  });

  it("host address, anything else: not delivered as asked; without remapping a stranger's", () => {
    for (const data of ["guest", "wrong-word", "stale", "zero", "other"] as const) {
      expect(fate({ low: "host", data })).toBe("not delivered as asked");
      expect(fate({ low: "host", data, ...off })).toBe("accepted by a stranger");
    }
  });

  it("stale or guest address: not delivered as asked; without remapping a stranger's", () => {
    for (const low of ["stale", "guest"] as const) {
      expect(fate({ low, data: "word" })).toBe("not delivered as asked");
      expect(fate({ low, data: "word", ...off })).toBe("accepted by a stranger");
    }
  });

  it("halves that do not belong together, zero, or a guest of another architecture: memory", () => {
    expect(fate({ low: "host", high: "guest", data: "word" })).toBe("a memory write");
    expect(fate({ low: "host", hostHigh: "set", data: "word" })).toBe("a memory write");
    expect(fate({ low: "zero", data: "word", ...off })).toBe("a memory write");
    expect(fate({ low: "other", data: "word", ...off })).toBe("a memory write");
    expect(fate({ low: "guest", architecture: "other", ...off })).toBe("a memory write");
  });
});
