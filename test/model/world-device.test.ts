/** Messages, reads and pairs by memory, situation by situation, worked out from the table of docs/model.md. */
import { describe, expect, it } from "vitest";
import type { AccessRules } from "../../model/qemu/memory-core.js";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import type { Fate } from "../../model/world/action.js";
import {
  fateOf,
  memoryMove,
  messageMove,
  pairObservation,
  readMoves,
} from "../../model/world/device.js";
import { COPIED_PAIR } from "../../model/world/pairs.js";
import { DOMAINS, type WorldState } from "../../model/world/state.js";
import type { Terms } from "../../model/world/terms.js";
import { outcomesOf, scopeWith, stateWith, tellingQuirk, watched } from "./world-outcomes.js";

type State = Partial<WorldState>;

/** Slot 0 programmed as a vector, with the host's pair. */
const SENDS: State = {
  msi: "enabled",
  slot0: "programmed",
  vector: "yes",
  low: "host",
  data: "word",
};
const QUIET = "quiet-unless-programmed";
const ITS_SLOTS = "device-sends-its-slots";

describe("the fate of a message", () => {
  const fate = (state: State) => fateOf(stateWith({ ...SENDS, ...state }));
  const off = { remapping: "off" } as const;

  it("with the host's address needs both halves of it", () => {
    expect(fate({})).toBe("delivered");
    expect(fate({ hostHigh: "set", high: "host" })).toBe("delivered");
    for (const high of ["zero", "guest", "other"] as const) {
      expect(fate({ hostHigh: "set", high })).toBe("a memory write");
    }
    for (const high of ["guest", "other", "host"] as const) {
      expect(fate({ high })).toBe("a memory write");
    }
  });

  it("with a stale address is never delivered, whatever the data; halves must go together", () => {
    for (const data of DOMAINS.data) {
      expect(fate({ low: "stale", data })).toBe("not delivered as asked");
      expect(fate({ low: "stale", data, ...off })).toBe("accepted by a stranger");
    }
    expect(fate({ low: "stale", hostHigh: "set", high: "host" })).toBe("not delivered as asked");
    expect(fate({ low: "stale", hostHigh: "set" })).toBe("a memory write");
    expect(fate({ low: "stale", high: "host" })).toBe("a memory write");
    // The address was the host's, so it is one of its architecture's, whatever the guest's is.
    expect(fate({ low: "stale", architecture: "other" })).toBe("not delivered as asked");
  });

  it("with the guest's address is an interrupt message only whole, and on its architecture", () => {
    for (const data of DOMAINS.data) {
      expect(fate({ low: "guest", data })).toBe("not delivered as asked");
      expect(fate({ low: "guest", data, ...off })).toBe("accepted by a stranger");
    }
    const above = { low: "guest", guestHigh: "unaligned", high: "guest" } as const;
    expect(fate(above)).toBe("not delivered as asked");
    expect(fate({ ...above, high: "zero" })).toBe("a memory write");
    expect(fate({ low: "guest", high: "guest" })).toBe("a memory write");
    expect(fate({ low: "guest", architecture: "other" })).toBe("a memory write");
  });

  it("with nobody's address is a memory write", () => {
    for (const low of ["zero", "other"] as const) {
      for (const high of DOMAINS.high) expect(fate({ low, high })).toBe("a memory write");
    }
  });
});

