import { describe, expect, it } from "vitest";
import { shortestCounterexample } from "../../../../checks/engine/cut-sets/shortest.js";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import type { FiniteModel } from "../../../../checks/engine/explorer/model.js";
import { clock, never, odometer } from "../explorer/toys.js";
import { doors, FOUR_WAYS, SHORT_CUT, walk } from "./toys.js";

/** The names of the moves of the counterexample to invariant 0. */
function moves(model: FiniteModel, dropped: readonly number[] = [0]) {
  const shortest = shortestCounterexample(compile(model), { invariant: 0, dropped });
  return shortest.kind === "found" ? shortest.trace.steps.map(({ move }) => move) : shortest.kind;
}

describe("the shortest counterexample", () => {
  it("is the one with fewest changes of actor, then the first in catalogue order", () => {
    expect(moves(FOUR_WAYS)).toEqual(["edge 3", "edge 4", "edge 5"]);
  });

  it("is another when the moves stand in another order", () => {
    const turned = { ...FOUR_WAYS, moves: FOUR_WAYS.moves.toReversed() };
    expect(moves(turned)).toEqual(["edge 9", "edge 10", "edge 11"]);
  });

  it("does not take a longer way to save a change of actor", () => {
    const model = walk([
      { from: 0, to: 1, actor: "x" },
      { from: 1, to: 4, actor: "y", violates: [0] },
      { from: 0, to: 2, actor: "x" },
      { from: 2, to: 3, actor: "x" },
      { from: 3, to: 4, actor: "x", violates: [0] },
    ]);
    expect(moves(model)).toEqual(["edge 0", "edge 1"]);
  });

  it("looks ahead for the actor: the first step may cost a later change", () => {
    const model = walk([
      { from: 0, to: 1, actor: "x" },
      { from: 0, to: 1, actor: "y" },
      { from: 1, to: 2, actor: "y" },
      { from: 2, to: 3, actor: "y", violates: [0] },
    ]);
    expect(moves(model)).toEqual(["edge 1", "edge 2", "edge 3"]);
  });

  it("counts the way to a violating state and a violating step alike", () => {
    const model = walk(
      [
        { from: 0, to: 1, actor: "x" },
        { from: 1, to: 3, actor: "y", violates: [0] },
        { from: 1, to: 2, actor: "x" },
      ],
      {
        observations: [
          {
            name: "place 2",
            reads: [0],
            judge: ([place]) => ({ violates: place === 2 ? [0] : [], concerns: [] }),
          },
        ],
      },
    );
    expect(moves(model)).toEqual(["edge 0", "edge 2"]);
    const shortest = shortestCounterexample(compile(model), { invariant: 0, dropped: [] });
    expect(shortest).toMatchObject({ trace: { observation: "place 2" } });
  });

  it("has no steps if an initial state violates; the first of those is told", () => {
    const model: FiniteModel = {
      ...clock(10),
      moves: [],
      observations: [never(0, [0], ([hour]) => hour === 4 || hour === 9)],
      initial: [
        { values: [1], needs: [] },
        { values: [4], needs: [] },
        { values: [9], needs: [] },
      ],
    };
    expect(shortestCounterexample(compile(model), { invariant: 0, dropped: [] })).toEqual({
      kind: "found",
      trace: {
        start: { values: [4], needs: [] },
        steps: [],
        observation: "never 0",
      },
    });
  });

  it("may use fewer assumptions than are dropped", () => {
    expect(moves(SHORT_CUT, [0, 1, 2])).toEqual(["edge 0", "edge 1"]);
    expect(moves(SHORT_CUT, [0, 1])).toEqual(["edge 0", "edge 2", "edge 3", "edge 4"]);
  });

  it("is found over a violating step that changes nothing", () => {
    const model = walk([
      { from: 0, to: 1 },
      { from: 1, to: 1, needs: [0], violates: [0] },
    ]);
    expect(moves(model)).toEqual(["edge 0", "edge 1"]);
  });

  it("is not there if nothing violates", () => {
    expect(moves(doors(3), [0, 1])).toBe("none");
  });

  it("is not said to be missing by a search cut short", () => {
    const options = { invariant: 0, dropped: [], limits: { states: 100 } };
    expect(shortestCounterexample(compile(odometer(3, 8)), options)).toEqual({
      kind: "incomplete",
      why: "more than 100 states",
    });
  });
});
