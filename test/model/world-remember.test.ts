/** A function of the state that remembers: what it asks, how often, and what it refuses. */
import { describe, expect, it } from "vitest";
import { rememberEach, rememberOver } from "../../model/world/remember.js";
import { DOMAINS, USUAL_STATE, type WorldState } from "../../model/world/state.js";

const COMPONENTS = Object.entries(DOMAINS).map(([name, values]) => ({
  name: name as keyof typeof DOMAINS,
  values,
}));
const ENABLED = { ...USUAL_STATE, msi: "enabled" } as const;

/** A function remembered over the world's components, and the states it was really asked about. */
function remembered<Answer>(ask: (state: WorldState) => Answer) {
  const asked: WorldState[] = [];
  const answered = rememberOver(COMPONENTS)((state: WorldState) => {
    asked.push(state);
    return ask(state);
  });
  return { answer: (state: object) => answered(state as WorldState), asked };
}

describe("a function remembered over components", () => {
  it("is asked once for the values that it looks at, whatever the others are", () => {
    const { answer, asked } = remembered(({ msi, pair }) => `${msi} ${pair}`);
    expect(answer(USUAL_STATE)).toBe("disabled zero");
    expect(answer({ ...USUAL_STATE, window: "B" })).toBe("disabled zero");
    expect(asked).toHaveLength(1);
    expect(answer(ENABLED)).toBe("enabled zero");
    expect(answer({ ...ENABLED, pair: "programmed" })).toBe("enabled programmed");
    expect(answer({ ...ENABLED, pair: "programmed", slot0: "none" })).toBe("enabled programmed");
    expect(answer(USUAL_STATE)).toBe("disabled zero");
    expect(asked).toHaveLength(3);
  });

  it("looks at one component or another, by what it found before", () => {
    const branching = remembered((state) => (state.msi === "enabled" ? state.grant : state.pair));
    expect(branching.answer(USUAL_STATE)).toBe("zero");
    expect(branching.answer({ ...USUAL_STATE, grant: "asked" })).toBe("zero");
    expect(branching.answer({ ...ENABLED, grant: "asked" })).toBe("asked");
    expect(branching.answer({ ...ENABLED, grant: "asked", pair: "programmed" })).toBe("asked");
    expect(branching.asked).toHaveLength(2);
  });

  it("that looks at nothing is asked once", () => {
    const { answer, asked } = remembered(() => undefined);
    expect(answer(USUAL_STATE)).toBeUndefined();
    expect(answer(ENABLED)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it("may look at a component twice: the source is looked at once", () => {
    let looks = 0;
    const source = Object.defineProperty({ ...USUAL_STATE }, "msi", {
      get: () => {
        looks++;
        return "enabled";
      },
    });
    const { answer } = remembered((state) => [state.msi, state.msi, state.pair, state.msi].join());
    expect(answer(source)).toBe("enabled,enabled,zero,enabled");
    expect(looks).toBe(1);
  });

  it("has a memory of its own", () => {
    const remember = rememberOver(COMPONENTS);
    const first = remember(({ msi }) => `first ${msi}`);
    const second = remember(({ msi }) => `second ${msi}`);
    expect(first(ENABLED as WorldState)).toBe("first enabled");
    expect(second(ENABLED as WorldState)).toBe("second enabled");
  });

  it("is refused if it looks at other values than it did before", () => {
    let before = false;
    const { answer } = remembered((state) => {
      const looked = before ? [state.msi, state.grant] : [state.msi, state.pair];
      before = true;
      return looked.join();
    });
    answer(USUAL_STATE);
    expect(() => answer({ ...USUAL_STATE, pair: "programmed" })).toThrow(
      "a function of the world looked at other values than when asked before",
    );
  });

  it("is refused if it looks at something else first than it did before", () => {
    let ask: (state: WorldState) => string = ({ msi }) => msi;
    const other = remembered((state) => ask(state));
    other.answer(USUAL_STATE);
    ask = ({ pair }) => pair;
    expect(() => other.answer(ENABLED)).toThrow("looked at other values");
  });
});

describe("a function remembered for each object", () => {
  it("is asked once for each, also if it answers nothing", () => {
    const asked: object[] = [];
    const answer = rememberEach((question: { readonly is: number }) => {
      asked.push(question);
      return question.is > 1 ? question.is : undefined;
    });
    const [one, two] = [{ is: 1 }, { is: 2 }];
    expect([answer(one), answer(two), answer(one), answer(two)]).toEqual([
      undefined,
      2,
      undefined,
      2,
    ]);
    expect(answer({ is: 1 })).toBeUndefined();
    expect(asked).toEqual([one, two, { is: 1 }]);
  });
});