describe("a message", () => {
  const messages = (state: State) => outcomesOf(messageMove(), state);
  const sent = (sends: string, fate: Fate) => ({ kind: "message", slot: "slot0", sends, fate });
  const needs = (state: State) => messages(state).map((outcome) => outcome.needs);

  it("is slot 0's own, or the device sends another for it", () => {
    const concerns = ["interrupt-isolated", "no-stray-memory-write", "interrupt-delivered"];
    expect(messages(SENDS)).toEqual([
      {
        action: sent("own", "delivered"),
        changes: {},
        needs: [],
        violates: [],
        concerns,
      },
      {
        action: sent("interrupt", "not delivered as asked"),
        changes: {},
        needs: [ITS_SLOTS],
        violates: ["interrupt-delivered"],
        concerns,
      },
      {
        action: sent("memory", "a memory write"),
        changes: {},
        needs: [ITS_SLOTS],
        violates: ["no-stray-memory-write", "interrupt-delivered"],
        concerns,
      },
    ]);
  });

  it("of another pair is a stranger's without remapping", () => {
    const [own, other] = messages({ ...SENDS, remapping: "off" });
    expect(own?.violates).toEqual([]);
    expect(other?.action).toEqual(sent("interrupt", "accepted by a stranger"));
    expect(other?.violates).toEqual(["interrupt-isolated", "interrupt-delivered"]);
  });

  it("before a slot is programmed, or with MSI disabled, is what a quiet device does not send", () => {
    const early = [[QUIET], [QUIET, ITS_SLOTS], [QUIET, ITS_SLOTS]];
    for (const slot0 of ["none", "in-progress", "interrupted"] as const) {
      expect(needs({ ...SENDS, slot0 })).toEqual(early);
    }
    expect(needs({ ...SENDS, msi: "disabled" })).toEqual(early);
  });

  it("of a slot that is not programmed can only fail isolation", () => {
    for (const slot0 of ["none", "in-progress", "interrupted"] as const) {
      for (const { violates, concerns } of messages({ ...SENDS, slot0, low: "zero" })) {
        expect(violates).toEqual([]);
        expect(concerns).toEqual(["interrupt-isolated"]);
      }
    }
    const [leaked] = messages({ low: "stale", remapping: "off" });
    expect(leaked?.violates).toEqual(["interrupt-isolated"]);
  });

  it("has to be delivered if it is of a vector of the capability and MSI is enabled", () => {
    for (const without of [{ vector: "no" }, { msi: "disabled" }] as const) {
      const [own] = messages({ ...SENDS, ...without, low: "zero" });
      expect(own?.violates).toEqual(["no-stray-memory-write"]);
      expect(own?.concerns).toEqual(["interrupt-isolated", "no-stray-memory-write"]);
    }
  });
});

describe("a pair by memory", () => {
  const PROGRAMMED: State = { pair: "programmed", msi: "enabled", grant: "asked" };
  const LEAKS = ["guest-address-contained", "guest-data-contained", "vector-offset-preserved"];
  const byMemory = (pairs: Terms["pairs"], state: State) =>
    outcomesOf(memoryMove(scopeWith({ pairs })), { ...PROGRAMMED, ...state });

  /** What becomes of slot 0, whole. */
  function leaves(pairs: Terms["pairs"], state: State = {}) {
    const [{ changes, violates } = { changes: {}, violates: [] }] = byMemory(pairs, state);
    const { low, high, data } = changes;
    return { low, high, data, violates };
  }
  const GUESTS = { low: "guest", high: "zero", data: "guest", violates: LEAKS };
  const HOSTS = { low: "host", high: "zero", data: "word", violates: [] };

  it("of the capability is the guest's, as QEMU does not see it", () => {
    expect(byMemory("capability", {})).toEqual([
      {
        action: { kind: "program-by-memory", slot: "slot0" },
        changes: {
          slot0: "programmed",
          vector: "yes",
          low: "guest",
          high: "zero",
          data: "guest",
          lowFaithful: "yes",
          dataFaithful: "yes",
        },
        needs: ["mmio-programming"],
        violates: LEAKS,
        concerns: LEAKS,
      },
    ]);
    expect(leaves("capability", { guestHigh: "unaligned" })).toEqual({ ...GUESTS, high: "guest" });
  });

  it("with MSI disabled is programmed too early as well", () => {
    const [outcome] = byMemory("capability", { msi: "disabled" });
    expect(outcome?.needs).toEqual(["mmio-programming", "programmed-while-enabled"]);
  });

  it("needs a pair in the capability, and no slot 0 in progress", () => {
    expect(byMemory("capability", { pair: "zero" })).toEqual([]);
    for (const slot0 of ["in-progress", "interrupted"] as const) {
      expect(byMemory("capability", { slot0 })).toEqual([]);
    }
    expect(byMemory("capability", { slot0: "programmed" })).toHaveLength(1);
    expect(byMemory("capability", { slot1: "in-progress" })).toHaveLength(1);
  });

  it("copied into the driver is the host's, with its high half, while the host has it", () => {
    const stale = { ...HOSTS, low: "stale", data: "stale", violates: ["vector-offset-preserved"] };
    expect(leaves("copied")).toEqual(HOSTS);
    expect(leaves("copied", { guestHigh: "unaligned" })).toEqual(HOSTS);
    expect(leaves("copied", { hostHigh: "set" })).toEqual({ ...HOSTS, high: "host" });
    expect(leaves("copied", { [COPIED_PAIR]: "old" })).toEqual(stale);
    expect(leaves("copied", { grant: "none" })).toEqual(stale);
    expect(leaves("copied", { grant: "none", hostHigh: "set" })).toEqual({
      ...stale,
      high: "host",
    });
  });

  it.each(["granted", "asked for"] as const)(
    "%s is the host's, if there is who grants it",
    (pairs) => {
      expect(leaves(pairs)).toEqual(HOSTS);
      expect(leaves(pairs, { hostHigh: "set" })).toEqual({ ...HOSTS, high: "host" });
      expect(leaves(pairs, { quirk: "absent" })).toEqual(GUESTS);
      expect(leaves(pairs, { quirk: "absent", guestHigh: "unaligned" })).toEqual(GUESTS);
    },
  );

  it("granted by the hardware is the guest's without remapping, or on another architecture", () => {
    for (const without of [{ remapping: "off" }, { architecture: "other" }] as const) {
      expect(leaves("granted", without)).toEqual(GUESTS);
      expect(leaves("asked for", without)).toEqual(HOSTS);
    }
  });
});

