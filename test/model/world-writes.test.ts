/** A write on its way through quirk and device, with toy quirks: what arrives, what it breaks, how it can go. */
import { describe, expect, it } from "vitest";
import type { WriteAccess } from "../../model/qemu/memory-core.js";
import type { Quirk, WriteEffects } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import type { Delivery } from "../../model/world/action.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import { deliveries, type WordWrite, writePieces } from "../../model/world/writes.js";

const READY = {
  ...USUAL_STATE,
  msi: "enabled",
  pair: "programmed",
  grant: "asked",
  "own.cookie": "none",
} as WorldState;
const ADDRESS: WordWrite = { word: 0, value: "address" };
const HIGH: WordWrite = { word: 1, value: "high-word" };
const DATA: WordWrite = { word: 2, value: "data+0" };
/** 6 is an ordinary register under window position A. */
const ORDINARY: WordWrite = { word: 6, value: "other" };

interface Around {
  readonly quirk?: Quirk;
  readonly terms?: Partial<Terms>;
  readonly delivery?: Delivery;
  readonly state?: Partial<WorldState>;
}

function done(
  pieces: readonly WordWrite[],
  { quirk = AS_POSTED, terms = {}, delivery = "plain", state = {} }: Around = {},
) {
  const run = { quirk, terms: { ...USUAL_TERMS, ...terms }, asked: 2 };
  return writePieces({ ...READY, ...state } as WorldState, pieces, delivery, run);
}

/** A quirk with no cookie that does so with every write. */
const quirkThat = (write: (access: WriteAccess) => WriteEffects, maximumSize = 4): Quirk => ({
  ...AS_POSTED,
  access: { ...AS_POSTED.access, implemented: { ...AS_POSTED.access.implemented, maximumSize } },
  write: (_view, _own, access) => write(access),
});
const passing = ({ value }: WriteAccess): WriteEffects => ({ branch: "passes", value, own: {} });

describe("how an access can go", () => {
  const ways = (
    word: number,
    rejection: "whole-register-writes" | "aligned-four-byte-access",
    { quirk = AS_POSTED, terms = {}, state = {} }: Around = {},
  ) =>
    deliveries({ ...READY, ...state } as WorldState, word, rejection, {
      quirk,
      terms: { ...USUAL_TERMS, ...terms },
      asked: 2,
    }).map(({ delivery, needs }) => [delivery, ...needs].join(" "));
  const slot = (around?: Around) => ways(0, "whole-register-writes", around);
  const ordinary = (around?: Around) => ways(6, "aligned-four-byte-access", around);
  /** It takes accesses of 1 and 2 bytes. */
  const fine: Quirk = {
    ...AS_POSTED,
    access: { ...AS_POSTED.access, valid: { ...AS_POSTED.access.valid, minimumSize: 2 } },
  };

  it("in the trap: whole, refused by its size, without the physical registers, or lost by QEMU", () => {
    const rest = ["read-fails physical-read-succeeds", "write-fails bar-write-succeeds"];
    expect(slot()).toEqual(["plain", "rejected whole-register-writes", ...rest]);
    expect(ordinary()).toEqual(["plain", "rejected aligned-four-byte-access", ...rest]);
  });

  it("in a trap that takes 2 bytes: a slot's register by halves; an ordinary one is as if whole", () => {
    const rest = ["read-fails physical-read-succeeds", "write-fails bar-write-succeeds"];
    expect(slot({ quirk: fine })).toEqual(["plain", "partial whole-register-writes", ...rest]);
    expect(ordinary({ quirk: fine })).toEqual(["plain", ...rest]);
  });

  it("past the trap: whole, or lost by QEMU", () => {
    const past = ["plain", "write-fails bar-write-succeeds"];
    expect(slot({ state: { quirk: "absent" } })).toEqual(past);
    expect(ways(2, "whole-register-writes", { state: { windowEnd: "cuts-slot-0" } })).toEqual(past);
  });

  it("where the kernel writes the slots QEMU's write of them cannot fail; of others it can", () => {
    const terms = { kernelWrites: true };
    expect(slot({ terms })).not.toContain("write-fails bar-write-succeeds");
    expect(ordinary({ terms })).toContain("write-fails bar-write-succeeds");
  });

  it("where a slot's write asks the host for a pair it may be refused; others do not ask", () => {
    const terms = { asks: true };
    expect(slot({ terms })).toContain("refused source-grant");
    expect(ordinary({ terms })).not.toContain("refused source-grant");
    expect(slot()).not.toContain("refused source-grant");
  });

  it("where nothing is trapped there is nothing to fail but what the guest asks for", () => {
    expect(slot({ terms: { traps: false } })).toEqual(["plain"]);
    expect(slot({ terms: { traps: false, asks: true } })).toEqual([
      "plain",
      "refused source-grant",
    ]);
  });
});

