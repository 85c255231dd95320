import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadZ3, type Solver } from "../../../tools/prove/z3.js";
import {
  C_CHANGES,
  C_SAME,
  changed,
  HANDLER_CHANGES,
  HANDLER_SAME,
} from "../../fixtures/proof-changes.js";
import { SEEDED_BUGS } from "../../fixtures/seeded-bugs.js";
import { C, CAN_PROVE, HANDLER, NEEDS_BOTH, proofOf } from "./proofs.js";
import { agreesWithConform, findsInC, findsInHandler } from "./refutations.js";

describe.skipIf(!CAN_PROVE)(`the proof${NEEDS_BOTH}`, () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await loadZ3();
  }, 600_000);
  afterAll(() => solver.close());

  // What never ends is a loop, of which the proof says nothing; the probe and the rules are not its concern.
  const handlers = SEEDED_BUGS.filter(({ calls, field, name }) => {
    return (calls > 0 || field === "read") && name !== "it never ends";
  });

  it("is about as many changes of the handler as it has to be", () => {
    expect(handlers.length + C_CHANGES.length).toBeGreaterThanOrEqual(20);
    expect(HANDLER_CHANGES.length).toBeGreaterThanOrEqual(10);
  });

  agreesWithConform(() => solver, handlers);
  findsInC(() => solver, C_CHANGES);
  findsInHandler(() => solver, HANDLER_CHANGES);

  it.each(C_SAME)("holds of other words in the C: $name", async (change) => {
    const result = await proofOf(solver, { c: changed(C, change) });
    expect(result).toMatchObject({ verdict: "proved", unknown: [], differences: [] });
  });

  it.each(HANDLER_SAME)("holds of other words in handler.ts: $name", async (change) => {
    const result = await proofOf(solver, { handler: changed(HANDLER, change), level: 1 });
    expect(result).toMatchObject({ verdict: "proved", unknown: [], differences: [] });
  });
});