const READBACK = ["readback-faithful", "host-values-confidential"];

/** The reads of slot 0's registers, and of the ordinary one, around a quirk. */
function readsWith(quirk: Quirk, terms: Partial<Terms> = {}) {
  const [slot, ordinary] = readMoves(scopeWith(terms, { quirk }));
  if (slot === undefined || ordinary === undefined) throw new Error("there are two moves");
  return { slot, ordinary };
}

/** As a shadow device would have it; not; not, and none that the quirk wrote. */
const KEPT = DOMAINS.lowFaithful;

describe("a read of slot 0", () => {
  const { slot } = readsWith(AS_POSTED);
  const violates = (state: State) => outcomesOf(slot, state).map((outcome) => outcome.violates);

  it("of address and data is what the patch takes the driver not to do", () => {
    expect(outcomesOf(slot, {})).toEqual([
      {
        action: { kind: "read", word: 0, register: { kind: "address", slot: "slot0" }, bytes: 4 },
        changes: {},
        needs: ["no-readback"],
        violates: [],
        concerns: READBACK,
      },
      {
        action: { kind: "read", word: 2, register: { kind: "data", slot: "slot0" }, bytes: 4 },
        changes: {},
        needs: ["no-readback"],
        violates: [],
        concerns: READBACK,
      },
    ]);
  });

  it("tells a host's value, current or not, right word or wrong", () => {
    const told = { zero: false, guest: false, other: false, host: true, stale: true };
    for (const low of DOMAINS.low) {
      expect(violates({ low })).toEqual([told[low] ? ["host-values-confidential"] : [], []]);
    }
    const dataTold = { ...told, word: true, "wrong-word": true };
    for (const data of DOMAINS.data) {
      expect(violates({ data })).toEqual([[], dataTold[data] ? ["host-values-confidential"] : []]);
    }
  });

  it("is faithful where the register holds what a shadow device would", () => {
    for (const kept of KEPT) {
      const said = kept === "yes" ? [] : ["readback-faithful"];
      expect(violates({ lowFaithful: kept })).toEqual([said, []]);
      expect(violates({ dataFaithful: kept })).toEqual([[], said]);
    }
    expect(violates({ low: "host", lowFaithful: "no" })[0]).toEqual(READBACK);
  });

  it("asks the quirk at the register's offset, under the window position that shows it", () => {
    const { quirk, reads } = tellingQuirk();
    const asked = { readFails: false, window: "A", vectorsAllocated: 2, replaced: false };
    for (const window of ["A", "B"] as const) outcomesOf(readsWith(quirk).slot, { window });
    outcomesOf(readsWith(quirk).slot, { slot0Data: "elsewhere" });
    const offsets = [0, 8, 0, 8, 0, 36];
    expect(reads).toEqual(offsets.map((offset) => ({ ...asked, offset })));
  });

  it("says that a replaced value is still there unless the register was lost or kept", () => {
    const { quirk, reads } = tellingQuirk();
    for (const kept of KEPT) outcomesOf(readsWith(quirk).slot, { lowFaithful: kept });
    for (const kept of KEPT) outcomesOf(readsWith(quirk).slot, { dataFaithful: kept });
    const replaced = reads.map((read) => read.replaced);
    // yes, no, lost of the address, beside a data register that is kept; then the other way round.
    expect(replaced).toEqual([
      ...[false, false, true, false, false, false],
      ...[false, false, false, true, false, false],
    ]);
  });

  it("answered from memory is the guest's own value, as long as the access is trapped", () => {
    const { quirk } = tellingQuirk("memory");
    const held = { low: "host", data: "word", lowFaithful: "no", dataFaithful: "no" } as const;
    const said = (state: State, terms: Partial<Terms> = {}) =>
      outcomesOf(readsWith(quirk, terms).slot, { ...held, ...state }).map((read) => read.violates);
    expect(said({})).toEqual([[], []]);
    expect(said({ quirk: "absent" })).toEqual([READBACK, READBACK]);
    expect(said({}, { traps: false })).toEqual([READBACK, READBACK]);
    // The trapped range ends after the high register.
    expect(said({ windowEnd: "cuts-slot-0" })).toEqual([[], READBACK]);
  });
});

