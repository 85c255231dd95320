/** What `compare` says of each design, held against the rows worked out by hand. */
import { describe, expect, it } from "vitest";
import { EXPECTED_DESIGNS } from "../../checks/world/expected-designs.js";
import { verifyWorld } from "../../checks/world/verify.js";
import { DESIGNS } from "../../model/quirks/designs.js";
import { designDrifts } from "../../reports/designs-report.js";

describe("compare", () => {
  it("has a row worked out by hand for each design", () => {
    expect(DESIGNS.map(({ name }) => name)).toEqual(Object.keys(EXPECTED_DESIGNS));
  });

  it.each(DESIGNS.map(({ name }) => name))("%s stands on what was worked out by hand", (name) => {
    const { quirk, terms } = DESIGNS.find((design) => design.name === name) ?? {};
    if (quirk === undefined || terms === undefined) throw new Error(`no design ${name}`);
    expect(designDrifts(name, verifyWorld({ allocations: [2], order: 1, quirk, terms }))).toEqual(
      [],
    );
  });
});
