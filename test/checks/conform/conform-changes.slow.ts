/** The seeded changes of docs/conformance.md, each with the verdict that was written down before it was run. */
import { describe, expect, it } from "vitest";
import { conform } from "../../../checks/conform/conform.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { CONFORM_CHANGES } from "../../fixtures/conform-changes.js";
import { edited, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "./compiler.js";

const OPTIONS = { names: FIXTURE_NAMES, used: [3, 32], seed: 1, runs: 400, quick: true };

describe.skipIf(!HAS_COMPILER)(`conform${NEEDS_COMPILER}`, () => {
  it.each(CONFORM_CHANGES)("of $kind: $name: $verdict", async ({ edits, verdict, field }) => {
    const compiled = await compilePatch(edited(edits), FIXTURE_NAMES);
    const report = conform(compiled, { ...OPTIONS, untilFirst: verdict === "differs" });
    expect(report.verdict).toBe(verdict === "unseen" ? "agrees" : verdict);
    const fields = report.differences.flatMap((difference) => difference.fields);
    if (field === undefined) expect(fields).toEqual([]);
    else expect(fields).toContain(field);
  });
});
