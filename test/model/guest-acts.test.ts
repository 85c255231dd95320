/**
 * What each named guest does and does not do, act by act, from what its sources say (model/world/guests/), and
 * what a world restricted to a driver keeps, by a toy of one. Acts are made by hand: no world is made here.
 */
import { describe, expect, it } from "vitest";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { NAMED_GUESTS, offsetsOf, restrictedTo } from "../../model/world/guests/index.js";
import type { GuestAct, NamedGuest } from "../../model/world/guests/named-guest.js";
import type { Move, WorldOutcome } from "../../model/world/move.js";
import { SLOTS, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import type { World } from "../../model/world/world.js";

const LINUX = ["linux-1", "linux-16", "linux-32"] as const;

function guestCalled(name: string): NamedGuest {
  const guest = NAMED_GUESTS.find((it) => it.name === name);
  if (guest === undefined) throw new Error(`no guest ${name}`);
  return guest;
}

const stateWith = (state: Partial<WorldState>) => ({ ...USUAL_STATE, ...state }) as WorldState;
const ENABLED = stateWith({ msi: "enabled" });

const moveOf = (move: Partial<Move>): Move => ({
  name: "any",
  actor: "guest",
  reads: [],
  outcomes: () => [],
  ...move,
});

const outcomeOf = (outcome: Partial<WorldOutcome> = {}): WorldOutcome => ({
  label: "any",
  changes: {},
  needs: [],
  violates: [],
  concerns: [],
  ...outcome,
});

const writing = (...values: NonNullable<WorldOutcome["values"]>) => outcomeOf({ values });

/** Whether a named guest acts so; without more said, MSI is enabled and no slot is programmed. */
function acts(name: string, move: Partial<Move>, act: Partial<Omit<GuestAct, "move">> = {}) {
  const { state = ENABLED, outcome = outcomeOf() } = act;
  return guestCalled(name).makes({ move: moveOf(move), state, outcome });
}

const ADDRESS = { slot: "slot0", register: "address" } as const;
const HIGH = { slot: "slot0", register: "high" } as const;
const DATA = { slot: "slot0", register: "data" } as const;
const PAST = outcomeOf({ values: ["address"], needs: ["slots-in-window"], untrapped: true });

describe("the named guests", () => {
  it("are in the order of the help text, each with the vectors it allocates", () => {
    // Linux pcic.c ath11k_msi_config: 16 for QCN9074, 32 for WCN6855, or one (pci.c). MHI's three are 4 in MSI.
    expect(NAMED_GUESTS.map(({ name, allocated }) => [name, allocated])).toEqual([
      ["linux-1", 1],
      ["linux-16", 16],
      ["linux-32", 32],
      ["windows-16", 16],
      ["own-domain", 4],
    ]);
  });

  it("break the assumptions that their drivers are known to break", () => {
    const breaches = NAMED_GUESTS.map(({ breaches }) => breaches.map((it) => it.assumption));
    expect(breaches).toEqual([
      ["reset-before-reenable", "mmio-programming"],
      // It never suspends, and its rings are in a static window.
      ["mmio-programming", "slots-in-window"],
      ["reset-before-reenable", "mmio-programming"],
      [],
      ["pairs-from-capability"],
    ]);
  });

  it("look at whether MSI is on, but for the one that does anything", () => {
    const reads = NAMED_GUESTS.map((guest) => guest.reads);
    expect(reads).toEqual([["msi"], ["msi"], ["msi"], [], ["msi"]]);
  });

  it("write no vector of the capability in a domain of their own, all of them where nothing is known", () => {
    expect(guestCalled("own-domain").offsets).toEqual([]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    expect(guestCalled("windows-16").offsets).toEqual(all);
  });

  it("have a world with their offsets and the first beyond their allocation", () => {
    expect(offsetsOf(guestCalled("linux-1"))).toEqual([0, 1]);
    expect(offsetsOf(guestCalled("own-domain"))).toEqual([4]);
    expect(offsetsOf({ ...guestCalled("linux-16"), offsets: [3, 5] })).toEqual([3, 5, 16]);
  });
});

describe.each([...LINUX, "own-domain"])("%s, as Linux,", (name) => {
  it("writes 4 bytes at a time, to any register", () => {
    const programming = stateWith({ msi: "enabled", slot0: "in-progress", quirk: "absent" });
    for (const move of [ADDRESS, HIGH, DATA, {}]) {
      const written = (...values: NonNullable<WorldOutcome["values"]>) =>
        acts(name, move, { state: programming, outcome: writing(...values) });
      expect(written("foreign-address")).toBe(true);
      expect(written("foreign-address", "foreign-data")).toBe(false);
    }
  });

  it.each(SLOTS)("writes the high register of %s after its address and before its data", (slot) => {
    const high = (phase: WorldState["slot0"]) =>
      acts(name, { slot, register: "high" }, { state: stateWith({ [slot]: phase }) });
    expect(high("none")).toBe(false);
    expect(high("in-progress")).toBe(true);
    expect(high("interrupted")).toBe(true);
    expect(high("programmed")).toBe(false);
  });

  it("is not asked about the phase of a slot for a high register that is no slot's", () => {
    expect(acts(name, { register: "high" })).toBe(true);
  });

  it("resets the device in power_up and power_down, where MSI is off, programmed or not", () => {
    const reset = (state: Partial<WorldState>) =>
      acts(name, { name: "device reset" }, { state: stateWith(state) });
    expect(reset({ msi: "disabled" })).toBe(true);
    expect(reset({ msi: "disabled", slot1: "programmed" })).toBe(true);
    expect(reset({ msi: "enabled" })).toBe(false);
  });

  it("programs the capability before any ring, MSI off", () => {
    const programs = (state: Partial<WorldState>) =>
      acts(name, { name: "capability pair" }, { state: stateWith(state) });
    expect(programs({ msi: "disabled" })).toBe(true);
    expect(programs({ msi: "enabled" })).toBe(false);
    for (const slot of SLOTS) {
      expect(programs({ msi: "disabled", [slot]: "programmed" })).toBe(false);
      expect(programs({ msi: "disabled", [slot]: "in-progress" })).toBe(false);
    }
  });

  it("may do anything else at any time", () => {
    const anything = [{ name: "enable MSI" }, { name: "disable MSI" }, { name: "window" }];
    for (const move of anything) {
      expect(acts(name, move)).toBe(true);
      expect(acts(name, move, { state: stateWith({ slot0: "programmed" }) })).toBe(true);
    }
  });
});

describe("the pair's registers", () => {
  it.each(["linux-1", "linux-32"])("%s writes them through the trap or past it", (name) => {
    expect(acts(name, ADDRESS, { outcome: writing("address") })).toBe(true);
    expect(acts(name, ADDRESS, { outcome: PAST })).toBe(true);
    expect(acts(name, DATA, { outcome: writing("data+0") })).toBe(true);
  });

  it("linux-16 writes an address past the trap, for its window is elsewhere", () => {
    const plain = writing("address");
    const trapped = { ...ADDRESS, outcomes: () => [plain, PAST] };
    expect(acts("linux-16", trapped, { outcome: plain })).toBe(false);
    expect(acts("linux-16", trapped, { outcome: PAST })).toBe(true);
  });

  it("linux-16 writes an address plainly where no trap is in the way", () => {
    const plain = writing("address");
    // A trap that is there while MSI is on.
    const outcomes = ({ msi }: WorldState) => (msi === "enabled" ? [plain, PAST] : [plain]);
    const move = { ...ADDRESS, outcomes };
    expect(acts("linux-16", move, { state: stateWith({ msi: "disabled" }), outcome: plain })).toBe(
      true,
    );
    expect(acts("linux-16", move, { outcome: plain })).toBe(false);
  });

  it("linux-16 writes an address plainly where the design traps its window too", () => {
    const plain = writing("address");
    const elsewhere = outcomeOf({ ...PAST, needs: ["device-known"] });
    // A plain write may be outside what is left of the trap: that is no way past it.
    const cut = outcomeOf({ values: ["address"], needs: ["slots-in-window"] });
    const move = { ...ADDRESS, outcomes: () => [plain, elsewhere, cut] };
    for (const outcome of move.outcomes()) expect(acts("linux-16", move, { outcome })).toBe(true);
  });

  it("linux-16 writes all but addresses as it comes", () => {
    const state = stateWith({ slot0: "in-progress" });
    const outcomes = () => [PAST];
    const writes = (move: Partial<Move>, outcome: WorldOutcome) =>
      acts("linux-16", { ...move, outcomes }, { state, outcome });
    expect(writes(HIGH, writing("high-word"))).toBe(true);
    expect(writes(DATA, writing("data+3"))).toBe(true);
    expect(writes({}, writing("other"))).toBe(true);
  });

  it("own-domain fills with nothing but pairs of that domain", () => {
    const writes = (move: Partial<Move>, outcome: WorldOutcome) =>
      acts("own-domain", move, { outcome });
    expect(writes(ADDRESS, writing("foreign-address"))).toBe(true);
    expect(writes(ADDRESS, writing("address"))).toBe(false);
    expect(writes(DATA, writing("foreign-data"))).toBe(true);
    expect(writes(DATA, writing("data+0"))).toBe(false);
    expect(writes(DATA, outcomeOf())).toBe(false);
    expect(writes({}, writing("zero"))).toBe(true);
    const state = stateWith({ slot0: "in-progress" });
    expect(acts("own-domain", HIGH, { state, outcome: writing("high-word") })).toBe(true);
  });
});

describe("windows-16, of which nothing else is public,", () => {
  it("does what no Linux does", () => {
    expect(acts("windows-16", ADDRESS, { outcome: writing("address", "high-word") })).toBe(true);
    expect(acts("windows-16", HIGH)).toBe(true);
    expect(acts("windows-16", { name: "device reset" })).toBe(true);
    expect(acts("windows-16", { name: "capability pair" })).toBe(true);
  });
});

/** Does nothing that is called odd; writes vectors 1 and 2; breaks one assumption of the driver's. */
const TOY: NamedGuest = {
  name: "toy",
  title: "",
  known: "",
  allocated: 4,
  offsets: [1, 2],
  breaches: [{ assumption: "pairs-from-capability", does: "", source: "" }],
  makes: ({ outcome }) => outcome.label !== "odd",
  reads: ["pair", "msi"],
};

const worldOf = (...moves: readonly Move[]): World => ({
  components: [{ name: "msi", values: ["disabled", "enabled"] }],
  needed: ["pairs"],
  choices: [{ changes: { quirk: "absent" }, needs: ["msi-novirt-feature"] }],
  moves,
  observations: [{ name: "any", reads: [], judge: () => ({ violates: [], concerns: [] }) }],
});

/** Those of the outcomes that are left to the toy. */
function left(move: Partial<Move>, outcomes: readonly WorldOutcome[]): readonly WorldOutcome[] {
  const restricted = restrictedTo(worldOf(moveOf({ ...move, outcomes: () => outcomes })), TOY);
  return restricted.moves.flatMap((it) => it.outcomes(ENABLED));
}

const needing = (...needs: readonly AssumptionId[]) => outcomeOf({ label: "odd", needs });

describe("a world restricted to a driver", () => {
  it("has what that driver does, and nothing else of its guest's", () => {
    const usual = outcomeOf();
    expect(left({}, [usual, needing()])).toEqual([usual]);
  });

  it("has every fault that this driver does not have, to be dropped on top", () => {
    const fault = needing("unique-address");
    const both = needing("pairs-from-capability", "unique-address");
    const withHost = needing("full-grant", "unique-address");
    expect(left({}, [fault, both, withHost])).toEqual([fault, both, withHost]);
  });

  it("has of the assumptions it breaks, and of those that are not a driver's, only what it does", () => {
    expect(left({}, [needing("pairs-from-capability")])).toEqual([]);
    expect(left({}, [needing("full-grant")])).toEqual([]);
    expect(left({}, [needing("full-grant", "pairs-from-capability")])).toEqual([]);
    const own = outcomeOf({ needs: ["full-grant", "pairs-from-capability"] });
    expect(left({}, [own])).toEqual([own]);
  });

  it("has its vectors in data registers, and what is no vector's data", () => {
    const own = [writing("data+1"), writing("data+2"), writing("pair-data+1")];
    const none = [writing("foreign-data"), writing("old-data"), outcomeOf()];
    const wide = writing("high-word", "data+2");
    expect(left(DATA, [...own, ...none, wide])).toEqual([...own, ...none, wide]);
    expect(left(DATA, [writing("data+0"), writing("data+3"), writing("pair-data+3")])).toEqual([]);
    expect(left(DATA, [writing("high-word", "data+3")])).toEqual([]);
  });

  it("has another vector only as a fault: in a data register, or anywhere else", () => {
    const beyond = outcomeOf({ values: ["data+4"], needs: ["offset-within-allocation"] });
    expect(left(DATA, [beyond])).toEqual([beyond]);
    expect(left({}, [writing("data+4")])).toHaveLength(1);
    expect(left(ADDRESS, [writing("data+4")])).toHaveLength(1);
  });

  it.each(["host", "device", "administrator"] as const)("leaves the %s as it is", (actor) => {
    const move = moveOf({ ...DATA, actor, outcomes: () => [needing(), writing("data+7")] });
    expect(restrictedTo(worldOf(move), TOY).moves).toEqual([move]);
    expect(left({ ...DATA, actor }, [needing()])).toHaveLength(1);
  });

  it("looks at what the move and the driver look at, each once", () => {
    const move = moveOf({ ...DATA, name: "write", reads: ["msi", "slot0"] });
    const [restricted] = restrictedTo(worldOf(move), TOY).moves;
    expect(restricted).toMatchObject({ ...DATA, name: "write", actor: "guest" });
    expect(restricted?.reads).toEqual(["msi", "slot0", "pair"]);
  });

  it("asks the driver about this move in this state", () => {
    const seen: GuestAct[] = [];
    const asking = { ...TOY, makes: (act: GuestAct) => seen.push(act) > 0 };
    const outcome = outcomeOf();
    const move = moveOf({ outcomes: (state) => (state === ENABLED ? [outcome] : []) });
    restrictedTo(worldOf(move), asking).moves[0]?.outcomes(ENABLED);
    expect(seen).toEqual([{ move, state: ENABLED, outcome }]);
  });

  it("is the world it was in all else", () => {
    const world = worldOf();
    expect(restrictedTo(world, TOY)).toEqual(world);
  });
});
