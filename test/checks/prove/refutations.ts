/** What has to be refuted, and how: the gate takes a few changes, ci:long all. */
import { expect, it } from "vitest";
import type { Solver } from "../../../tools/prove/z3.js";
import { type Change, changed } from "../../fixtures/proof-changes.js";
import { type SeededBug, withBug } from "../../fixtures/seeded-bugs.js";
import { C, HANDLER, importedHandler, proofOf } from "./proofs.js";

const UNTIL = { untilDifference: true } as const;
const MADE = { c: expect.any(Object) };

export function agreesWithConform(solver: () => Solver, bugs: readonly SeededBug[]): void {
  it.each(bugs)("agrees with conform that $name", async (bug) => {
    const result = await proofOf(solver(), { c: withBug(bug), level: 1 }, UNTIL);
    expect(result.verdict).toBe("refuted");
    expect(result.differences[0]?.call).toMatchObject(bug.field === "read" ? {} : MADE);
    expect(result.differences.some(({ call }) => call?.reachable)).toBe(bug.reachable);
  });
}

export function findsInC(solver: () => Solver, changes: readonly Change[]): void {
  it.each(changes)("finds in the C that $name", async (change) => {
    const result = await proofOf(solver(), { c: changed(C, change), level: 1 }, UNTIL);
    expect(result.verdict).toBe("refuted");
    expect(result.differences.some(({ call }) => call?.reachable)).toBe(change.reachable);
  });
}

export function findsInHandler(solver: () => Solver, changes: readonly Change[]): void {
  it.each(changes)("finds in handler.ts that $name", async (change) => {
    const handler = changed(HANDLER, change);
    const options = { ...UNTIL, model: await importedHandler(handler) };
    const result = await proofOf(solver(), { handler, level: 1 }, options);
    expect(result.verdict).toBe("refuted");
    expect(result.differences.some(({ call }) => call?.reachable)).toBe(change.reachable);
    expect(result.differences[0]?.call).toMatchObject(MADE);
  });
}
