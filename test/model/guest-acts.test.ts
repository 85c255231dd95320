/**
 * What each named guest does and does not do, act by act, from what its sources say (model/world/guests/), and
 * what a world restricted to a driver keeps, by a toy of one. Acts are made by hand: no world is made here.
 */
import { describe, expect, it } from "vitest";
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { ActionKind, Piece, WorldAction } from "../../model/world/action.js";
import { NAMED_GUESTS, offsetsOf, restrictedTo } from "../../model/world/guests/index.js";
import type { GuestAct, NamedGuest } from "../../model/world/guests/named-guest.js";
import type { Move, WorldOutcome } from "../../model/world/move.js";
import type { Register } from "../../model/world/registers.js";
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
  kind: "disable-msi",
  reads: [],
  outcomes: () => [],
  ...move,
});

const outcomeOf = (outcome: Partial<WorldOutcome> = {}): WorldOutcome => ({
  action: { kind: "disable-msi" },
  changes: {},
  needs: [],
  violates: [],
  concerns: [],
  ...outcome,
});

type Values = readonly Piece["value"][];

/** One write of one value or more, all to registers of that kind. */
const writing = (register: Register, ...values: Values) =>
  outcomeOf({ action: writeOf(register, ...values) });
const writeOf = (register: Register, ...values: Values) => ({
  kind: "write" as const,
  delivery: "plain" as const,
  pieces: values.map((value, word) => ({ word, register, value })),
});
const doing = (action: WorldAction) => outcomeOf({ action });

/** Whether a named guest acts so; without more said, MSI is enabled and no slot is programmed. */
function acts(name: string, outcome: WorldOutcome, around: Partial<GuestAct> = {}) {
  const { state = ENABLED, move = moveOf({}) } = around;
  return guestCalled(name).makes({ move, state, outcome });
}

const ADDRESS = { kind: "address", slot: "slot0" } as const;
const HIGH = { kind: "high", slot: "slot0" } as const;
const DATA = { kind: "data", slot: "slot0" } as const;
const ORDINARY = { kind: "ordinary" } as const;
const PAST = outcomeOf({
  action: { ...writeOf(ADDRESS, "address"), delivery: "untrapped" },
  needs: ["slots-in-window"],
});

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
    for (const register of [ADDRESS, HIGH, DATA, ORDINARY]) {
      const written = (...values: Values) =>
        acts(name, writing(register, ...values), { state: programming });
      expect(written("foreign-address")).toBe(true);
      expect(written("foreign-address", "foreign-data")).toBe(false);
    }
  });

  it.each(SLOTS)("writes the high register of %s after its address and before its data", (slot) => {
    const written = writing({ kind: "high", slot }, "high-word");
    const high = (phase: WorldState["slot0"]) =>
      acts(name, written, { state: stateWith({ [slot]: phase }) });
    expect(high("none")).toBe(false);
    expect(high("in-progress")).toBe(true);
    expect(high("interrupted")).toBe(true);
    expect(high("programmed")).toBe(false);
  });

  it("resets the device in power_up and power_down, where MSI is off, programmed or not", () => {
    const reset = (state: Partial<WorldState>) =>
      acts(name, doing({ kind: "reset-device" }), { state: stateWith(state) });
    expect(reset({ msi: "disabled" })).toBe(true);
    expect(reset({ msi: "disabled", slot1: "programmed" })).toBe(true);
    expect(reset({ msi: "enabled" })).toBe(false);
  });

  it("programs the capability before any ring, MSI off", () => {
    const programs = (state: Partial<WorldState>) =>
      acts(name, doing({ kind: "program-pair", pair: "first" }), { state: stateWith(state) });
    expect(programs({ msi: "disabled" })).toBe(true);
    expect(programs({ msi: "enabled" })).toBe(false);
    for (const slot of SLOTS) {
      expect(programs({ msi: "disabled", [slot]: "programmed" })).toBe(false);
      expect(programs({ msi: "disabled", [slot]: "in-progress" })).toBe(false);
    }
  });

  it("may do anything else at any time", () => {
    const anything: readonly WorldAction[] = [
      { kind: "enable-msi", granted: "full" },
      { kind: "disable-msi" },
      { kind: "move-window", to: "B" },
    ];
    for (const action of anything) {
      expect(acts(name, doing(action))).toBe(true);
      expect(acts(name, doing(action), { state: stateWith({ slot0: "programmed" }) })).toBe(true);
    }
  });
});