describe("a read of the ordinary register", () => {
  const withSmallest = (minimumSize: number): Quirk => {
    const access: AccessRules = {
      ...AS_POSTED.access,
      valid: { ...AS_POSTED.access.valid, minimumSize },
    };
    return { ...AS_POSTED, access };
  };
  const read = (state: State, { quirk = withSmallest(1), traps = true } = {}) =>
    outcomesOf(readsWith(quirk, { traps }).ordinary, { window: "B", ...state });
  const WHOLE = { kind: "read", word: 2, register: { kind: "ordinary" }, bytes: 4 };
  const SHORT = { ...WHOLE, bytes: 2 };

  it("is there where word 2 is no slot's", () => {
    const plain = { action: WHOLE, changes: {}, needs: [], violates: [], concerns: READBACK };
    expect(read({})).toEqual([plain]);
    expect(read({ slot0Data: "elsewhere" })).toEqual([plain]);
    expect(read({ window: "A", slot0Data: "elsewhere" })).toEqual([plain]);
    expect(read({ window: "A" })).toEqual([]);
  });

  it("tells a host's value and is faithful as slot 0's are", () => {
    const violates = (state: State) => read(state)[0]?.violates;
    for (const ordinaryFaithful of ["no", "lost"] as const) {
      for (const ordinary of ["zero", "guest"] as const) {
        expect(violates({ ordinary })).toEqual([]);
        expect(violates({ ordinary, ordinaryFaithful })).toEqual(["readback-faithful"]);
      }
      expect(violates({ ordinary: "host", ordinaryFaithful })).toEqual(READBACK);
    }
    expect(violates({ ordinary: "host" })).toEqual(["host-values-confidential"]);
  });

  it("of 2 bytes is rejected where the trapped range takes 4 at least", () => {
    const actions = (smallest: number, state: State = {}, traps = true) =>
      read(state, { quirk: withSmallest(smallest), traps }).map((outcome) => outcome.action);
    expect(actions(1)).toEqual([WHOLE]);
    expect(actions(2)).toEqual([WHOLE]);
    expect(actions(4)).toEqual([WHOLE, SHORT]);
    expect(actions(4, { quirk: "absent" })).toEqual([WHOLE]);
    expect(actions(4, { windowEnd: "cuts-slot-0" })).toEqual([WHOLE]);
    expect(actions(4, {}, false)).toEqual([WHOLE]);
    // The memory core compares sizes: no device has this one, but the rule is the same.
    expect(actions(3)).toEqual([WHOLE, SHORT]);
  });

  it("rejected gives 0, which is right where a shadow device holds 0", () => {
    const quirk = withSmallest(4);
    for (const ordinary of DOMAINS.ordinary) {
      for (const kept of KEPT) {
        const right = ordinary === "zero" && kept === "yes";
        expect(read({ ordinary, ordinaryFaithful: kept }, { quirk })[1]).toEqual({
          action: SHORT,
          changes: {},
          needs: ["aligned-four-byte-access"],
          violates: right ? [] : ["readback-faithful"],
          concerns: READBACK,
        });
      }
    }
  });

  it("asks the quirk at offset 8, under the window position there is", () => {
    const { quirk, reads } = tellingQuirk();
    for (const kept of KEPT) read({ ordinaryFaithful: kept }, { quirk });
    read({ window: "A", slot0Data: "elsewhere" }, { quirk });
    const asked = { offset: 8, readFails: false, window: "B", vectorsAllocated: 2 };
    expect(reads).toEqual([
      { ...asked, replaced: false },
      { ...asked, replaced: true },
      { ...asked, replaced: false },
      { ...asked, window: "A", replaced: false },
    ]);
  });

  it("answered from memory is the guest's own value, if trapped", () => {
    const { quirk } = tellingQuirk("memory");
    const held = { ordinary: "host", ordinaryFaithful: "no" } as const;
    expect(read(held, { quirk })[0]?.violates).toEqual([]);
    // Word 2 is the first beyond a trapped range that ends within slot 0.
    const cut = { ...held, windowEnd: "cuts-slot-0" } as const;
    expect(read(cut, { quirk })[0]?.violates).toEqual(READBACK);
  });
});