describe("what the quirk is called with", () => {
  const calls = (piece: WordWrite, around: Around) => {
    const seen: WriteAccess[] = [];
    const quirk = quirkThat((access) => {
      seen.push(access);
      return passing(access);
    });
    done([piece], { ...around, quirk });
    return seen;
  };

  it("is the word's offset, its 4 bytes and the number; 2 bytes at a time if it comes so", () => {
    const call = { offset: 24, value: 0x5a5a5a40n };
    expect(calls(ORDINARY, {})).toEqual([{ ...call, size: 4 }]);
    expect(calls(ORDINARY, { delivery: "partial" })).toEqual([{ ...call, size: 2 }]);
  });

  it("is nothing if the access is rejected, or goes past the trap", () => {
    for (const delivery of ["rejected", "untrapped"] as const) {
      expect(calls(ORDINARY, { delivery })).toEqual([]);
    }
    expect(calls(ORDINARY, { state: { quirk: "absent" } })).toEqual([]);
    expect(calls(ORDINARY, { terms: { traps: false } })).toEqual([]);
  });
});

describe("what arrives", () => {
  const arrived = (...args: Parameters<typeof done>) =>
    done(...args).arrivals?.map(({ received }) => received);

  it("is the guest's value if it passes, the quirk's if it replaced it", () => {
    expect(arrived([ORDINARY])).toEqual([{ kind: "other", value: "0x5a5a5a40" }]);
    expect(arrived([ADDRESS])).toEqual([{ kind: "host-address" }]);
    const high = quirkThat(() => ({ branch: "high", value: 0x300n, replaced: "high", own: {} }));
    const state = { hostHigh: "set" } as const;
    expect(arrived([HIGH], { quirk: high, state })).toEqual([{ kind: "host-high" }]);
  });

  it("is nothing if it is rejected, QEMU's write fails, or the quirk swallows it", () => {
    const swallows = quirkThat(() => ({ branch: "swallows", value: undefined, own: {} }));
    for (const around of [
      { delivery: "rejected" },
      { delivery: "write-fails" },
      { quirk: swallows },
    ] as const) {
      const { arrivals, violates } = done([ORDINARY], around);
      expect(arrivals?.[0]?.received).toEqual({ kind: "lost" });
      expect(violates).toContain("write-delivered");
    }
    expect(done([ORDINARY]).violates).toEqual([]);
    const branches = (quirk: Quirk) => done([ORDINARY], { quirk }).arrivals?.map((it) => it.branch);
    expect(branches(swallows)).toEqual(["swallows"]);
    expect(branches(quirkThat(passing))).toEqual(["passes"]);
  });

  it("of 8 bytes that the quirk gets in halves is nothing to a device that wants them whole", () => {
    const state = { eightByte: "whole-only" } as const;
    const halves = quirkThat(passing);
    const whole = quirkThat(passing, 8);
    const wide = [ORDINARY, { word: 7, value: "other" }] as const;
    const kinds = (...args: Parameters<typeof done>) => arrived(...args)?.map(({ kind }) => kind);
    expect(kinds(wide, { state, quirk: halves })).toEqual(["lost", "lost"]);
    expect(kinds(wide, { state, quirk: whole })).toEqual(["other", "other"]);
    expect(kinds(wide, { state, quirk: halves, delivery: "untrapped" })).toEqual([
      "other",
      "other",
    ]);
    expect(kinds(wide, { quirk: halves })).toEqual(["other", "other"]);
    expect(kinds([ORDINARY], { state, quirk: halves })).toEqual(["other"]);
    // The device is to blame, not the way there.
    expect(done(wide, { state, quirk: halves }).violates).not.toContain("write-delivered");
  });

  it("is what the quirk makes of the host's answer, if it asks", () => {
    const asking = quirkThat((access) => ({
      ...passing(access),
      ask: {
        answer: (pair) =>
          pair === undefined
            ? { ...passing(access), branch: "refused" }
            : { branch: "granted", value: BigInt(pair.data), replaced: "data", own: {} },
      },
    }));
    const terms = { asks: true, pairs: "capability" } as const;
    const granted = done([DATA], { quirk: asking, terms });
    expect(granted.arrivals).toEqual([{ branch: "granted", received: { kind: "source-data" } }]);
    const refused = done([DATA], { quirk: asking, terms, delivery: "refused" });
    expect(refused.arrivals).toEqual([
      { branch: "refused", received: { kind: "guest-data", vector: 0 } },
    ]);
  });

  it("of a pair that the host refuses is the guest's own", () => {
    const terms = { traps: false, asks: true, pairs: "asked for" } as const;
    const piece = { word: 0, value: "pair-address" } as const;
    expect(arrived([piece], { terms })).toEqual([{ kind: "host-address" }]);
    expect(arrived([piece], { terms, delivery: "refused" })).toEqual([{ kind: "guest-address" }]);
  });
});

