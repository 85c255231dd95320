import { expect, it } from "vitest";
import { expectedCutSets, setText } from "../../../checks/expectations/compare-world.js";
import { joinProofs, Prover, proofJobs } from "../../../checks/verify/prove.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import type { AssumptionId } from "../../../model/assumptions/index.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";

// The search and the proofs are two ways to the same sets: what one of them misses, the other finds.
it("the proofs find from sets of one what the search finds in sets of two, and no more", () => {
  const allocations = [1];
  const verification = verifyWorld({ allocations, order: 1 });
  const prover = new Prover({ quirk: AS_POSTED, exact: false });
  const proofs = joinProofs(proofJobs(verification).map((job) => prover.run(job)));
  for (const { invariant, verdict, found } of proofs) {
    expect([invariant, verdict]).toEqual([invariant, "complete"]);
    const one = expectedCutSets(invariant, { order: 1, allocations });
    const all = expectedCutSets(invariant, { order: 3, allocations });
    const beyond = all.filter((text) => !one.includes(text));
    expect([invariant, found.map((set) => setText(set.assumptions)).sort()]).toEqual([
      invariant,
      beyond,
    ]);
  }
  expect(proofs.flatMap(({ found }) => found).length).toBeGreaterThan(0);
});

it("the cut sets of interrupt-isolated are all there are, of whatever size, 4 allocated", () => {
  const invariant = "interrupt-isolated";
  const expected = expectedCutSets(invariant, { order: 3, allocations: [4] });
  const cutSets = expected.map((text) => text.split("+") as AssumptionId[]);
  const prover = new Prover({ quirk: AS_POSTED, exact: false });
  const proof = prover.run({ allocations: [4], invariant, cutSets });
  expect(proof).toMatchObject({ verdict: "complete", found: [], why: [] });
  expect(proof.proved).toBeGreaterThan(0);
});
