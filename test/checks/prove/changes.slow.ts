import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadZ3, type Solver } from "../../../tools/prove/z3.js";
import { C_CHANGES, C_UNKNOWN, changed, HANDLER_CHANGES } from "../../fixtures/proof-changes.js";
import { C, CAN_PROVE, NEEDS_BOTH, proofOf } from "./proofs.js";
import { findsInC, findsInHandler } from "./refutations.js";

/** What no testing finds. */
const FEW = [
  "one value of 2^32 is not replaced",
  "a trace point tells another name",
  "at one offset of the window nothing is replaced",
  "one bit of the host's address is lost",
  "a replaced data value keeps the cookie at one offset",
];

describe.skipIf(!CAN_PROVE)(`the proof, of a few changes${NEEDS_BOTH}`, () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await loadZ3();
  }, 600_000);
  afterAll(() => solver.close());

  findsInC(
    () => solver,
    C_CHANGES.filter(({ name }) => FEW.includes(name)),
  );
  findsInHandler(
    () => solver,
    HANDLER_CHANGES.filter(({ name }) => FEW.includes(name)),
  );

  it.each(C_UNKNOWN)("says what it met where $name", async (change) => {
    const result = await proofOf(solver, { c: changed(C, change) });
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown).toEqual([
      expect.objectContaining({ kind: "met", what: expect.stringContaining(change.met) }),
    ]);
    expect(result.claims).toEqual([]);
  });
});
