import { describe, expect, it } from "vitest";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import { explore } from "../../../../checks/engine/explorer/explore.js";
import type { FiniteModel, Outcome } from "../../../../checks/engine/explorer/model.js";
import { InvalidModelError } from "../../../../checks/engine/explorer/validate.js";
import { numbers, step, toy } from "./toys.js";

const MODEL: FiniteModel = toy({
  components: [numbers("a", 2), numbers("b", 3)],
  assumptions: ["kind-world"],
  moves: [{ name: "go", actor: "x", reads: [0, 1], outcomes: () => [] }],
});

/** The model whose move answers that. */
function answering(outcome: Outcome): FiniteModel {
  const outcomes = ([a, b]: readonly number[]) => (a === b ? [outcome] : []);
  return { ...MODEL, moves: [{ name: "go", actor: "x", reads: [0, 1], outcomes }] };
}

const many = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);

describe("a model is refused, with the place named,", () => {
  it.each<[string, Partial<FiniteModel>, string]>([
    [
      "that has a component twice",
      { components: [numbers("a", 2), numbers("a", 3)] },
      "component a twice",
    ],
    ["that has an unnamed component", { components: [numbers("", 2)] }, "component without a name"],
    [
      "that has a component without values",
      { components: [numbers("a", 0)] },
      "component a has no values",
    ],
    [
      "that has a value twice",
      { components: [{ name: "a", values: ["x", "x"] }] },
      "component a: value x twice",
    ],
    ["that has an assumption twice", { assumptions: ["p", "p"] }, "assumption p twice"],
    ["that has an invariant twice", { invariants: ["p", "p"] }, "invariant p twice"],
    [
      "that has too many assumptions",
      { assumptions: many(65) },
      "65 assumptions, and at most 64 can be kept",
    ],
    [
      "that has too many invariants",
      { invariants: many(33) },
      "33 invariants, and at most 32 can be kept",
    ],
    ["that has no initial state", { initial: [] }, "no initial state"],
    [
      "whose initial state lacks a value",
      { initial: [{ values: [0], needs: [] }] },
      "initial state 0: 1 values for 2 components",
    ],
    [
      "whose initial state has a value out of range",
      { initial: [{ values: [0, 3], needs: [] }] },
      "initial state 0: component b has no value 3 (0 to 2)",
    ],
    [
      "whose initial state needs an unknown assumption",
      { initial: [{ values: [0, 0], needs: [1] }] },
      "initial state 0: needs assumption 1, and there are 1",
    ],
    [
      "whose move reads an unknown component",
      { moves: [{ name: "go", actor: "x", reads: [2], outcomes: () => [] }] },
      "go: reads component 2, and there are 2",
    ],
    [
      "whose move reads a component twice",
      { moves: [{ name: "go", actor: "x", reads: [1, 1], outcomes: () => [] }] },
      "go: reads component 1 twice",
    ],
    ["that has a move twice", { moves: [...MODEL.moves, ...MODEL.moves] }, "move go twice"],
  ])("%s", (_, part, message) => {
    const build = () => compile({ ...MODEL, initial: [{ values: [0, 0], needs: [] }], ...part });
    expect(build).toThrow(InvalidModelError);
    expect(build).toThrow(message);
  });

  it("that has 2^53 combinations of values, but not one with fewer", () => {
    const bits = (count: number) => many(count).map((name) => numbers(name, 2));
    expect(() => compile(toy({ components: bits(52), moves: [] }))).not.toThrow();
    expect(() => compile(toy({ components: bits(53), moves: [] }))).toThrow(
      "9007199254740992 combinations of values: 2^53 or more cannot be numbered",
    );
  });

  it.each<[string, Outcome, string]>([
    ["an unknown component", step("s", [[2, 0]]), "changes component 2, and there are 2"],
    ["a value out of range", step("s", [[0, 2]]), "component a has no value 2 (0 to 1)"],
    ["a value that is no index", step("s", [[0, 0.5]]), "component a has no value 0.5 (0 to 1)"],
    [
      "a component twice",
      step("s", [
        [0, 1],
        [0, 0],
      ]),
      "changes component 0 twice",
    ],
    ["an unknown assumption", step("s", [], { needs: [1] }), "needs assumption 1, and there are 1"],
    [
      "an unknown invariant",
      step("s", [], { violates: [1] }),
      "violates invariant 1, and there are 1",
    ],
    [
      "an unknown situation",
      step("s", [], { concerns: [-1] }),
      "concerns invariant -1, and there are 1",
    ],
  ])("when an outcome names %s", (_, outcome, message) => {
    const run = () => explore(compile(answering(outcome)));
    expect(run).toThrow(InvalidModelError);
    expect(run).toThrow(`go (a=0, b=0), outcome "s": ${message}`);
  });

  it("when an observation names an unknown invariant", () => {
    const judge = ([b]: readonly number[]) => ({ violates: b === 0 ? [7] : [], concerns: [] });
    const observations = [{ name: "look", reads: [1], judge }];
    expect(() => explore(compile({ ...MODEL, observations }))).toThrow(
      "look (b=0): violates invariant 7, and there are 1",
    );
  });
});
