import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadZ3, type Solver } from "../../../tools/prove/z3.js";
import {
  C_CHANGES,
  C_SAME,
  C_UNKNOWN,
  changed,
  HANDLER_CHANGES,
  HANDLER_SAME,
} from "../../fixtures/proof-changes.js";
import { SEEDED_BUGS, type SeededBug, withBug } from "../../fixtures/seeded-bugs.js";
import { C, CAN_PROVE, HANDLER, importedHandler, NEEDS_BOTH, proofOf } from "./proofs.js";

const UNTIL = { untilDifference: true } as const;

describe.skipIf(!CAN_PROVE)(`the proof${NEEDS_BOTH}`, () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await loadZ3();
  }, 600_000);
  afterAll(() => solver.close());

  // What never ends is a loop, of which the proof says nothing; the probe and the rules are not its concern.
  const handlers = SEEDED_BUGS.filter(({ calls, name }) => calls > 0 && name !== "it never ends");

  it("is about as many changes of the handler as it has to be", () => {
    expect(handlers.length + C_CHANGES.length).toBeGreaterThanOrEqual(20);
    expect(HANDLER_CHANGES.length).toBeGreaterThanOrEqual(10);
  });

  it.each(handlers)("agrees with conform that $name", async (bug) => {
    const result = await proofOf(solver, { c: withBug(bug), level: 1 }, UNTIL);
    expect(result.verdict).toBe("refuted");
    expect(result.differences[0]?.call, "it was made").toMatchObject({ c: expect.any(Object) });
    expect(result.differences.some(({ call }) => call?.reachable)).toBe(bug.reachable);
  });

  it("agrees with conform that reads come from another offset", async () => {
    const bug = SEEDED_BUGS.find(({ field }) => field === "read") as SeededBug;
    const result = await proofOf(solver, { c: withBug(bug), level: 1 }, UNTIL);
    expect(result).toMatchObject({
      verdict: "refuted",
      differences: [{ id: "read", call: { kind: "read", reachable: true } }],
    });
  });

  it.each(C_CHANGES)("finds in the C that $name", async (change) => {
    const result = await proofOf(solver, { c: changed(C, change), level: 1 }, UNTIL);
    expect(result.verdict).toBe("refuted");
    expect(result.differences.some(({ call }) => call?.reachable)).toBe(change.reachable);
  });

  it.each(HANDLER_CHANGES)("finds in handler.ts that $name", async (change) => {
    const handler = changed(HANDLER, change);
    const options = { ...UNTIL, model: await importedHandler(handler) };
    const result = await proofOf(solver, { handler, level: 1 }, options);
    expect(result.verdict).toBe("refuted");
    expect(result.differences.some(({ call }) => call?.reachable)).toBe(change.reachable);
    expect(result.differences[0]?.call, "it was made").toMatchObject({ c: expect.any(Object) });
  });

  it.each(C_SAME)("holds of other words in the C: $name", async (change) => {
    const result = await proofOf(solver, { c: changed(C, change) });
    expect(result).toMatchObject({ verdict: "proved", unknown: [], differences: [] });
  });

  it.each(HANDLER_SAME)("holds of other words in handler.ts: $name", async (change) => {
    const result = await proofOf(solver, { handler: changed(HANDLER, change), level: 1 });
    expect(result).toMatchObject({ verdict: "proved", unknown: [], differences: [] });
  });

  it.each(C_UNKNOWN)("says what it met where $name", async (change) => {
    const result = await proofOf(solver, { c: changed(C, change) });
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown).toEqual([
      expect.objectContaining({ kind: "met", what: expect.stringContaining(change.met) }),
    ]);
    expect(result.claims).toEqual([]);
  });
});
