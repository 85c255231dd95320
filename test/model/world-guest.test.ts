/** The arbitrary guest's moves that leave no trace in what invariants say, by hand. */
import { describe, expect, it } from "vitest";
import { piecesOf } from "../../model/world/guests/named-guest.js";
import { USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { createWorld } from "../../model/world/world.js";

function outcomesOf(name: string, state: Partial<WorldState> = {}) {
  const { moves } = createWorld({ asked: 2, offsets: [0], order: 1 });
  const move = moves.find((known) => known.name === name);
  return move?.outcomes({ ...USUAL_STATE, "own.cookie": "none", ...state } as WorldState) ?? [];
}

describe("giving a slot up", () => {
  it("is possible while it is in progress, and says nothing of any invariant", () => {
    expect(outcomesOf("slot0 given up")).toEqual([]);
    for (const slot0 of ["in-progress", "interrupted"] as const) {
      expect(outcomesOf("slot0 given up", { slot0 })).toEqual([
        {
          action: { kind: "give-up", slot: "slot0" },
          changes: { slot0: "none" },
          needs: ["slot-completed"],
          violates: [],
          concerns: [],
        },
      ]);
    }
  });
});

describe("writing a slot's address", () => {
  it("begins the slot: no vector is meant until the data says which", () => {
    const state = { msi: "enabled", pair: "programmed", vector: "yes" } as const;
    const [plain] = outcomesOf("slot0 address", state);
    expect(plain?.changes).toMatchObject({ slot0: "in-progress", vector: "no" });
    const [of1] = outcomesOf("slot1 address", state);
    expect(of1?.changes).not.toHaveProperty("vector");
  });
});

describe("writing 8 bytes to ordinary registers", () => {
  const wide = (name: string, state: Partial<WorldState>) =>
    outcomesOf(name, state)
      .map(piecesOf)
      .filter((pieces) => pieces.length === 2);

  it("is of the word and the next, where that is no slot's", () => {
    const words = (name: string, state: Partial<WorldState>) =>
      wide(name, state).map((pieces) => pieces.map(({ word }) => word));
    expect(new Set(words("ordinary word 2", { window: "B" }).map(String))).toEqual(
      new Set(["2,3"]),
    );
    expect(new Set(words("ordinary word 6", { window: "A" }).map(String))).toEqual(
      new Set(["6,7"]),
    );
    expect(words("ordinary word 2", { window: "A", slot0Data: "elsewhere" })).toEqual([]);
    expect(words("ordinary word 8", { window: "A" })).toEqual([]);
  });

  it("puts another value into the next", () => {
    for (const [, next] of wide("ordinary word 6", {})) expect(next?.value).toBe("other");
  });
});
