import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { checkedJson } from "../../cli/schemas.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { STEP_INVARIANTS, WORLD_INVARIANTS } from "../../model/invariants.js";
import { catalogueReport } from "../../reports/catalogue-report.js";

it("catalogue.json names each assumption and invariant once, the patch's assumptions first", () => {
  const { assumptions, invariants } = catalogueReport();
  expect(assumptions.slice(0, 36).map(({ id }) => id)).toEqual(ASSUMPTIONS.map(({ id }) => id));
  expect(new Set(assumptions.map(({ id }) => id)).size).toBe(46);
  expect(invariants.map(({ id }) => id).sort()).toEqual(
    [...STEP_INVARIANTS, ...WORLD_INVARIANTS].map(({ id }) => id).sort(),
  );
});

it("catalogue.json is what the catalogue says", () => {
  const file = join(packageRoot(), "reports/generated/catalogue.json");
  expect(readFileSync(file, "utf8")).toBe(checkedJson("catalogue", catalogueReport()));
});
