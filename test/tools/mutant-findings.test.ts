import { describe, expect, it } from "vitest";
import { isAccountedFor, judgeMutants, type TriedMutant } from "../../tools/mutants/findings.js";
import { renderMutants } from "../../tools/mutants/text.js";

const tried = (over: Partial<TriedMutant>): TriedMutant => ({
  file: "model/toy.ts",
  line: 1,
  source: "return a & b;",
  operator: "WrongMask",
  replacement: "a | b",
  outcome: "killed",
  killedBy: [],
  ...over,
});

const killedBy = (...names: readonly string[]) => tried({ killedBy: names });
const SURVIVOR = tried({ outcome: "survived" });
const REASON = {
  file: "model/toy.ts",
  source: "return a & b;",
  mutants: [["WrongMask", "a | b"]],
  because: "a and b are the same",
} as const;

describe("who kills a mutant", () => {
  const report = judgeMutants(
    [
      killedBy("verify keeping guest: collateral-free", "verify world: collateral-free"),
      killedBy("verify world: pair-fresh", "verify keeping guest: machine-is-handler"),
      killedBy("verify world: pair-fresh", "verify world: pair-consistent", "a test"),
      killedBy("verify world: pair-fresh", "a test"),
      killedBy("verify arbitrary guest: machine-is-handler"),
      killedBy("a test", "verify keeping guest: counts"),
    ],
    { equivalent: [] },
  );
  const of = (id: string) => report.invariants.find(({ invariant }) => invariant === id);

  it("an invariant is credited once, in whichever runs its verdict changes", () => {
    expect(of("collateral-free")).toMatchObject({ kills: 1, nothingElse: 1 });
    expect(of("collateral-free")?.only).toHaveLength(1);
  });

  it("only it: no other invariant; the agreement of machine and handler is none", () => {
    expect(of("pair-fresh")).toMatchObject({ kills: 3, nothingElse: 0 });
    expect(of("pair-fresh")?.only).toHaveLength(2);
    expect(of("pair-consistent")).toMatchObject({ kills: 1, only: [] });
  });

  it("an invariant that kills none is there with none, and questioned", () => {
    expect(of("interrupt-isolated")).toEqual({
      invariant: "interrupt-isolated",
      kills: 0,
      only: [],
      nothingElse: 0,
    });
    expect(renderMutants(report, false)).toContain(
      "interrupt-isolated kills none of these mutants: is it needed?",
    );
  });

  it("of some lines, or of the first check that noticed, nothing is said of the invariants", () => {
    for (const how of [{ partial: true }, { first: true }]) {
      const some = judgeMutants([killedBy("verify world: pair-fresh")], { equivalent: [], ...how });
      expect(some.invariants).toEqual([]);
      expect(renderMutants(some, false)).not.toContain("is it needed?");
    }
  });

  it("nor where verify saw nothing, as in a suite without its checks", () => {
    expect(judgeMutants([killedBy("a test")], { equivalent: [] }).invariants).toEqual([]);
  });

  it("what verify does not see is counted apart", () => {
    expect(report).toMatchObject({ onlyAgreement: 1, onlyTests: 1 });
  });
});

describe("a mutant that survives", () => {
  it("has to be explained", () => {
    const report = judgeMutants([SURVIVOR], { equivalent: [] });
    expect(report.survivors).toHaveLength(1);
    expect(report.files).toEqual([
      { file: "model/toy.ts", mutants: 1, killed: 0, stopped: 0, equivalent: 0, survived: 1 },
    ]);
    expect(isAccountedFor(report)).toBe(false);
  });

  it("is accounted for by a reason for that operator and replacement on that line", () => {
    const report = judgeMutants([SURVIVOR], { equivalent: [REASON] });
    expect(report.equivalent).toMatchObject([{ line: 1, because: "a and b are the same" }]);
    expect(isAccountedFor(report)).toBe(true);
    const other = judgeMutants([{ ...SURVIVOR, replacement: "a" }], { equivalent: [REASON] });
    expect(isAccountedFor(other)).toBe(false);
  });

  it("a reason for a mutant that is killed, or is no more, is an error", () => {
    const report = judgeMutants([killedBy("a test")], { equivalent: [REASON] });
    expect(report.idleReasons).toEqual([REASON]);
    expect(isAccountedFor(report)).toBe(false);
    const part = judgeMutants([killedBy("a test")], { equivalent: [REASON], partial: true });
    expect(isAccountedFor(part)).toBe(true);
  });

  it("a reason for a file that was not tried is left alone", () => {
    const elsewhere = { ...REASON, file: "model/other.ts" };
    expect(isAccountedFor(judgeMutants([killedBy("a test")], { equivalent: [elsewhere] }))).toBe(
      true,
    );
  });

  it("one that had to be stopped was noticed", () => {
    const report = judgeMutants([tried({ outcome: "stopped" })], { equivalent: [] });
    expect(isAccountedFor(report)).toBe(true);
    expect(report.files).toMatchObject([{ stopped: 1, survived: 0 }]);
  });
});
