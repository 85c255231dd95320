import { describe, expect, it } from "vitest";
import { driftsOf, verdictText } from "../../../checks/expectations/compare-machine.js";
import { expectedCounts } from "../../../checks/expectations/machine.js";
import { STEP_CHECKS, type StepCheckId } from "../../../checks/machine/step-checks.js";
import {
  type CheckResult,
  type Counts,
  type MachineVerification,
  verifyMachine,
} from "../../../checks/machine/verify.js";
import type { Verdict } from "../../../checks/verdict.js";
import { GUESTS, type Guest } from "../../../model/quirks/as-posted/guests.js";

const HOLDS: Verdict = { verdict: "holds", concerned: 1, witness: "a" };
const violated = (...path: readonly string[]): Verdict => ({
  verdict: "violated",
  concerned: 1,
  path,
});

const result = (guest: Guest, check: StepCheckId, verdict: Verdict): CheckResult => ({
  guest,
  check,
  claim: "",
  situation: "",
  verdict,
});

const only = (part: Partial<MachineVerification>): MachineVerification => ({
  used: [4],
  checks: [],
  counts: [],
  ...part,
});

describe("drifts of verdicts", () => {
  it.each<[Guest, StepCheckId, Verdict, string, string]>([
    ["keeping", "collateral-free", violated("a"), "holds", "violated in 1 step"],
    ["keeping", "collateral-free", { verdict: "unreachable" }, "holds", "unreachable"],
    [
      "keeping",
      "cookie-discipline",
      { verdict: "incomplete", why: "too long" },
      "holds",
      "incomplete: too long",
    ],
    ["arbitrary", "guest-data-contained", HOLDS, "violated in 1 step", "holds"],
    [
      "arbitrary",
      "guest-address-contained",
      violated("a", "b", "c"),
      "violated in 2 steps",
      "violated in 3 steps",
    ],
  ])("%s %s shows both sides", (guest, check, verdict, ...sides) => {
    const [expected, found] = sides;
    const checks = [result(guest, check, verdict)];
    expect(driftsOf(only({ checks }))).toEqual([{ about: `${guest} ${check}`, expected, found }]);
  });

  it("are none for the verdicts that are expected", () => {
    const checks = [
      result("keeping", "guest-data-contained", HOLDS),
      result("arbitrary", "guest-data-contained", violated("any path of this length")),
      result("arbitrary", "guest-address-contained", violated("a", "b")),
    ];
    expect(driftsOf(only({ checks }))).toEqual([]);
  });
});

describe("drifts of counts", () => {
  const expected = { used: 4, allocated: 4, guest: "keeping" } as const;
  const counts: Counts = { ...expected, ...expectedCounts("keeping", 4) };

  it("are none for the counts that are committed", () => {
    expect(driftsOf(only({ counts: [counts] }))).toEqual([]);
  });

  it.each<[string, Partial<Counts>, string, string]>([
    ["states", { states: 65 }, "64", "65"],
    ["transitions", { transitions: 1 }, "1348", "1"],
    ["paths", { paths: 180 }, "181", "180"],
    ["paths", { paths: null }, "181", "null"],
  ])("of %s show both sides: %o", (size, wrong, wanted, found) => {
    expect(driftsOf(only({ counts: [{ ...counts, ...wrong }] }))).toEqual([
      { about: `keeping 4 vectors ${size}`, expected: wanted, found },
    ]);
  });

  it("stand after those of verdicts, one for each size that differs", () => {
    const drifts = driftsOf({
      used: [4],
      checks: [result("keeping", "collateral-free", violated("a"))],
      counts: [{ ...counts, states: 1, transitions: 2, paths: 3 }],
    });
    expect(drifts.map(({ about }) => about)).toEqual([
      "keeping collateral-free",
      "keeping 4 vectors states",
      "keeping 4 vectors transitions",
      "keeping 4 vectors paths",
    ]);
  });
});

