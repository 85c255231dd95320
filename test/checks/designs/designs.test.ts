import { describe, expect, it } from "vitest";
import { concernRows } from "../../../checks/designs/concerns.js";
import { designRow } from "../../../checks/designs/row.js";
import { EXPECTED_DESIGNS, expectedFalls } from "../../../checks/expectations/designs.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { DESIGNS, type Design, designCalled } from "../../../model/quirks/designs.js";
import { designDrifts } from "../../../reports/designs-report.js";

/** Those that find no slot by value, whose worlds are small; the others are in designs.slow.ts. */
const SMALL = [
  "no-quirk",
  "copied-by-hand",
  "source-by-qemu",
  "source-by-driver",
  "guest-owned",
  "guest-asks",
  "best-trap",
];

function called(name: string): Design {
  const design = designCalled(name);
  if (design === undefined) throw new Error(`no design ${name}`);
  return design;
}

const verified = (name: string, allocated = 2) => {
  const { quirk, terms } = called(name);
  return verifyWorld({ allocations: [allocated], order: 1, quirk, terms });
};

describe("the designs", () => {
  it("each have a row worked out by hand, and no row is without a design", () => {
    expect(DESIGNS.map(({ name }) => name)).toEqual(Object.keys(EXPECTED_DESIGNS));
    expect(new Set(DESIGNS.map(({ quirk }) => quirk.name)).size).toBe(DESIGNS.length);
  });

  it.each(SMALL)("%s stands on exactly what was worked out by hand", (name) => {
    expect(designDrifts(name, verified(name))).toEqual([]);
  });

  it.each([
    ["copied-by-hand", 1],
    ["copied-by-hand", 32],
    ["grant-checked", 1],
  ])("%s of %i vectors alone stands on what is possible there", (name, allocated) => {
    expect(designDrifts(name, verified(name, allocated))).toEqual([]);
  });

  it("is expected to fall by low bits if any of its allocations has some", () => {
    const row = EXPECTED_DESIGNS["copied-by-hand"];
    const falls = (allocations: readonly number[]) =>
      row && expectedFalls(row, "aligned-host-base", allocations);
    expect(falls([1])).toEqual([]);
    expect(falls([1, 2])).toEqual(["vector-offset-preserved", "interrupt-delivered"]);
  });

  it("a design that is another than its row says is a drift", () => {
    expect(designDrifts("guest-asks", verified("guest-owned")).length).toBeGreaterThan(0);
  });
});

describe("a design's row", () => {
  const patch = verified("as-posted");
  const row = designRow(called("source-by-qemu"), verified("source-by-qemu"), patch);

  it("names what it no longer stands on, what it still does and what it newly does", () => {
    expect(row.noLonger).toContain("pairs-from-capability");
    expect(row.noLonger).toContain("full-grant");
    expect(row.still).toContain("mmio-programming");
    expect(row.still).not.toContain("pairs-from-capability");
    expect(row.newly).toEqual(["device-known", "host-interface", "source-grant"]);
    expect([...row.still, ...row.newly].sort()).toEqual([...row.alone].sort());
  });

  it("counts each cut set once, by size and by severity", () => {
    const byInvariant = row.invariants.reduce((sum, { cutSets }) => sum + (cutSets[1] ?? 0), 0);
    const bySeverity = row.severities.reduce((sum, { cutSets }) => sum + (cutSets[1] ?? 0), 0);
    expect(byInvariant).toBe(bySeverity);
    expect(byInvariant).toBeGreaterThan(0);
  });

  it("takes a concern for removed only where nothing of it is left, and never by a design that fails", () => {
    const rows = [
      designRow(called("as-posted"), patch, patch),
      row,
      designRow(called("no-quirk"), verified("no-quirk"), patch),
    ];
    const found = concernRows(rows).find(({ concern }) => concern.includes("re-use"));
    expect(found?.removedBy).toEqual(["source-by-qemu"]);
  });
});
