import { describe, expect, it } from "vitest";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import { type ExploreOptions, explore } from "../../../../checks/engine/explorer/explore.js";
import type { FiniteModel } from "../../../../checks/engine/explorer/model.js";
import { boundedBuffer, clock, LOCK, numbers, odometer, step, tokenRing, toy } from "./toys.js";

function run(model: FiniteModel, options: ExploreOptions = {}) {
  return explore(compile(model), options);
}

function counts(model: FiniteModel, options: ExploreOptions = {}) {
  const { states, transitions, depth } = run(model, options);
  return { states, transitions, depth };
}

describe("explore on models counted by hand", () => {
  it.each([1, 2, 7, 60])("visits each hour of a clock of %i once", (hours) => {
    expect(counts(clock(hours))).toEqual({ states: hours, transitions: hours, depth: hours - 1 });
  });

  it("visits the four states of the lock, with two steps from each", () => {
    expect(counts(LOCK)).toEqual({ states: 4, transitions: 8, depth: 2 });
  });

  it.each([1, 2, 5])("visits the 2n states of a token ring of %i, with 3n steps", (stations) => {
    const { states, transitions } = run(tokenRing(stations));
    expect({ states, transitions }).toEqual({ states: 2 * stations, transitions: 3 * stations });
  });

  it("finds every combination of a ring where nobody needs the token", () => {
    const { states, transitions, verdicts } = run(tokenRing(3), { dropped: [0] });
    // The token goes on from a station that is not inside, so every combination can be had. In each, every
    // station enters or leaves, and the one with the token, if it is outside, may pass it: 24 * 3 + 12.
    expect({ states, transitions }).toEqual({ states: 24, transitions: 84 });
    expect(verdicts[0]).toMatchObject({ verdict: "violated" });
  });

  it("keeps the levels of a buffer within its places", () => {
    const { verdicts, ...rest } = run(boundedBuffer(4));
    expect(rest).toMatchObject({ states: 5, transitions: 8, depth: 4, taken: [4, 4] });
    expect(verdicts).toMatchObject([{ verdict: "holds", concerned: 4 }]);
  });

  it("counts an outcome that changes nothing as a transition", () => {
    const { transitions, states } = run(boundedBuffer(4), { dropped: [0] });
    expect({ transitions, states }).toEqual({ transitions: 9, states: 5 });
  });

  it("counts two outcomes that lead to the same state as two transitions", () => {
    const twice = toy({
      components: [numbers("n", 2)],
      moves: [
        {
          name: "go",
          actor: "a",
          reads: [],
          outcomes: () => [step("one", [[0, 1]]), step("other", [[0, 1]])],
        },
      ],
    });
    expect(counts(twice)).toEqual({ states: 2, transitions: 4, depth: 1 });
  });

  it("lets a move overwrite a component it does not look at", () => {
    const model = toy({
      components: [numbers("a", 3), numbers("b", 3), numbers("c", 2)],
      moves: [
        {
          name: "a up",
          actor: "x",
          reads: [0],
          outcomes: ([a = 0]) => [step("", [[0, (a + 1) % 3]])],
        },
        {
          name: "b up",
          actor: "x",
          reads: [1],
          outcomes: ([b = 0]) => [step("", [[1, (b + 1) % 3]])],
        },
        {
          name: "reset",
          actor: "x",
          reads: [],
          outcomes: () => [
            step("", [
              [0, 2],
              [1, 1],
              [2, 1],
            ]),
          ],
        },
      ],
    });
    // The reset goes to 2, 1, 1; from there it is two steps up to a = 1, and two to b = 0.
    expect(counts(model)).toEqual({ states: 18, transitions: 54, depth: 5 });
  });

  it("starts from every initial state whose assumptions are dropped", () => {
    const model: FiniteModel = {
      ...clock(5),
      assumptions: ["starts-early"],
      moves: [],
      initial: [
        { values: [0], needs: [] },
        { values: [0], needs: [] },
        { values: [4], needs: [0] },
      ],
    };
    expect(run(model)).toMatchObject({ states: 1, verdicts: [{ verdict: "holds" }] });
    expect(run(model, { dropped: [0] })).toMatchObject({
      states: 2,
      verdicts: [{ verdict: "violated", path: { start: { values: [4] }, steps: [] } }],
    });
  });
});

