/** The table for MSI-X, worked out by hand: whole, and the document's. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXPECTED_MSIX, MSIX_NEW, MSIX_ROWS } from "../../../checks/expectations/msix.js";
import { ALONE } from "../../../checks/expectations/world.js";
import { packageRoot } from "../../../cli/package-root.js";
import {
  ASSUMPTIONS,
  type AssumptionId,
  type PatchAssumptionId,
} from "../../../model/assumptions/index.js";
import { MSIX_ASSUMPTIONS } from "../../../model/assumptions/msix.js";
import { INVARIANT_IDS, type InvariantId } from "../../../model/invariants.js";

const rows = Object.entries(MSIX_ROWS) as [
  PatchAssumptionId,
  (typeof MSIX_ROWS)[PatchAssumptionId],
][];

describe("the table for MSI-X", () => {
  it("has every assumption of the patch, and every new one, with a reason", () => {
    expect(rows.map(([id]) => id)).toEqual(ASSUMPTIONS.map(({ id }) => id));
    expect(Object.keys(MSIX_NEW)).toEqual(MSIX_ASSUMPTIONS.map(({ id }) => id));
    for (const { because } of [...Object.values(MSIX_ROWS), ...Object.values(MSIX_NEW)]) {
      expect(because).toMatch(/^\S.*\S$/);
    }
  });

  it("lets five go, and two be carried by new ones", () => {
    const becoming = (kept: (becomes: string) => boolean) =>
      rows.filter(([, { becomes }]) => kept(becomes)).map(([id]) => id);
    expect(becoming((it) => it === "goes")).toEqual([
      "aligned-base-data",
      "stable-vector-count",
      "capability-32-bit",
      "aligned-host-base",
      "little-endian-host",
    ]);
    const carried = rows.filter(([, { becomes }]) => becomes in MSIX_NEW);
    expect(carried.map(([id, { becomes }]) => [id, becomes])).toEqual([
      ["offset-within-allocation", "entry-unmasked"],
      ["msi-novirt-feature", "table-readable"],
    ]);
    for (const [id, { becomes, falls }] of rows) {
      if (becomes !== "stays") expect(falls, id).toEqual([]);
    }
  });

  it("differs from the patch's in four of those that stay", () => {
    const sorted = (falls: readonly InvariantId[]) => [...falls].sort();
    const others = rows.filter(
      ([id, { becomes, falls }]) =>
        becomes === "stays" && sorted(falls).join() !== sorted(ALONE[id].falls).join(),
    );
    expect(others.map(([id]) => id)).toEqual([
      "address-programmed",
      "low-guest-address",
      "full-grant",
      "low-host-address",
    ]);
  });

  it("is the one that the document shows", () => {
    const text = readFileSync(join(packageRoot(), "docs/msix.md"), "utf8");
    const shown = [...text.matchAll(/^\| ([a-z0-9-]+) \| (stays|goes|new|[a-z-]+) \| ([^|]*) \|/gm)]
      .filter(([, id = ""]) => id in EXPECTED_MSIX.falls)
      .map(([, id, becomes, falls = ""]) => [id, becomes, falls.split(", ").filter(Boolean)]);
    const all = [
      ...rows.map(([id, { becomes }]) => [id, becomes] as const),
      ...(Object.keys(MSIX_NEW) as AssumptionId[]).map((id) => [id, "new"] as const),
    ];
    const expected = all.map(([id, becomes]) => [
      id,
      becomes,
      INVARIANT_IDS.filter((invariant) => EXPECTED_MSIX.falls[id]?.includes(invariant)),
    ]);
    expect(shown).toEqual(expected);
  });
});
