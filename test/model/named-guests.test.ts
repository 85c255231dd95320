import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { NAMED_GUESTS, offsetsOf, restrictedTo } from "../../model/world/guests/index.js";
import { piecesOf } from "../../model/world/guests/named-guest.js";
import type { Move } from "../../model/world/move.js";
import {
  type ComponentName,
  componentsWith,
  usualState,
  type WorldState,
} from "../../model/world/state.js";
import { createWorld } from "../../model/world/world.js";

const offsets = (name: string) => NAMED_GUESTS.find((guest) => guest.name === name)?.offsets;

const COMPONENTS = componentsWith(AS_POSTED);

const states = fc.record(
  Object.fromEntries(COMPONENTS.map(({ name, values }) => [name, fc.constantFrom(...values)])),
) as unknown as fc.Arbitrary<WorldState>;

/** The components that a move looks at in a state. */
function readsOf(move: Move, state: WorldState): readonly ComponentName[] {
  const read = new Set<ComponentName>();
  const recording = Object.defineProperties(
    {},
    Object.fromEntries(
      COMPONENTS.map(({ name }) => [name, { get: () => read.add(name) && state[name] }]),
    ),
  ) as WorldState;
  move.outcomes(recording);
  return [...read];
}

describe("the named guests", () => {
  it("write the vectors of their chip's budget that rings in BAR 0 use", () => {
    // Linux pcic.c ath11k_msi_config, added up by hand: CE from 3, DP from 8 or 14.
    expect(offsets("linux-1")).toEqual([0]);
    expect(offsets("linux-16")).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(offsets("linux-32")).toEqual([3, 4, 5, 6, 7, 8, 14, 21, 22, 23, 24]);
    expect(offsets("windows-16")).toHaveLength(16);
  });

  it("write offsets below what they allocate, each named once, each breach with its source", () => {
    expect(new Set(NAMED_GUESTS.map(({ name }) => name)).size).toBe(NAMED_GUESTS.length);
    for (const guest of NAMED_GUESTS) {
      expect(guest.offsets.every((offset) => offset < guest.allocated)).toBe(true);
      const own = guest.breaches.map(({ assumption }) => assumption);
      // In catalogue order, as everything that lists assumptions.
      expect(ASSUMPTIONS.map(({ id }) => id).filter((id) => own.includes(id))).toEqual(own);
      for (const { source } of guest.breaches) expect(source).toMatch(/Linux|@/);
    }
  });

  it.each(NAMED_GUESTS.map((guest) => [guest.name, guest] as const))(
    "%s does only what the arbitrary guest does, and looks at nothing it does not declare",
    (_, guest) => {
      const scope = { asked: guest.allocated, offsets: offsetsOf(guest), order: 2 };
      const arbitrary = createWorld(scope);
      const { moves } = restrictedTo(arbitrary, guest);
      expect(moves.map(({ name }) => name)).toEqual(arbitrary.moves.map(({ name }) => name));
      fc.assert(
        fc.property(states, (state) => {
          for (const [i, move] of moves.entries()) {
            const all = arbitrary.moves[i]?.outcomes(state).map(({ action }) => action);
            for (const { action } of move.outcomes(state)) expect(all).toContainEqual(action);
            for (const read of readsOf(move, state)) expect(move.reads).toContain(read);
          }
        }),
        { numRuns: 20 },
      );
    },
  );

  it("but for the Windows driver, of which too little is known, they write 4 bytes at a time", () => {
    for (const guest of NAMED_GUESTS.filter(({ name }) => name !== "windows-16")) {
      const scope = { asked: guest.allocated, offsets: offsetsOf(guest), order: 2 };
      for (const { outcomes } of restrictedTo(createWorld(scope), guest).moves) {
        const state = {
          ...usualState(COMPONENTS),
          msi: "enabled",
          pair: "programmed",
          slot0: "in-progress",
        } as const;
        const wide = outcomes(state).filter((outcome) => piecesOf(outcome).length > 1);
        expect(wide.every(({ needs }) => needs.length > 0)).toBe(true);
      }
    }
  });
});
