import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectedCutSets } from "../../checks/expectations/compare-world.js";
import { packageRoot } from "../../cli/package-root.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";
import { PATCH_PLACES } from "../../reports/patch-places.js";

describe("the places of the patch", () => {
  it("bring in each assumption, once", () => {
    const named: readonly string[] = PATCH_PLACES.flatMap(({ assumptions }) => assumptions);
    expect([...named].sort()).toEqual(ASSUMPTIONS.map(({ id }) => id).sort());
  });
});

describe("review.txt", () => {
  const lines = readFileSync(join(packageRoot(), "reports/generated/review.txt"), "utf8")
    .trimEnd()
    .split("\n");

  it("has under 80 lines of at most 72 columns", () => {
    expect(lines.length).toBeLessThan(80);
    expect(lines.filter(({ length }) => length > 72)).toEqual([]);
  });

  it("names findings that there are, by the ids that explain takes", () => {
    const ids = lines.flatMap((line) => /^ {2}([a-z-]+\/[a-z0-9+-]+)$/.exec(line)?.[1] ?? []);
    const known = INVARIANT_IDS.flatMap((invariant) =>
      expectedCutSets(invariant, { order: 3, allocations: ALLOCATIONS }).map(
        (set) => `${invariant}/${set}`,
      ),
    );
    expect(ids.length).toBeGreaterThan(8);
    expect(ids.filter((id) => !known.includes(id))).toEqual([]);
  });
});
