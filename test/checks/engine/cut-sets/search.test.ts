import { describe, expect, it } from "vitest";
import type { CutSetOptions } from "../../../../checks/engine/cut-sets/result.js";
import { searchCutSets } from "../../../../checks/engine/cut-sets/search.js";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import type { FiniteModel } from "../../../../checks/engine/explorer/model.js";
import { boundedBuffer, tokenRing } from "../explorer/toys.js";
import { doors, FIVE, FOUR_WAYS, SHORT_CUT } from "./toys.js";

function search(model: FiniteModel, options: CutSetOptions) {
  return searchCutSets(compile(model), options);
}

/** By invariant: its cut sets, each with its length. */
function cuts(model: FiniteModel, options: CutSetOptions) {
  return search(model, options).invariants.map(({ cutSets }) =>
    cutSets.map(({ assumptions, length }) => [...assumptions, `in ${length}`]),
  );
}

describe("the cut sets of models known by hand", () => {
  it("are found up to the order, with shortest lengths", () => {
    const of4 = [[], [], [["in 1"]]];
    expect(cuts(FIVE, { order: 1 })).toEqual([[[0, "in 1"]], [], ...of4]);
    const upTo2 = [
      [
        [0, "in 1"],
        [1, 2, "in 2"],
      ],
      [[0, 1, "in 2"]],
      ...of4,
    ];
    expect(cuts(FIVE, { order: 2 })).toEqual(upTo2);
    expect(cuts(FIVE, { order: 4 })).toEqual(upTo2);
  });

  it("come with what is so with nothing dropped", () => {
    const { invariants } = search(FIVE, { order: 2 });
    expect(invariants.map(({ undropped, concerned }) => [undropped, concerned])).toEqual([
      ["holds", 1],
      ["holds", 1],
      ["holds", 1],
      ["unreachable", 0],
      ["violated", 1],
    ]);
  });

  it("do not include a larger one that breaks it sooner", () => {
    expect(cuts(SHORT_CUT, { order: 3 })).toEqual([[[0, 1, "in 4"]]]);
    expect(cuts(SHORT_CUT, { order: 1 })).toEqual([[]]);
  });

  it.each([1, 2, 3, 4])("are found at the order of their size, %i, and not below", (size) => {
    const all = Array.from({ length: size }, (_, door) => door);
    expect(cuts(doors(size), { order: size })).toEqual([[[...all, `in ${size}`]]]);
    if (size > 1) expect(cuts(doors(size), { order: size - 1 })).toEqual([[]]);
  });

  it("are found among 64 assumptions, across the words they are kept in", () => {
    const assumptions = Array.from({ length: 64 }, (_, i) => `a${i}`);
    const spread = (position: number) => [3, 31, 32, 63][position] ?? 0;
    const model = doors(4);
    const moves = model.moves.map((move) => ({
      ...move,
      outcomes: (values: readonly number[]) =>
        move.outcomes(values).map((one) => ({ ...one, needs: one.needs.map(spread) })),
    }));
    expect(cuts({ ...model, assumptions, moves }, { order: 4 })).toEqual([
      [[3, 31, 32, 63, "in 4"]],
    ]);
  });

  it("include one that is a choice at the start", () => {
    const initial = [
      { values: [0], needs: [] },
      { values: [4], needs: [1] },
    ];
    const assumptions = ["slow-producer", "starts-empty"];
    const model = { ...boundedBuffer(4), assumptions, initial };
    // Dropping both breaks it in one step, but dropping the first alone is enough.
    expect(cuts(model, { order: 2 })).toEqual([[[0, "in 5"]]]);
    // The first on the level 4 that is reached from below and on the one to start from.
    expect(search(model, { order: 2 }).exercised).toEqual([2, 1]);
  });
});