describe("a verdict as text", () => {
  it("names its kind, a violation's length and why a search was cut short", () => {
    const verdicts: readonly Verdict[] = [
      HOLDS,
      violated("a"),
      violated("a", "b"),
      { verdict: "unreachable" },
      { verdict: "incomplete", why: "too long" },
    ];
    expect(verdicts.map(verdictText)).toEqual([
      "holds",
      "violated in 1 step",
      "violated in 2 steps",
      "unreachable",
      "incomplete: too long",
    ]);
  });
});

describe("a whole verification", () => {
  const four = verifyMachine({ used: [4] });

  it("of 4 vectors is as expected: no drift", () => {
    expect(driftsOf(four)).toEqual([]);
  });

  it("has every check for both guests, in report order", () => {
    const all = GUESTS.flatMap((guest) => STEP_CHECKS.map(({ id }) => `${guest} ${id}`));
    expect(four.checks.map(({ guest, check }) => `${guest} ${check}`)).toEqual(all);
    expect(all).toHaveLength(2 * 7);
  });

  it("has exact counts and what made each verdict non-vacuous", () => {
    expect(four.counts).toEqual([
      { used: 4, allocated: 4, guest: "arbitrary", states: 80, transitions: 5040, paths: null },
      { used: 4, allocated: 4, guest: "keeping", states: 64, transitions: 1348, paths: 181 },
    ]);
    for (const { verdict } of four.checks) {
      if (verdict.verdict === "incomplete" || verdict.verdict === "unreachable") {
        throw new Error(`not a result: ${verdict.verdict}`);
      }
      expect(verdict.concerned).toBeGreaterThan(0);
    }
  });

  it("cut short by a limit is incomplete in every check and drifts in every check and count", () => {
    const cut = verifyMachine({ used: [4], limit: 10 });
    expect(new Set(cut.checks.map(({ verdict }) => verdict.verdict))).toEqual(
      new Set(["incomplete"]),
    );
    const about = driftsOf(cut).map((drift) => drift.about);
    for (const { guest, check } of cut.checks) expect(about).toContain(`${guest} ${check}`);
    expect(about).toContain("arbitrary 4 vectors states");
    expect(about).toContain("keeping 4 vectors transitions");
  });

  it("of several vector counts adds up the concerned steps and keeps the counts apart", () => {
    const [one, two] = [verifyMachine({ used: [1] }), verifyMachine({ used: [2] })];
    const both = verifyMachine({ used: [1, 2] });
    expect(both.used).toEqual([1, 2]);
    expect(both.counts).toEqual([...one.counts, ...two.counts]);
    const concerned = ({ verdict }: CheckResult) =>
      "concerned" in verdict ? verdict.concerned : Number.NaN;
    for (const [i, check] of both.checks.entries()) {
      const parts = [one.checks[i], two.checks[i]].map((part) => (part ? concerned(part) : 0));
      expect(concerned(check)).toBe(parts.reduce((a, b) => a + b));
    }
  });

  it("tells the allocation of each count: the next power of two", () => {
    const { counts } = verifyMachine({ used: [1, 3, 17], checks: [], limit: 1 });
    expect(counts.map(({ guest, used, allocated }) => `${guest} ${used}: ${allocated}`)).toEqual([
      "arbitrary 1: 1",
      "keeping 1: 1",
      "arbitrary 3: 4",
      "keeping 3: 4",
      "arbitrary 17: 32",
      "keeping 17: 32",
    ]);
  });

  it("asked for one check does only that, and tells of each enumeration in turn", () => {
    const told: string[] = [];
    const { checks } = verifyMachine({
      used: [1, 2],
      checks: ["collateral-free"],
      beforeEnumeration: (guest, used) => told.push(`before ${guest} ${used}`),
      onEnumeration: ({ guest, used, steps }) => told.push(`${guest} ${used}: ${steps.length}`),
    });
    expect(checks.map(({ guest, check, verdict }) => [guest, check, verdict.verdict])).toEqual([
      ["arbitrary", "collateral-free", "violated"],
      ["keeping", "collateral-free", "holds"],
    ]);
    expect(told).toEqual([
      "before arbitrary 1",
      "arbitrary 1: 3360",
      "before keeping 1",
      "keeping 1: 916",
      "before arbitrary 2",
      "arbitrary 2: 3920",
      "before keeping 2",
      "keeping 2: 1060",
    ]);
  });
});
