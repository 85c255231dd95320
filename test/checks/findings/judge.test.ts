import { describe, expect, it } from "vitest";
import { joinJudgements, judgeAt } from "../../../checks/findings/judge.js";
import type { AssumptionId } from "../../../model/assumptions/index.js";
import type { InvariantId } from "../../../model/invariants.js";

const judged = (
  invariant: InvariantId,
  assumptions: readonly AssumptionId[],
  allocations = [1, 2],
  states = 1e6,
) => {
  const candidate = { invariant, assumptions };
  const at = (allocated: number) => judgeAt(candidate, allocated, { limits: { states } });
  return joinJudgements(candidate, allocations.map(at));
};

describe("a set held against an invariant", () => {
  it("is a minimal cut set if it breaks it and no part of it does, in whatever order it is given", () => {
    const found = judged("interrupt-isolated", ["interrupt-remapping", "stable-host-pair"]);
    expect(found).toMatchObject({
      kind: "minimal cut set",
      finding: {
        id: "interrupt-isolated/stable-host-pair+interrupt-remapping",
        severity: "isolation lost",
        allocations: [1, 2],
        counterexample: { allocated: 2 },
      },
    });
  });

  it("is one only for the allocations that let it: one vector has no low bits", () => {
    const found = judged("interrupt-delivered", ["aligned-host-base"]);
    expect(found).toMatchObject({ kind: "minimal cut set", finding: { allocations: [2] } });
  });

  it("is not minimal where a part is enough, and says which part", () => {
    const set = ["full-grant", "stable-host-pair"] as const;
    expect(judged("pair-fresh", set)).toEqual({
      kind: "not minimal",
      parts: [["stable-host-pair"]],
    });
  });

  it("holds if no allocation breaks it", () => {
    expect(judged("pair-fresh", ["full-grant"])).toEqual({ kind: "holds" });
    expect(judged("interrupt-delivered", ["aligned-host-base"], [1])).toEqual({ kind: "holds" });
  });

  it("is not known if the search was cut short: never that it holds", () => {
    expect(judged("pair-fresh", ["full-grant"], [2], 10)).toMatchObject({
      kind: "incomplete",
      why: expect.stringContaining("2 vectors, full-grant dropped: "),
    });
  });
});