describe("the verdicts of explore", () => {
  it("shows a violation by a state with a shortest path to it", () => {
    const { verdicts } = run(clock(4));
    expect(verdicts[0]).toEqual({
      verdict: "violated",
      concerned: 4,
      path: {
        start: { values: [0], needs: [] },
        steps: [0, 1, 2].map((hour) => ({
          move: "tick",
          actor: "clock",
          action: "ticks",
          needs: [],
          before: [hour],
          after: [hour + 1],
        })),
        observation: "never 0",
      },
    });
  });

  it("shows a violation by a step with the step last", () => {
    const { verdicts } = run(LOCK);
    expect(verdicts[0]).toMatchObject({
      verdict: "violated",
      concerned: 2,
      path: {
        steps: [
          { move: "flip right", before: [0, 0], after: [0, 1] },
          { move: "flip left", before: [0, 1], after: [1, 1] },
        ],
      },
    });
  });

  it("carries what a step does as it is, whatever that is", () => {
    const action = { kind: "goes", by: ["branch", 3] };
    const model = toy({
      components: [numbers("n", 2)],
      moves: [
        {
          name: "go",
          actor: "a",
          reads: [],
          outcomes: () => [step("", [[0, 1]], { action, violates: [0] })],
        },
      ],
    });
    expect(run(model).verdicts[0]).toMatchObject({ path: { steps: [{ action }] } });
  });

  it("says unreachable of an invariant whose situation does not occur", () => {
    expect(run({ ...clock(5), invariants: ["the invariant", "of nothing"] }).verdicts[1]).toEqual({
      verdict: "unreachable",
    });
  });

  it("holds with a shortest run to the first step of the situation", () => {
    const { verdicts } = run(boundedBuffer(2));
    expect(verdicts[0]).toMatchObject({
      verdict: "holds",
      witness: { steps: [{ action: "puts", before: [0], after: [1] }] },
    });
  });

  it("says incomplete of what it has not decided when it stops at a violation", () => {
    const model: FiniteModel = { ...clock(100), invariants: ["the invariant", "of nothing"] };
    const early = {
      ...model,
      observations: [
        {
          name: "five",
          reads: [0],
          judge: ([hour]: readonly number[]) => ({
            violates: hour === 5 ? [0] : [],
            concerns: [],
          }),
        },
      ],
    };
    const { states, verdicts, incomplete } = run(early, { stopAtViolationOf: 0 });
    const why = "stopped at a violation of the invariant";
    expect(incomplete).toBe(why);
    expect(verdicts).toMatchObject([{ verdict: "violated" }, { verdict: "incomplete", why }]);
    expect(states).toBe(6);
  });
});

describe("the limits of explore", () => {
  const invariants = ["the invariant", "of nothing"];

  it("is complete with as many states as it may have", () => {
    const { incomplete, states } = run(clock(50), { limits: { states: 50 } });
    expect({ incomplete, states }).toEqual({ incomplete: undefined, states: 50 });
  });

  it.each(["hash", "bitmap"] as const)("is incomplete with one more, with a %s", (storage) => {
    const model = { ...boundedBuffer(49), invariants: ["no overflow", "of nothing"] };
    const { incomplete, verdicts } = run(model, { limits: { states: 49 }, storage });
    const why = "more than 49 states";
    expect(incomplete).toBe(why);
    expect(verdicts).toEqual([
      { verdict: "incomplete", why },
      { verdict: "incomplete", why },
    ]);
  });

  it("still says violated of what it found before a limit", () => {
    // The right hand first: then the left hand opens it in the step that reaches the fourth state.
    const model = { ...LOCK, invariants, moves: LOCK.moves.toReversed() };
    const { verdicts } = run(model, { limits: { states: 3 } });
    expect(verdicts).toMatchObject([{ verdict: "violated" }, { verdict: "incomplete" }]);
  });

  it("is incomplete when its arrays would need more bytes", () => {
    const { incomplete, bytes } = run(odometer(5, 8), { limits: { bytes: 500_000 } });
    expect(incomplete).toBe("more than 500000 bytes");
    expect(bytes).toBeLessThanOrEqual(500_000);
  });

  it("keeps the states within the bytes it says it used", () => {
    const { states, bytes, incomplete } = run(odometer(5, 8), { storage: "hash" });
    expect({ states, incomplete }).toEqual({ states: 8 ** 5, incomplete: undefined });
    expect(bytes / states).toBeGreaterThan(12);
    expect(bytes / states).toBeLessThan(60);
  });
});

describe("the options of explore", () => {
  it("tells progress every so many states", () => {
    const told: (readonly number[])[] = [];
    const onProgress = (...numbers: number[]) => told.push(numbers);
    run(clock(10), { onProgress, progressEvery: 4 });
    expect(told).toEqual([
      [5, 4],
      [9, 8],
    ]);
  });

  it.each(["hash", "bitmap"] as const)(
    "finds 100,000 states with a %s that has to grow",
    (storage) => {
      expect(counts(odometer(5, 10), { storage })).toEqual({
        states: 100_000,
        transitions: 100_000,
        depth: 99_999,
      });
    },
  );

  it("numbers states up to 2^53", () => {
    // 2^52 combinations, of which the odometer of one digit more than fits 32 bits visits a few.
    const wide = toy({
      components: Array.from({ length: 52 }, (_, place) => numbers(`bit ${place}`, 2)),
      moves: [0, 20, 51].map((place) => ({
        name: `flip ${place}`,
        actor: "a",
        reads: [place],
        outcomes: ([bit = 0]) => [step("flips", [[place, 1 - bit]])],
      })),
    });
    expect(counts(wide)).toEqual({ states: 8, transitions: 24, depth: 3 });
  });

  it("refuses a bitmap of more than 2^31 bits", () => {
    const wide = toy({
      components: Array.from({ length: 32 }, (_, place) => numbers(`bit ${place}`, 2)),
      moves: [],
    });
    expect(() => run(wide, { storage: "bitmap" })).toThrow("no bitmap of 4294967296 bits");
  });
});
