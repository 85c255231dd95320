import { describe, expect, it } from "vitest";
import { enumerate, type Step } from "../../../checks/machine/enumerate.js";
import { pathFinder } from "../../../checks/machine/shortest-path.js";
import { handlerStep, judge, STEP_CHECKS } from "../../../checks/machine/step-checks.js";
import { eventText } from "../../../model/quirks/as-posted/events.js";
import { arbitraryGuest } from "../../../model/quirks/as-posted/guests.js";
import { type Edge, toyCheck, toyEnumeration } from "./toys.js";
import { enumerationOf, replay, type Taken } from "./walk.js";

/** A start with two ways to d: over b in three steps, over c in two; and a way back. */
const TOY: readonly Edge[] = [
  ["a", "enable-msi", "a"],
  ["a", "slot0.address=zero", "b"],
  ["a", "slot1.address=zero", "c"],
  ["b", "slot0.high=zero", "b2"],
  ["b2", "slot0.data=zero", "d"],
  ["c", "slot1.data=zero", "d"],
  ["c", "slot1.high=other", "a"],
  ["d", "device-reset", "a"],
  ["d", "ordinary=other", "d"],
];
const toy = toyEnumeration(TOY);

/** The path to the toy's step of that event. */
const pathTo = (...events: readonly string[]) =>
  pathFinder(toy)(toy.steps.filter(({ event }) => events.includes(eventText(event))));

describe("shortest paths, on a toy", () => {
  it("end with the step asked for, by the shorter of two ways", () => {
    expect(pathTo("ordinary=other")).toEqual([
      "slot1.address=zero",
      "slot1.data=zero",
      "ordinary=other",
    ]);
    expect(pathTo("slot0.data=zero")).toEqual([
      "slot0.address=zero",
      "slot0.high=zero",
      "slot0.data=zero",
    ]);
  });

  it("of a step in the initial state are that step alone, also where a way leads back to it", () => {
    expect(pathTo("enable-msi")).toEqual(["enable-msi"]);
    expect(pathTo("slot0.address=zero")).toEqual(["slot0.address=zero"]);
  });

  it("of several steps lead to the nearest, and of equally near ones to the first enumerated", () => {
    expect(pathTo("slot0.data=zero", "slot1.high=other", "ordinary=other")).toEqual([
      "slot1.address=zero",
      "slot1.high=other",
    ]);
    expect(pathTo("slot0.high=zero", "slot1.high=other")).toEqual([
      "slot0.address=zero",
      "slot0.high=zero",
    ]);
    expect(pathTo("slot0.data=zero", "device-reset", "ordinary=other")).toHaveLength(3);
  });

  it("to no step at all are an error, not an empty path", () => {
    expect(() => pathTo()).toThrow("no step to find a path to");
  });
});

describe("judge, on a toy", () => {
  it("holds with the number of concerned steps and the first of them", () => {
    const check = toyCheck(["slot1.high=other", "device-reset"], []);
    expect(judge([check], toy)).toEqual([
      { verdict: "holds", concerned: 2, witness: "slot1.high=other" },
    ]);
  });

  it("is unreachable, not held, when no step was of the situation", () => {
    expect(judge([toyCheck([], [])], toy)).toEqual([{ verdict: "unreachable" }]);
    expect(judge([toyCheck(["machine-reset"], [])], toy)).toEqual([{ verdict: "unreachable" }]);
  });

  it("is violated by a shortest path, even if the violating step is of another situation", () => {
    const path = ["slot1.address=zero", "slot1.data=zero", "device-reset"];
    const both = toyCheck(["device-reset", "ordinary=other"], ["device-reset"]);
    expect(judge([both], toy)).toEqual([{ verdict: "violated", concerned: 2, path }]);
    expect(judge([toyCheck([], ["device-reset"])], toy)).toEqual([
      { verdict: "violated", concerned: 0, path },
    ]);
  });

  it("is incomplete for a search that was cut short, whatever its steps say", () => {
    const cut = toyEnumeration(TOY, "too long");
    const checks = [
      toyCheck(["device-reset"], []),
      toyCheck([], ["device-reset"]),
      toyCheck([], []),
    ];
    expect(judge(checks, cut)).toEqual(
      checks.map(() => ({ verdict: "incomplete", why: "too long" })),
    );
  });

  it("answers each check, in their order", () => {
    const checks = [toyCheck([], []), toyCheck(["device-reset"], []), toyCheck([], ["enable-msi"])];
    expect(judge(checks, toy).map(({ verdict }) => verdict)).toEqual([
      "unreachable",
      "holds",
      "violated",
    ]);
  });
});

describe("judge, on the machine", () => {
  it("with a limit of 10 every check is incomplete", () => {
    const options = { guest: "arbitrary", used: 3, events: arbitraryGuest(3), limit: 10 } as const;
    for (const verdict of judge(STEP_CHECKS, enumerate(options))) {
      expect(verdict).toEqual({ verdict: "incomplete", why: "more than 10 transitions" });
    }
  });

  it.each([1, 3, 32])(
    "each violated check has a path that replays to the violation (%i)",
    (used) => {
      const enumeration = enumerationOf("arbitrary", used);
      const broken: string[] = [];
      for (const [i, verdict] of judge(STEP_CHECKS, enumeration).entries()) {
        if (verdict.verdict !== "violated") continue;
        const check = STEP_CHECKS[i];
        const last = replay(used, verdict.path).at(-1);
        if (check === undefined || last === undefined) throw new Error("nothing to replay");
        const step: Step = { fromKey: "", toKey: "", ...last };
        expect(check.holds({ step, roles: handlerStep(step) })).toBe(false);
        broken.push(`${check.id}: ${VIOLATIONS[check.id]?.(last)}`);
        expect(isShortest(verdict.path.length, check.holds, enumeration.steps)).toBe(true);
      }
      expect(broken).toEqual([
        "guest-address-contained: true",
        "guest-data-contained: true",
        "vector-offset-preserved: true",
        "collateral-free: true",
      ]);
    },
  );
});

/** What the last step of a counterexample must show, read off the device's side by value. */
const VIOLATIONS: Readonly<Record<string, (last: Taken) => boolean>> = {
  "guest-address-contained": ({ output }) => output?.offset === 0 && output.value === 0xfee00000n,
  "guest-data-contained": ({ output }) => output?.offset === 8 && output.value === 0x4020n,
  "vector-offset-preserved": ({ output }) => output?.offset === 8 && output.value !== 0x4140n,
  "collateral-free": ({ output }) => output?.offset === 4 && output.value === 0xfee01004n,
};

/** True if no step violates in any state reached by fewer than `length` - 1 steps. */
function isShortest(
  length: number,
  holds: (typeof STEP_CHECKS)[number]["holds"],
  steps: readonly Step[],
): boolean {
  let reached = new Set([steps[0]?.fromKey]);
  for (let depth = 1; depth < length; depth++) {
    const within = steps.filter(({ fromKey }) => reached.has(fromKey));
    if (within.some((step) => !holds({ step, roles: handlerStep(step) }))) return false;
    reached = new Set([...reached, ...within.map(({ toKey }) => toKey)]);
  }
  return true;
}