describe("data of a base that is 0", () => {
  it("is still meant for its vector, and the host's word for it is the right one", () => {
    // The patch would take 0 for the address; a quirk that knows the register does not.
    const knowing = quirkThat(() => ({
      branch: "data",
      value: 0x4800n,
      replaced: "data",
      own: {},
    }));
    const state = { pair: "zero", slot0: "in-progress" } as const;
    expect(done([DATA], { quirk: knowing, state }).changes).toMatchObject({ data: "word" });
  });
});

describe("what a write is asked about", () => {
  const CONDUCT = ["disabled-transparent", "cookie-discipline"];
  const disabled = { msi: "disabled" } as const;
  const conduct = (...args: Parameters<typeof done>) =>
    done(...args).concerns.filter((id) => CONDUCT.includes(id));

  it("is the conduct of a quirk that was called, of its cookie if it has one", () => {
    expect(conduct([ADDRESS])).toEqual(["cookie-discipline"]);
    expect(conduct([ADDRESS], { state: disabled })).toEqual(["disabled-transparent"]);
    expect(conduct([ADDRESS], { quirk: quirkThat(passing) })).toEqual([]);
    expect(conduct([ADDRESS], { quirk: quirkThat(passing), state: disabled })).toEqual([
      "disabled-transparent",
    ]);
    for (const state of [{}, disabled]) {
      expect(conduct([ADDRESS], { delivery: "untrapped", state })).toEqual([]);
    }
  });

  it("is, of an ordinary register, that it is left alone and gets what was written", () => {
    expect(done([ORDINARY], { delivery: "untrapped" }).concerns).toEqual([
      "collateral-free",
      "write-delivered",
    ]);
  });

  it("is that of both halves", () => {
    const wide = [ORDINARY, { word: 7, value: "other" }] as const;
    const { concerns, action, arrivals } = done(wide, { delivery: "untrapped" });
    const once = ["collateral-free", "write-delivered"];
    expect(concerns).toEqual([...once, ...once]);
    expect(arrivals?.map(({ branch }) => branch)).toEqual(["not trapped", "not trapped"]);
    expect(action).toMatchObject({ delivery: "untrapped", pieces: [{ word: 6 }, { word: 7 }] });
    expect(done([ORDINARY], { delivery: "untrapped" })).toMatchObject({
      action: { delivery: "untrapped", pieces: [{ word: 6, value: "other" }] },
      arrivals: [{ branch: "not trapped" }],
    });
  });

  it("needs a piece at least", () => {
    expect(() => done([])).toThrow("a write has at least one piece");
  });
});

describe("a pair that the host's does not stand for", () => {
  const replacing = quirkThat(() => ({
    branch: "replaces",
    value: 0xfee01004n,
    replaced: "address",
    own: {},
  }));
  const misrouted = (piece: WordWrite, quirk: Quirk, asks = false) =>
    done([piece], { quirk, terms: { asks } }).violates.includes("interrupt-delivered");
  const at = (word: number, value: WordWrite["value"]): WordWrite => ({ word, value });

  it("of another domain, replaced in a slot, makes its interrupt another's", () => {
    expect(misrouted(at(0, "foreign-address"), replacing)).toBe(true);
    expect(misrouted(at(0, "foreign-address"), quirkThat(passing))).toBe(false);
    expect(misrouted(at(6, "foreign-address"), replacing)).toBe(false);
    for (const value of ["address", "old-address"] as const) {
      expect(misrouted(at(0, value), replacing)).toBe(false);
    }
  });

  it("given up, where the host is asked for each source, does so too", () => {
    expect(misrouted(at(0, "old-address"), replacing, true)).toBe(true);
    expect(misrouted(at(0, "foreign-address"), replacing, true)).toBe(false);
  });
});
