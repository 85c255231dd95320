import { describe, expect, it } from "vitest";
import { completenessDrifts } from "../../../checks/expectations/compare-world.js";
import type { WorldCompleteness } from "../../../checks/verify/complete.js";
import { joinProofs, Prover, proofJobs } from "../../../checks/verify/prove.js";
import { verifyWorld, type WorldVerification } from "../../../checks/verify/verify.js";
import { SLICES } from "../../../checks/world/slices.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";

const delivered = SLICES.filter(({ name }) => name === "delivered");
const verification = verifyWorld({ allocations: [1, 2], order: 1, slices: delivered });

const proof = (changes: Partial<WorldCompleteness>): WorldCompleteness => ({
  invariant: "interrupt-delivered",
  allocated: 2,
  verdict: "complete",
  proved: 1,
  states: 10,
  found: [],
  why: [],
  ...changes,
});

const about = (allocations: readonly number[]) =>
  ({ allocations }) as Pick<WorldVerification, "allocations"> as WorldVerification;

describe("the proofs of a verification", () => {
  it("are one for each allocation and invariant, with the cut sets of that allocation alone", () => {
    const jobs = proofJobs(verification);
    expect(jobs.map(({ allocations }) => allocations)).toEqual([[1], [2]]);
    const unaligned = jobs.map(({ cutSets }) => cutSets.flat().includes("aligned-base-data"));
    // One vector has no low bits that could be unaligned.
    expect(unaligned).toEqual([false, true]);
  });

  it("come to complete where the search left nothing out", () => {
    const prover = new Prover({ quirk: AS_POSTED, exact: false });
    const [joined, ...others] = joinProofs(proofJobs(verification).map((job) => prover.run(job)));
    expect(others).toEqual([]);
    expect(joined).toMatchObject({ verdict: "complete", found: [], why: [], proved: 2 });
  });

  it("come to incomplete, and why, where a search was cut short", () => {
    const prover = new Prover({ quirk: AS_POSTED, exact: false, limits: { states: 10 } });
    const [joined] = joinProofs(proofJobs(verification).map((job) => prover.run(job)));
    expect(joined?.verdict).toBe("incomplete");
    expect(joined?.why).toHaveLength(2);
    expect(joined?.why[0]).toMatch(/^1 vector: .*10.*assumptions dropped$/);
    expect(completenessDrifts(verification, joined === undefined ? [] : [joined])).toHaveLength(1);
  });
});

describe("proofs joined", () => {
  it("are incomplete if one of them is, and name the allocations of what they found", () => {
    const found = [["full-grant", "stable-window"]] as const;
    const joined = joinProofs([
      proof({ allocated: 4, verdict: "incomplete", why: ["why"] }),
      proof({ allocated: 2, found }),
      proof({ allocated: 1, found }),
    ]);
    expect(joined).toEqual([
      {
        invariant: "interrupt-delivered",
        verdict: "incomplete",
        proved: 3,
        states: 30,
        found: [{ assumptions: found[0], allocations: [1, 2] }],
        why: ["4 vectors: why"],
      },
    ]);
  });

  it("are not as expected where they found a set that is not committed", () => {
    const found = [["full-grant", "stable-window"]] as const;
    const drifts = completenessDrifts(about([2]), joinProofs([proof({ found })]));
    expect(drifts.map((drift) => drift.found)).toEqual(["stable-window+full-grant"]);
  });

  it("are as expected where they found a committed one that the search was too low for", () => {
    const found = [["interrupt-remapping", "full-grant"]] as const;
    const proofs = [proof({ invariant: "interrupt-isolated", found })];
    expect(completenessDrifts(about([2]), joinProofs(proofs))).toEqual([]);
  });
});