describe("a cut-set search", () => {
  it("says how often each assumption was tried", () => {
    // With one dropped, what follows on places 1 and 2 cannot be taken; with two it can, by b and by c.
    expect(search(FIVE, { order: 1, invariants: [0] }).exercised).toEqual([1, 1, 0]);
    expect(search(FIVE, { order: 2, invariants: [1] }).exercised).toEqual([1, 2, 1]);
  });

  it("drops only the assumptions it is told to", () => {
    expect(cuts(FIVE, { order: 2, assumptions: [1, 2] })).toEqual([
      [[1, 2, "in 2"]],
      [],
      [],
      [],
      [["in 1"]],
    ]);
    expect(search(FIVE, { order: 2, assumptions: [1, 2] }).exercised).toEqual([0, 1, 1]);
  });

  it("looks only at the invariants it is told to", () => {
    const { invariants } = search(FIVE, { order: 2, invariants: [3, 1] });
    expect(invariants.map(({ invariant, cutSets }) => [invariant, cutSets.length])).toEqual([
      [3, 0],
      [1, 1],
    ]);
  });

  it("counts the states and transitions of the explorer where nothing can be dropped", () => {
    const { nodes, states, transitions } = search(tokenRing(5), { order: 1, assumptions: [] });
    expect({ nodes, states, transitions }).toEqual({ nodes: 10, states: 10, transitions: 15 });
  });

  it("leaves a node whose set breaks every invariant already", () => {
    const { nodes, states } = search(tokenRing(5), { order: 1 });
    // By nothing dropped: 10. By dropping the need for the token, before it is seen to break: in one step,
    // one of 4 stations inside; in two, one of those and station 0, one of 4 while station 1 has the
    // token, two of those: 4 + 4 + 6.
    expect({ nodes, states }).toEqual({ nodes: 10 + 4 + 14, states: 28 });
  });

  it("gives no counterexamples if they are not wanted", () => {
    const { invariants } = search(FIVE, { order: 1, counterexamples: false });
    expect(invariants[0]?.cutSets).toEqual([{ assumptions: [0], length: 1 }]);
  });

  it("tells progress every so many nodes", () => {
    const told: (readonly number[])[] = [];
    const onProgress = (...numbers: number[]) => told.push(numbers);
    search(tokenRing(5), { order: 1, assumptions: [], onProgress, progressEvery: 4 });
    expect(told).toEqual([
      [5, 6],
      [9, 12],
    ]);
  });

  it.each([0, 5, 1.5, Number.NaN])("refuses order %d", (order) => {
    expect(() => search(FIVE, { order })).toThrow(`order ${order}: must be 1 to 4`);
  });
});

describe("a cut-set search that hits a limit", () => {
  it("is incomplete, and so is every invariant not known to be violated", () => {
    const { incomplete, invariants } = search(FIVE, { order: 2, limits: { states: 2 } });
    expect(incomplete).toBe("more than 2 nodes");
    expect(invariants.map(({ undropped }) => undropped)).toEqual([
      "incomplete",
      "incomplete",
      "incomplete",
      "incomplete",
      "violated",
    ]);
  });

  it("is complete with just enough nodes", () => {
    const { nodes } = search(tokenRing(5), { order: 1 });
    const enough = search(tokenRing(5), { order: 1, limits: { states: nodes } });
    expect(enough.incomplete).toBeUndefined();
    const tooFew = search(tokenRing(5), { order: 1, limits: { states: nodes - 1 } });
    expect(tooFew.incomplete).toBe(`more than ${nodes - 1} nodes`);
  });

  it("is incomplete when its arrays would need more bytes", () => {
    const { incomplete, bytes } = search(doors(12), { order: 4, limits: { bytes: 40_000 } });
    expect(incomplete).toBe("more than 40000 bytes");
    expect(bytes).toBeLessThanOrEqual(40_000);
  });
});

describe("of equally short counterexamples", () => {
  it("one with fewest changes of actor is told, and of those the first in catalogue order", () => {
    const [invariant] = search(FOUR_WAYS, { order: 1 }).invariants;
    expect(invariant?.cutSets[0]?.counterexample?.steps).toMatchObject([
      { move: "edge 3", actor: "y" },
      { move: "edge 4", actor: "y" },
      { move: "edge 5", actor: "x" },
    ]);
  });
});