describe("what slot 0's pair says by itself", () => {
  const judge = (state: State) => pairObservation().judge(stateWith({ ...SENDS, ...state }));

  it("is nothing until the slot is programmed", () => {
    for (const slot0 of ["none", "in-progress", "interrupted"] as const) {
      expect(judge({ slot0, low: "stale", data: "guest" })).toEqual({ violates: [], concerns: [] });
    }
  });

  it("with the host's address and data, current or stale, is consistent; both halves count", () => {
    const halves = { zero: false, guest: false, other: false, host: true, stale: true };
    const words = { ...halves, word: true, "wrong-word": true };
    const consistent = (state: State) =>
      !judge({ msi: "disabled", ...state }).violates.includes("pair-consistent");
    for (const low of DOMAINS.low) {
      for (const data of DOMAINS.data) {
        expect(consistent({ low, data })).toBe(halves[low] === words[data]);
      }
    }
    expect(consistent({ low: "host", data: "word", high: "other" })).toBe(false);
    expect(consistent({ low: "stale", data: "guest", hostHigh: "set" })).toBe(true);
  });

  it("with MSI enabled must hold nothing stale", () => {
    const fresh = (state: State) => judge({ low: "host", data: "word", ...state });
    const concerns = ["pair-consistent", "pair-fresh"];
    expect(fresh({})).toEqual({ violates: [], concerns });
    for (const stale of [{ low: "stale" }, { data: "stale" }] as const) {
      expect(fresh(stale)).toEqual({ violates: ["pair-fresh"], concerns });
      expect(fresh({ ...stale, msi: "disabled" })).toEqual({
        violates: [],
        concerns: ["pair-consistent"],
      });
    }
  });
});

describe("the components that a move names", () => {
  const { quirk } = tellingQuirk();
  const granted = { pair: "programmed", msi: "enabled", grant: "asked" } as const;
  const states: readonly State[] = [
    { ...granted },
    { ...granted, slot0: "programmed", vector: "yes", low: "host", data: "word" },
    { ...granted, slot0: "programmed", vector: "yes", low: "guest", data: "guest" },
    { msi: "disabled", slot0: "programmed", vector: "yes", low: "guest", guestHigh: "unaligned" },
    { window: "B", quirk: "absent" },
    { window: "B", slot0Data: "elsewhere" },
  ];

  it.each(["capability", "granted", "asked for"] as const)("are all it looks at: %s", (pairs) => {
    const scope = scopeWith({ pairs }, { quirk });
    for (const move of [memoryMove(scope), messageMove(), ...readMoves(scope)]) {
      const names = new Set<string>(move.reads);
      for (const from of states) {
        const { state, looked } = watched(from);
        move.outcomes(state);
        expect([...looked].filter((name) => !names.has(name))).toEqual([]);
      }
    }
  });

  it("are those of the quirk too, which looks at them itself", () => {
    const scope = scopeWith({}, { quirk });
    for (const move of [memoryMove(scope), ...readMoves(scope)]) {
      expect(move.reads).toContain("own.told");
    }
  });

  it("are for the pair those that decide whose an address is", () => {
    const { reads, judge } = pairObservation();
    for (const from of states) {
      const { state, looked } = watched(from);
      judge(state);
      expect(reads).toEqual(expect.arrayContaining([...looked]));
    }
  });
});
