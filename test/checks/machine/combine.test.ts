import { describe, expect, it } from "vitest";
import { combine } from "../../../checks/machine/verify.js";
import type { Verdict } from "../../../checks/verdict.js";

const HOLDS: Verdict = { verdict: "holds", concerned: 3, witness: "first" };
const HOLDS_TOO: Verdict = { verdict: "holds", concerned: 4, witness: "second" };
const SHORT: Verdict = { verdict: "violated", concerned: 10, path: ["a"] };
const LONG: Verdict = { verdict: "violated", concerned: 20, path: ["b", "c"] };
const LONG_TOO: Verdict = { verdict: "violated", concerned: 30, path: ["d", "e"] };
const UNREACHABLE: Verdict = { verdict: "unreachable" };
const CUT: Verdict = { verdict: "incomplete", why: "first limit" };
const CUT_TOO: Verdict = { verdict: "incomplete", why: "second limit" };

const concerning = (verdict: Verdict, concerned: number): Verdict =>
  ({ ...verdict, concerned }) as Verdict;

describe("the verdict over two searches", () => {
  it.each<[string, Verdict, Verdict, Verdict]>([
    ["two that hold hold, the steps added up", HOLDS, HOLDS_TOO, concerning(HOLDS, 7)],
    ["one that was reached makes it reached", HOLDS, UNREACHABLE, HOLDS],
    ["in either order", UNREACHABLE, HOLDS, HOLDS],
    ["two unreachable are unreachable", UNREACHABLE, UNREACHABLE, UNREACHABLE],
    ["a violation beats one that holds", HOLDS, SHORT, concerning(SHORT, 13)],
    ["in either order", SHORT, HOLDS, concerning(SHORT, 13)],
    ["a violation beats one unreachable", UNREACHABLE, LONG, LONG],
    ["in either order", LONG, UNREACHABLE, LONG],
    ["of two violations the shorter path stays", SHORT, LONG, concerning(SHORT, 30)],
    ["in either order", LONG, SHORT, concerning(SHORT, 30)],
    ["of equally short ones the first", LONG, LONG_TOO, concerning(LONG, 50)],
    ["a search cut short is no pass", HOLDS, CUT, CUT],
    ["in either order", CUT, HOLDS, CUT],
    ["nor is one beside one unreachable", UNREACHABLE, CUT, CUT],
    ["in either order", CUT, UNREACHABLE, CUT],
    ["of two cut short the first says why", CUT, CUT_TOO, CUT],
    ["a violation stands even if the other search was cut short", CUT, SHORT, SHORT],
    ["in either order", SHORT, CUT, SHORT],
  ])("%s", (_, first, second, expected) => {
    expect(combine(first, second)).toEqual(expected);
  });

  it("of a single search is its own", () => {
    for (const verdict of [HOLDS, SHORT, UNREACHABLE, CUT]) {
      expect(combine(undefined, verdict)).toBe(verdict);
    }
  });

  it("passes only if both searches were complete and neither was violated", () => {
    const passes = (verdict: Verdict) => ["holds", "unreachable"].includes(verdict.verdict);
    const all = [HOLDS, HOLDS_TOO, SHORT, LONG, UNREACHABLE, CUT, CUT_TOO];
    for (const first of all) {
      for (const second of all) {
        expect(passes(combine(first, second))).toBe(passes(first) && passes(second));
      }
    }
  });
});
