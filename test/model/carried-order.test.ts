import { describe, expect, it } from "vitest";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { usualState, type WorldState } from "../../model/world/state.js";
import { type Terms, USUAL_TERMS } from "../../model/world/terms.js";
import { createWorld } from "../../model/world/world.js";

/** What an old address written through an untrapped offset needs, in a world of that order. */
function needsOf(order: number, carriedBy: Terms["carriedBy"]): readonly AssumptionId[][] {
  const world = createWorld({
    asked: 2,
    offsets: [0],
    order,
    terms: { ...USUAL_TERMS, carriedBy },
  });
  const state: WorldState = {
    ...usualState(world.components),
    msi: "enabled",
    grant: "asked",
    pair: "programmed",
    pairs: "several",
  } as WorldState;
  const move = world.moves.find(({ name }) => name === "slot0 address");
  return (move?.outcomes(state) ?? [])
    .filter(
      ({ action }) =>
        action.kind === "write" &&
        action.delivery === "untrapped" &&
        action.pieces.some(({ value }) => value === "old-address"),
    )
    .map(({ needs }) => [...needs]);
}

describe("a write that breaks two assumptions", () => {
  it("is none of sets of one, where each is carried by itself", () => {
    expect(needsOf(1, {})).toEqual([]);
    expect(needsOf(2, {})).toEqual([["stable-guest-pair", "slots-in-window"]]);
  });

  it("is one of sets of one, where one assumption of the design carries both", () => {
    const carriedBy = { "stable-guest-pair": "device-known", "slots-in-window": "device-known" };
    expect(needsOf(1, carriedBy as Terms["carriedBy"])).toEqual([["device-known"]]);
  });
});
