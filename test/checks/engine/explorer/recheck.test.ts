import { describe, expect, it } from "vitest";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import { explore } from "../../../../checks/engine/explorer/explore.js";
import type { MoveFamily, Observation } from "../../../../checks/engine/explorer/model.js";
import { ImpureModelError } from "../../../../checks/engine/explorer/recheck.js";
import { clock, LOCK, numbers, step, tokenRing, toy } from "./toys.js";

/** A model with two components and that move. */
function withMove(outcomes: MoveFamily["outcomes"]) {
  return toy({
    components: [numbers("a", 3), numbers("b", 3)],
    moves: [{ name: "roll", actor: "x", reads: [0, 1], outcomes }],
  });
}

describe("recheck", () => {
  it.each([
    ["clock", clock(9)],
    ["lock", LOCK],
    ["ring", tokenRing(3)],
  ])("changes nothing for a pure model (%s)", (_, model) => {
    expect(explore(compile(model), { recheck: true })).toEqual(explore(compile(model)));
  });

  it("catches a move that throws dice, and says where", () => {
    const model = withMove(([a, b]) => [step(`${a}${b} ${Math.random()}`, [[0, 1]])]);
    expect(() => explore(compile(model))).not.toThrow();
    expect(() => explore(compile(model), { recheck: true })).toThrow(ImpureModelError);
    expect(() => explore(compile(model), { recheck: true })).toThrow(
      /^roll is not a pure function of what it reads: asked about \(a=0, b=0\) it said \[.*00 0\..*\], and then/,
    );
  });

  it("catches a move that counts how often it was asked, with both answers", () => {
    let asked = 0;
    const model = withMove(([a]) => [step("goes", [[1, (asked++ + (a ?? 0)) % 3]])]);
    const compiled = compile(model);
    let error: unknown;
    try {
      explore(compiled, { recheck: true });
    } catch (thrown) {
      error = thrown;
    }
    const saying = (value: number) => JSON.stringify([step("goes", [[1, value]])]);
    expect(error).toMatchObject({
      name: "ImpureModelError",
      reader: "roll",
      values: "a=0",
      first: saying(0),
      again: saying(1),
    });
  });

  it("catches an observation that changes its mind", () => {
    let asked = 0;
    const judge: Observation["judge"] = () => ({ violates: [], concerns: asked++ > 3 ? [0] : [] });
    const model = { ...clock(9), observations: [{ name: "mood", reads: [], judge }] };
    expect(() => explore(compile(model), { recheck: true })).toThrow(
      /^mood is not a pure function/,
    );
  });
});

describe("a function that looks elsewhere when asked again", () => {
  it("is caught while the tables fill", () => {
    let asked = 0;
    const model = withMove((values) => {
      const look = asked++ === 0 ? 0 : 1;
      return [step(`looks at ${look}: ${values[look]}`, [[0, ((values[look] ?? 0) + 1) % 3]])];
    });
    expect(() => explore(compile(model))).toThrow(
      "a function of the model looked at other values than when it was asked before",
    );
  });
});

describe("a function is asked once", () => {
  it("for each combination of what it looks at, however it looks", () => {
    const asked: string[] = [];
    const model = toy({
      components: [numbers("a", 2), numbers("b", 3), numbers("c", 4)],
      moves: [
        {
          name: "looks at c only if a is 1",
          actor: "x",
          reads: [0, 1, 2],
          outcomes: (values) => {
            asked.push(values[0] === 1 ? `1 ${values.at(2)}` : "0");
            return [];
          },
        },
        {
          name: "all",
          actor: "x",
          reads: [0, 1, 2],
          outcomes: (values) => values.map((value, i) => step("up", [[i, (value + 1) % (i + 2)]])),
        },
      ],
    });
    expect(explore(compile(model))).toMatchObject({ states: 24, transitions: 72 });
    expect(asked.toSorted()).toEqual(["0", "1 0", "1 1", "1 2", "1 3"]);
  });

  it("over several explorations of one compiled model", () => {
    let asked = 0;
    const model = withMove(([a = 0]) => {
      asked++;
      return [step("up", [[0, (a + 1) % 3]])];
    });
    const compiled = compile(model);
    expect(explore(compiled)).toEqual(explore(compiled));
    expect(asked).toBe(3);
  });
});
