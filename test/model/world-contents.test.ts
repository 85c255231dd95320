/** What stored registers hold after a write, role by role, against what docs/model.md says each value means. */
import { describe, expect, it } from "vitest";
import { type Role, roleText } from "../../model/invariants.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { contents } from "../../model/world/contents.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";

const other = (value: bigint): Role => ({ kind: "other", value });
const GUEST_ADDRESS: Role = { kind: "guest-address" };
const LOST: Role = { kind: "lost" };
/** 0x4800 is the host's base data, 0x300 the high half of its address. */
const HOST_NUMBERS = [0x4800n, 0x48ffn, 0x300n, 0x3ffn];
const NOBODYS_NUMBERS = [0x47ffn, 0x4900n, 0x2ffn, 0x400n];

/** Rows with the role's name first, for the names of tests. */
const named = <Content extends string>(rows: readonly (readonly [Role, Content])[]) =>
  rows.map(([role, content]) => [roleText(role), content, role] as const);

interface Case {
  readonly written?: Role;
  readonly changed?: boolean;
  readonly remembers?: true;
  readonly state?: Partial<WorldState>;
}

function held(word: number, received: Role, { state, remembers, ...given }: Case = {}) {
  const quirk = remembers ? { ...AS_POSTED, remembers } : AS_POSTED;
  const got = { written: other(7n), changed: false, ...given, received, quirk };
  return contents({ ...USUAL_STATE, ...state } as WorldState, word, got);
}

describe("slot 0's address register", () => {
  it.each(
    named([
      [GUEST_ADDRESS, "guest"],
      [{ kind: "host-address" }, "host"],
      [{ kind: "stale-host" }, "stale"],
      [other(0n), "zero"],
      [other(1n), "other"],
      [{ kind: "guest-data", vector: 0 }, "other"],
      [{ kind: "guest-high" }, "other"],
    ]),
  )("holds after %s: %s", (_, low, received) => {
    expect(held(0, received)).toEqual({ low, lowFaithful: "yes" });
  });
});

describe("slot 0's high register", () => {
  it.each(
    named([
      [{ kind: "host-high" }, "host"],
      [{ kind: "guest-high" }, "guest"],
      [other(0n), "zero"],
      [other(1n), "other"],
      [GUEST_ADDRESS, "other"],
      [{ kind: "host-address" }, "other"],
    ]),
  )("holds after %s: %s, and no shadow of it is kept", (_, high, received) => {
    expect(held(1, received)).toEqual({ high });
    expect(held(1, received, { changed: true })).toEqual({ high });
  });
});

describe("slot 0's data register", () => {
  const written: Role = { kind: "guest-data", vector: 1 };

  it.each(
    named([
      [{ kind: "guest-data", vector: 1 }, "guest"],
      [{ kind: "foreign-data" }, "guest"],
      [{ kind: "host-data", vector: 1 }, "word"],
      [{ kind: "host-data", vector: 0 }, "wrong-word"],
      [{ kind: "source-data" }, "word"],
      [{ kind: "stale-host" }, "stale"],
      [other(0n), "zero"],
      [other(0x4800n), "wrong-word"],
      [other(1n), "other"],
      [GUEST_ADDRESS, "other"],
    ]),
  )("holds after %s, vector 1 being meant: %s", (_, data, received) => {
    expect(held(2, received, { written })).toEqual({ data, dataFaithful: "yes" });
  });

  it("holds the wrong word where no vector is meant", () => {
    const received: Role = { kind: "host-data", vector: 0 };
    expect(held(2, received, { written: GUEST_ADDRESS }).data).toBe("wrong-word");
  });

  it("may lie elsewhere, and then word 2 is the ordinary register", () => {
    const state = { slot0Data: "elsewhere" } as const;
    expect(held(9, other(0n), { state })).toEqual({ data: "zero", dataFaithful: "yes" });
    expect(held(2, other(0n), { state })).toEqual({ ordinary: "zero", ordinaryFaithful: "yes" });
  });
});

describe("the stored ordinary register", () => {
  const state = { window: "B" } as const;

  it.each(
    named([
      [{ kind: "host-address" }, "host"],
      [{ kind: "host-high" }, "host"],
      [{ kind: "host-data", vector: 0 }, "host"],
      [{ kind: "source-data" }, "host"],
      ...HOST_NUMBERS.map((value) => [other(value), "host"] as const),
      ...NOBODYS_NUMBERS.map((value) => [other(value), "guest"] as const),
      [other(0n), "zero"],
      [GUEST_ADDRESS, "guest"],
      [{ kind: "guest-data", vector: 0 }, "guest"],
    ]),
  )("holds after %s: %s", (_, ordinary, received) => {
    expect(held(2, received, { state })).toEqual({ ordinary, ordinaryFaithful: "yes" });
  });

  it("is the one at word 2: of others nothing is kept", () => {
    for (const word of [3, 9]) expect(held(word, other(1n), { state })).toEqual({});
    expect(held(6, other(1n))).toEqual({});
  });
});

describe("slots 1 and 2", () => {
  it("slot 1's contents are said by its own components", () => {
    expect(held(3, GUEST_ADDRESS)).toEqual({ slot1Low: "guest", slot1LowFaithful: "yes" });
    expect(held(4, other(0n))).toEqual({ slot1High: "zero" });
    expect(held(5, other(0n))).toEqual({ slot1Data: "zero", slot1DataFaithful: "yes" });
  });

  it("slot 2's are not kept", () => {
    const state = { window: "B" } as const;
    for (const word of [6, 7, 8]) expect(held(word, GUEST_ADDRESS, { state })).toEqual({});
  });
});

describe("what a read finds", () => {
  const faithful = (received: Role, given: Case) => held(0, received, given).lowFaithful;

  it("is as a shadow device has it, unless the quirk made another value of it or the write was lost", () => {
    expect(faithful(GUEST_ADDRESS, {})).toBe("yes");
    expect(faithful({ kind: "host-address" }, { changed: true })).toBe("no");
    expect(faithful(LOST, {})).toBe("no");
  });

  it("after a loss is nothing that a quirk which remembers has written", () => {
    const remembers = true;
    expect(faithful(LOST, { remembers })).toBe("lost");
    expect(faithful({ kind: "host-address" }, { remembers, changed: true })).toBe("no");
    expect(faithful(GUEST_ADDRESS, { remembers })).toBe("yes");
  });

  it("a write that was lost leaves what the register held", () => {
    expect(held(0, LOST)).toEqual({ lowFaithful: "no" });
    expect(held(1, LOST)).toEqual({});
    expect(held(2, LOST)).toEqual({ dataFaithful: "no" });
    expect(held(2, LOST, { state: { window: "B" } })).toEqual({ ordinaryFaithful: "no" });
  });
});
