/** A move that writes: which outcomes it has, what they say, and that equal ones are one object. */
import { describe, expect, it } from "vitest";
import { ALL_ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { Quirk } from "../../model/quirk.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import type { Scope } from "../../model/world/scope.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { USUAL_TERMS } from "../../model/world/terms.js";
import { type Access, writerOf } from "../../model/world/writer.js";
import { perMutant } from "../mutation/per-mutant.js";

const SCOPE: Scope = { quirk: AS_POSTED, terms: USUAL_TERMS, asked: 2, offsets: [0], order: 2 };
const START = { ...USUAL_STATE, "own.cookie": "0" } as WorldState;
const PLAIN: Access = {
  pieces: [{ word: 6, value: "other" }],
  delivery: "plain",
  needs: [],
  after: {},
};

interface Moves {
  readonly accesses: (state: WorldState) => readonly Access[];
  readonly timing: (state: WorldState) => readonly AssumptionId[];
}

const writing = (moves: Partial<Moves>, scope: Partial<Scope> = {}) =>
  writerOf({ ...SCOPE, ...scope }, { accesses: () => [PLAIN], timing: () => [], ...moves });

const actions = (access: Partial<Access>) =>
  writing({ accesses: () => [{ ...PLAIN, ...access }] })(START).map(({ action }) => action);

const ORDINARY = { kind: "ordinary" } as const;

describe("a write's action", () => {
  it.each([
    "plain",
    "rejected",
    "untrapped",
    "partial",
    "read-fails",
    "refused",
    "write-fails",
  ] as const)("says how it is delivered: %s", (delivery) => {
    const pieces = [{ word: 6, register: ORDINARY, value: "other" }];
    expect(actions({ delivery })).toEqual([{ kind: "write", delivery, pieces }]);
  });

  it("has both halves of 8 bytes, each with the register that it goes to", () => {
    const pieces = [
      { word: 1, value: "high-word" },
      { word: 2, value: "zero" },
    ] as const;
    expect(actions({ pieces })).toMatchObject([
      {
        pieces: [
          { word: 1, register: { kind: "high", slot: "slot0" }, value: "high-word" },
          { word: 2, register: { kind: "data", slot: "slot0" }, value: "zero" },
        ],
      },
    ]);
  });
});

describe("a write's outcome", () => {
  it("has the action, what the device got, and what the guest thinks afterwards", () => {
    const accesses = () => [{ ...PLAIN, after: { slot0: "in-progress" } as const }];
    const [outcome] = writing({ accesses })(START);
    expect(outcome).toMatchObject({
      changes: { slot0: "in-progress" },
      needs: [],
      violates: [],
      action: { kind: "write", delivery: "plain", pieces: [{ word: 6, value: "other" }] },
      arrivals: [{ branch: "pass", received: { kind: "other", value: "0x5a5a5a40" } }],
    });
  });

  it("says if it went past the trap", () => {
    const accesses = () => [{ ...PLAIN, delivery: "untrapped" as const }];
    expect(writing({ accesses })(START)[0]).toMatchObject({
      action: { delivery: "untrapped" },
      arrivals: [{ branch: "not trapped" }],
    });
  });

  it("keeps the guest's own view of a slot where the write changes the slot as well", () => {
    const access: Access = {
      ...PLAIN,
      pieces: [{ word: 0, value: "other" }],
      after: { low: "zero" },
    };
    expect(writing({ accesses: () => [access] })(START)[0]?.changes).toMatchObject({
      low: "zero",
      lowFaithful: "yes",
    });
  });
});

describe("what a write breaks", () => {
  const needing = (...needs: AssumptionId[]) => ({ accesses: () => [{ ...PLAIN, needs }] });
  const needsOf = (moves: Partial<Moves>, scope: Partial<Scope> = {}) =>
    writing(moves, scope)(START).map(({ needs }) => needs);

  it("is what the access breaks and what its time breaks, each once, its time first", () => {
    const timing = () => ["stable-window", "unique-address"] as const;
    expect(needsOf({ ...needing("unique-address"), timing })).toEqual([
      ["stable-window", "unique-address"],
    ]);
  });

  it("is no more than the order, or the write is left out", () => {
    expect(needsOf(needing("unique-address", "stable-window"))).toHaveLength(1);
    expect(needsOf(needing("unique-address", "stable-window", "no-readback"))).toEqual([]);
    const timing = () => ["stable-window"] as const;
    expect(needsOf({ ...needing("unique-address", "no-readback"), timing })).toEqual([]);
    expect(needsOf({ ...needing("unique-address"), timing }, { order: 1 })).toEqual([]);
    expect(needsOf(needing("unique-address"), { order: 0 })).toEqual([]);
    expect(needsOf({}, { order: 0 })).toEqual([[]]);
  });

  it("is counted as the design carries it", () => {
    const carriedBy = {
      "unique-address": "source-grant",
      "stable-window": "source-grant",
    } as const;
    const terms = { ...USUAL_TERMS, carriedBy };
    expect(needsOf(needing("unique-address", "stable-window"), { terms, order: 1 })).toEqual([
      ["unique-address", "stable-window"],
    ]);
  });
});

describe("a write that breaks more than the order", () => {
  it("is not even worked out", () => {
    const tried: number[] = [];
    const quirk: Quirk = {
      ...AS_POSTED,
      write: (view, own, access) => {
        tried.push(access.offset);
        return AS_POSTED.write(view, own, access);
      },
    };
    const allowed: Access = { ...PLAIN, needs: ["unique-address"] };
    const beyond: Access = {
      ...PLAIN,
      pieces: [{ word: 8, value: "other" }],
      needs: ["unique-address", "no-readback"],
    };
    writing({ accesses: () => [allowed, beyond] }, { quirk, order: 1 })(START);
    expect(tried).toEqual([24]);
  });
});

describe("equal outcomes", () => {
  const accesses = ({ pair }: WorldState): readonly Access[] =>
    pair === "zero" ? [PLAIN] : [PLAIN, { ...PLAIN, pieces: [{ word: 6, value: "zero" }] }];
  const timing = ({ msi }: WorldState) =>
    msi === "enabled" ? [] : (["programmed-while-enabled"] as const);
  const answer = perMutant(() => writing({ accesses, timing }));

  it("are one object, and so are lists of them, whichever state they are of", () => {
    const moved = { ...START, slot1: "programmed" } as const;
    expect(answer()(moved)).toBe(answer()(START));
    const [first] = answer()(START);
    const [same, other] = answer()({ ...START, pair: "programmed" });
    expect(same).toBe(first);
    expect(other?.action).toMatchObject({ pieces: [{ word: 6, value: "zero" }] });
  });

  it("are not one if the time is another", () => {
    const [before] = answer()(START);
    const [after] = answer()({ ...START, msi: "enabled" });
    expect(before?.needs).toEqual(["programmed-while-enabled"]);
    expect(after?.needs).toEqual([]);
    expect(after?.action).toEqual(before?.action);
  });

  it("are kept apart by what they break, first and last of the catalogue alike", () => {
    const [first, last] = [ALL_ASSUMPTIONS.at(0)?.id, ALL_ASSUMPTIONS.at(-1)?.id];
    if (first === undefined || last === undefined) throw new Error("no assumptions");
    const all = writing({
      accesses: () => [{ ...PLAIN, needs: [last] }],
      timing: ({ slot1 }) => (slot1 === "none" ? [] : [first]),
    });
    expect(all(START)[0]?.needs).toEqual([last]);
    expect(all({ ...START, slot1: "programmed" })[0]?.needs).toEqual([first, last]);
  });

  it("are none where nothing can be written, and then the time is not asked", () => {
    const never = () => {
      throw new Error("asked");
    };
    expect(writing({ accesses: () => [], timing: never })(START)).toEqual([]);
  });
});

describe("what a write depends on", () => {
  it("is asked once, whatever else changes", () => {
    const asked = { accesses: 0, timing: 0 };
    const answer = writing({
      accesses: () => {
        asked.accesses++;
        return [PLAIN];
      },
      timing: ({ msi }) => {
        asked.timing++;
        return msi === "enabled" ? [] : ["programmed-while-enabled"];
      },
    });
    for (const slot1 of ["none", "programmed"] as const) {
      for (const msi of ["enabled", "disabled"] as const) answer({ ...START, slot1, msi });
    }
    expect(asked).toEqual({ accesses: 1, timing: 2 });
  });
});
