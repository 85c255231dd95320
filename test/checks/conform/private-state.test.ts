import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Answers } from "../../../checks/conform/world/answers.js";
import { type FoundCall, findGrowth, type Memory } from "../../../checks/conform/world/endless.js";

const call = (value: bigint): FoundCall => ({
  control: 0,
  access: { offset: 0, size: 4, value },
  registers: new Map(),
});
const [A, B] = [call(1n), call(2n)];

/** Memory of two words; word 1 is nobody's state. */
function stepper(
  step: (value: bigint, at: (word: number) => number) => readonly [number, number][],
) {
  return {
    step: ({ access }: FoundCall, from: Memory) =>
      new Map(step(access.value, (word) => from.get(word) ?? 0)),
    isState: (word: number) => word !== 1,
  };
}

describe("a state that grows", () => {
  it("is found with the call and the word that takes a new value each time", () => {
    const counter = stepper((value, at) => (value === 2n ? [[0, at(0) + 1]] : []));
    expect(findGrowth([A, B], counter, 100)).toEqual({ calls: [B], words: [0] });
  });

  it("is found where it takes two calls in turn", () => {
    const counter = stepper((value, at) =>
      value === 1n
        ? [[2, 1]]
        : [
            [0, at(0) + at(2)],
            [2, 0],
          ],
    );
    expect(findGrowth([A, B], counter, 100)?.words).toEqual([0]);
    expect(findGrowth([A], counter, 100)).toBeUndefined();
  });

  it("is none if it comes round within the limit, or nobody looks at it", () => {
    const round = (length: number) => stepper((_, at) => [[0, (at(0) + 1) % length]]);
    expect(findGrowth([A], round(100), 100)).toBeUndefined();
    expect(findGrowth([A], round(500), 100)).toBeDefined();
    expect(
      findGrowth(
        [A],
        stepper((_, at) => [[1, at(1) + 1]]),
        100,
      ),
    ).toBeUndefined();
  });

  it("is one if memory is full before, and none if the call does not come back", () => {
    const until = (end: "full" | "stopped") => ({
      ...stepper(() => []),
      step: (_: FoundCall, from: Memory) =>
        from.get(0) === 9 ? end : new Map([[0, (from.get(0) ?? 0) + 1]]),
    });
    expect(findGrowth([A], until("full"), 100)?.words).toEqual([0]);
    expect(findGrowth([A], until("stopped"), 100)).toBeUndefined();
  });
});

describe("remembered answers", () => {
  it("are those of the function, which is asked once for what it looks at", () => {
    const places = fc.array(fc.nat(2), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(places, { maxLength: 30 }), (states) => {
        // Looks at place 0, then at the place named there, and at place 3 if that holds 2.
        const answers = new Answers<string>();
        const asked: string[] = [];
        for (const state of states) {
          const f = (look: (at: number) => number) => {
            const first = look(0);
            const second = look(first);
            return second === 2 ? `${first} 2 ${look(3)}` : `${first} ${second}`;
          };
          const look = (at: number) => state[at] ?? 0;
          const answer = answers.answer(look, (found) => {
            asked.push(f(look));
            return f(found);
          });
          expect(answer).toBe(f(look));
        }
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });
});
