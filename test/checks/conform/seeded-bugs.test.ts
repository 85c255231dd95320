import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { conform } from "../../../checks/conform/conform.js";
import { PHASES } from "../../../checks/conform/result.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { FIXTURE, FIXTURE_NAMES, SEEDED_BUGS, withBug } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "./compiler.js";

async function conformText(text: string, untilFirst: boolean) {
  const compiled = await compilePatch(text, FIXTURE_NAMES);
  return conform(compiled, {
    names: FIXTURE_NAMES,
    used: [3],
    seed: 1,
    runs: 200,
    quick: true,
    untilFirst,
  });
}

describe.skipIf(!HAS_COMPILER)(`the lockstep${NEEDS_COMPILER}`, () => {
  it("finds no difference in a quirk that does what the model says, and takes every branch of it", async () => {
    const report = await conformText(readFileSync(FIXTURE, "utf8"), false);
    expect(report.differences).toEqual([]);
    expect(report.verdict).toBe("agrees");
    expect(report.notCompared).toEqual([]);
    expect(report.deviceIds).toEqual([0x1103, 0x1101, 0x1104, 0x1107, 0x1109]);
    const phases = report.phases.map(({ phase, steps }) => (steps > 0 ? phase : ""));
    expect(phases.sort()).toEqual([...PHASES].sort());
  });

  it.each(SEEDED_BUGS)("finds that $name", async (bug) => {
    const report = await conformText(withBug(bug), true);
    expect(report.verdict).toBe("differs");
    expect(report.differences.flatMap(({ fields }) => fields)).toContain(bug.field);
    expect(report.differences.some(({ reachable }) => reachable)).toBe(bug.reachable);
    expect(report.sequence?.calls.length ?? 0).toBe(bug.calls);
    if (report.sequence !== null) expect(report.sequence.reachable).toBe(bug.reachable);
  });
});