describe("the pair's registers", () => {
  it.each(["linux-1", "linux-32"])("%s writes them through the trap or past it", (name) => {
    expect(acts(name, writing(ADDRESS, "address"))).toBe(true);
    expect(acts(name, PAST)).toBe(true);
    expect(acts(name, writing(DATA, "data+0"))).toBe(true);
  });

  it("linux-16 writes an address past the trap, for its window is elsewhere", () => {
    const plain = writing(ADDRESS, "address");
    const move = moveOf({ outcomes: () => [plain, PAST] });
    expect(acts("linux-16", plain, { move })).toBe(false);
    expect(acts("linux-16", PAST, { move })).toBe(true);
  });

  it("linux-16 writes an address plainly where no trap is in the way", () => {
    const plain = writing(ADDRESS, "address");
    // A trap that is there while MSI is on.
    const outcomes = ({ msi }: WorldState) => (msi === "enabled" ? [plain, PAST] : [plain]);
    const move = moveOf({ outcomes });
    expect(acts("linux-16", plain, { state: stateWith({ msi: "disabled" }), move })).toBe(true);
    expect(acts("linux-16", plain, { move })).toBe(false);
  });

  it("linux-16 writes an address plainly where the design traps its window too", () => {
    const plain = writing(ADDRESS, "address");
    const elsewhere = outcomeOf({ ...PAST, needs: ["device-known"] });
    // A plain write may be outside what is left of the trap: that is no way past it.
    const cut = outcomeOf({ action: writeOf(ADDRESS, "address"), needs: ["slots-in-window"] });
    const outcomes = [plain, elsewhere, cut];
    const move = moveOf({ outcomes: () => outcomes });
    for (const outcome of outcomes) expect(acts("linux-16", outcome, { move })).toBe(true);
  });

  it("linux-16 writes all but addresses as it comes", () => {
    const state = stateWith({ slot0: "in-progress" });
    const move = moveOf({ outcomes: () => [PAST] });
    const writes = (outcome: WorldOutcome) => acts("linux-16", outcome, { state, move });
    expect(writes(writing(HIGH, "high-word"))).toBe(true);
    expect(writes(writing(DATA, "data+3"))).toBe(true);
    expect(writes(writing(ORDINARY, "other"))).toBe(true);
  });

  it("own-domain fills with nothing but pairs of that domain", () => {
    const writes = (...written: Parameters<typeof writing>) =>
      acts("own-domain", writing(...written), { state: stateWith({ slot0: "in-progress" }) });
    expect(writes(ADDRESS, "foreign-address")).toBe(true);
    expect(writes(ADDRESS, "address")).toBe(false);
    expect(writes(DATA, "foreign-data")).toBe(true);
    expect(writes(DATA, "data+0")).toBe(false);
    expect(writes(ORDINARY, "zero")).toBe(true);
    expect(writes(HIGH, "high-word")).toBe(true);
  });
});

describe("windows-16, of which nothing else is public,", () => {
  it("does what no Linux does", () => {
    expect(acts("windows-16", writing(ADDRESS, "address", "high-word"))).toBe(true);
    expect(acts("windows-16", writing(HIGH, "high-word"))).toBe(true);
    expect(acts("windows-16", doing({ kind: "reset-device" }))).toBe(true);
    expect(acts("windows-16", doing({ kind: "program-pair", pair: "zero" }))).toBe(true);
  });
});

/** Never enables MSI; writes vectors 1 and 2; breaks one assumption of the driver's. */
const TOY: NamedGuest = {
  name: "toy",
  title: "",
  basis: "source",
  known: "",
  allocated: 4,
  offsets: [1, 2],
  breaches: [{ assumption: "pairs-from-capability", does: "", source: "" }],
  makes: ({ outcome }) => outcome.action.kind !== "enable-msi",
  reads: ["pair", "msi"],
};

const worldOf = (...moves: readonly Move[]): World => ({
  components: [{ name: "msi", values: ["disabled", "enabled"] }],
  needed: ["pairs"],
  neededKinds: [],
  choices: [{ changes: { quirk: "absent" }, needs: ["msi-novirt-feature"] }],
  moves,
  observations: [{ name: "any", reads: [], judge: () => ({ violates: [], concerns: [] }) }],
});

/** Those of the outcomes that are left to the toy. */
function left(move: Partial<Move>, outcomes: readonly WorldOutcome[]): readonly WorldOutcome[] {
  const restricted = restrictedTo(worldOf(moveOf({ ...move, outcomes: () => outcomes })), TOY);
  return restricted.moves.flatMap((it) => it.outcomes(ENABLED));
}

const ODD: WorldAction = { kind: "enable-msi", granted: "full" };
const needing = (...needs: readonly AssumptionId[]) => outcomeOf({ action: ODD, needs });

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
    const data = (...values: Values) => writing(DATA, ...values);
    const own = [data("data+1"), data("data+2"), data("pair-data+1")];
    const none = [data("foreign-data"), data("old-data"), outcomeOf()];
    const wide = data("high-word", "data+2");
    expect(left({}, [...own, ...none, wide])).toEqual([...own, ...none, wide]);
    expect(left({}, [data("data+0"), data("data+3"), data("pair-data+3")])).toEqual([]);
    expect(left({}, [data("high-word", "data+3")])).toEqual([]);
  });

  it("has another vector only as a fault: in a data register, or anywhere else", () => {
    const action = writeOf(DATA, "data+4");
    const beyond = outcomeOf({ action, needs: ["offset-within-allocation"] });
    expect(left({}, [beyond])).toEqual([beyond]);
    expect(left({}, [writing(ORDINARY, "data+4")])).toHaveLength(1);
    expect(left({}, [writing(ADDRESS, "data+4")])).toHaveLength(1);
  });

  const others: readonly (readonly [string, ActionKind])[] = [
    ["host", "move-host-pair"],
    ["device", "message"],
    ["administrator", "reset-machine"],
  ];
  it.each(others)("leaves the %s as it is", (_, kind) => {
    const move = moveOf({ kind, outcomes: () => [needing(), writing(DATA, "data+7")] });
    expect(restrictedTo(worldOf(move), TOY).moves).toEqual([move]);
    expect(left({ kind }, [needing()])).toHaveLength(1);
  });

  it("looks at what the move and the driver look at, each once", () => {
    const move = moveOf({ kind: "write", name: "write", reads: ["msi", "slot0"] });
    const [restricted] = restrictedTo(worldOf(move), TOY).moves;
    expect(restricted).toMatchObject({ kind: "write", name: "write" });
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
