/** What a world is made of: its choices, components and moves, by allocation, order and design. */
import { describe, expect, it } from "vitest";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { actorOf } from "../../model/world/action.js";
import { DOMAINS, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { USUAL_TERMS } from "../../model/world/terms.js";
import {
  createWorld,
  everyOffset,
  representativeOffsets,
  type WorldScope,
} from "../../model/world/world.js";

const worldWith = (scope: Partial<WorldScope> = {}) =>
  createWorld({ asked: 2, offsets: [0], order: 1, ...scope });

/** What is chosen, by the assumptions it needs dropped. */
const choicesOf = (scope: Partial<WorldScope> = {}) =>
  new Map(worldWith(scope).choices.map(({ changes, needs }) => [needs.join("+"), changes]));

describe("what is chosen at the start", () => {
  const ALONE: readonly (readonly [AssumptionId, object])[] = [
    ["aligned-base-data", { guestBase: "unaligned" }],
    ["data-at-plus-8", { slot0Data: "elsewhere" }],
    ["slots-clear-of-window-end", { windowEnd: "cuts-slot-0" }],
    ["capability-32-bit", { capability: "64-bit" }],
    ["eight-byte-divisible", { eightByte: "whole-only" }],
    ["msi-novirt-feature", { quirk: "absent" }],
    ["aligned-host-base", { hostBase: "unaligned" }],
    ["interrupt-remapping", { remapping: "off" }],
    ["little-endian-host", { byteOrder: "big" }],
    ["same-architecture", { architecture: "other" }],
  ];

  it("is nothing with nothing dropped", () => {
    expect(worldWith({ order: 0 }).choices).toEqual([{ changes: {}, needs: [] }]);
  });

  it("is one thing with one dropped; an address above 4 GiB only with a 64-bit capability", () => {
    const one = choicesOf();
    expect(one.size).toBe(ALONE.length + 1);
    for (const [id, changes] of ALONE) expect(one.get(id)).toEqual(changes);
    const two = choicesOf({ order: 2 });
    expect(two.get("capability-32-bit+low-host-address")).toEqual({
      capability: "64-bit",
      hostHigh: "set",
    });
    expect(two.has("low-guest-address+low-host-address")).toBe(false);
    expect(two.has("low-guest-address")).toBe(false);
    expect(two.has("low-host-address")).toBe(false);
  });

  it("is a guest's high word of one of three kinds, by its low bits", () => {
    const high = worldWith({ order: 2 }).choices.filter(
      ({ needs }) => needs.join() === "low-guest-address,capability-32-bit",
    );
    expect(high.map(({ changes }) => changes)).toEqual(
      ["unaligned", "aligned", "low-half-zero"].map((guestHigh) => ({
        guestHigh,
        capability: "64-bit",
      })),
    );
  });

  it("is up to two things with two dropped: 1, 10 alone, 45 pairs of these, 3 and 1 above 4 GiB", () => {
    expect(worldWith({ order: 2 }).choices.length).toBe(1 + 10 + 45 + 3 + 1);
  });

  it("is for one vector what it is for two: a base that has no low bits has some once it grows", () => {
    expect(worldWith({ asked: 1, order: 2 }).choices).toEqual(worldWith({ order: 2 }).choices);
  });

  it("is no absence of what is not in place", () => {
    const terms = { ...USUAL_TERMS, inPlace: false };
    const none = choicesOf({ terms });
    expect(none.size).toBe(ALONE.length);
    expect(none.has("msi-novirt-feature")).toBe(false);
    const usual = worldWith().components;
    expect(usual.find(({ name }) => name === "quirk")?.values).toEqual(["present", "absent"]);
    const turned = worldWith({ terms }).components.filter(
      ({ values }, at) => values.join() !== usual[at]?.values.join(),
    );
    expect(turned).toEqual([{ name: "quirk", values: ["absent", "present"] }]);
  });

  it("is what a design adds, by the assumption that carries it", () => {
    const choices = [["no-readback", { remapping: "off" }]] as const;
    const carriedBy = { "interrupt-remapping": "no-readback" } as const;
    const added = worldWith({ order: 2, terms: { ...USUAL_TERMS, choices, carriedBy } }).choices;
    const off = added.filter(({ changes }) => changes.remapping === "off");
    expect(off.filter(({ needs }) => needs.join() === "no-readback").length).toBe(3);
    expect(off.some(({ needs }) => needs.includes("interrupt-remapping"))).toBe(false);
  });
});

describe("a world", () => {
  it("has the components of the state and of the quirk's memory, as usual but for the quirk", () => {
    const names = worldWith().components.map(({ name }) => name);
    expect(names).toEqual([...Object.keys(DOMAINS), "own.cookie"]);
  });

  it("needs what decides whose a pair is, and what a quirk that remembers compares with", () => {
    expect(worldWith().needed).toEqual([]);
    const granted = { ...USUAL_TERMS, pairs: "granted" } as const;
    expect(worldWith({ terms: granted }).needed).toEqual(["quirk", "remapping", "architecture"]);
    const remembering = { ...AS_POSTED, remembers: true } as const;
    expect(worldWith({ quirk: remembering }).needed).toEqual([
      "lowFaithful",
      "dataFaithful",
      "ordinaryFaithful",
    ]);
  });

  it("has a move for each register of each slot and each ordinary word, and what happens around them", () => {
    const moves = worldWith().moves.map(({ name, kind }) => `${actorOf(kind)}: ${name}`);
    const slots = ["slot0", "slot1", "slot2"].flatMap((slot) =>
      ["address", "high", "data", "given up"].map((what) => `guest: ${slot} ${what}`),
    );
    expect(moves).toEqual([
      "guest: capability pair",
      "guest: enable MSI",
      "guest: disable MSI",
      "guest: grow the allocation",
      "host: host pair moves",
      "guest: window",
      "guest: device reset",
      "administrator: machine reset",
      ...slots,
      "guest: ordinary word 2",
      "guest: ordinary word 6",
      "guest: ordinary word 8",
      "guest: pair by memory",
      "device: message",
      "guest: read slot 0",
      "guest: read ordinary",
    ]);
  });
});

describe("a move's needs", () => {
  const GIVEN_UP = { kind: "give-up", slot: "slot0" };
  const needsOf = (name: string, terms = USUAL_TERMS) => {
    const move = worldWith({ terms }).moves.find((known) => known.name === name);
    const state = { ...USUAL_STATE, slot0: "in-progress" } as WorldState;
    return (move?.outcomes(state) ?? []).map(({ action, needs }) => [action, needs]);
  };

  it("are the patch's", () => {
    expect(needsOf("slot0 given up")).toEqual([[GIVEN_UP, ["slot-completed"]]]);
  });

  it("are those that carry them in a design, and all else of the move is as it was", () => {
    const carriedBy = { "slot-completed": "no-readback" } as const;
    const terms = { ...USUAL_TERMS, carriedBy };
    expect(needsOf("slot0 given up", terms)).toEqual([[GIVEN_UP, ["no-readback"]]]);
    expect(needsOf("window", terms)).toEqual([[{ kind: "move-window", to: "B" }, []]]);
    expect(worldWith({ terms }).moves.map(({ name, reads }) => [name, reads])).toEqual(
      worldWith().moves.map(({ name, reads }) => [name, reads]),
    );
  });
});

describe("vector offsets", () => {
  it("are represented by the first, the last of the allocation and the first beyond", () => {
    expect(representativeOffsets(1)).toEqual([0, 1]);
    expect(representativeOffsets(2)).toEqual([0, 1, 2]);
    expect(representativeOffsets(8)).toEqual([0, 7, 8]);
    expect(everyOffset(4)).toEqual([0, 1, 2, 3, 4]);
  });
});
