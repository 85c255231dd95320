import { describe, expect, it } from "vitest";
import { machineRow } from "../../../checks/designs/machines.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { NAMED_DESIGNS } from "../../../model/quirks/designs.js";
import { designDrifts } from "../../../reports/designs-report.js";
import { called, disagreements } from "./machines.js";

describe("every design", () => {
  it.each(NAMED_DESIGNS)(
    "$name stands on exactly what was worked out by hand",
    ({ name, quirk, terms }) => {
      const found = verifyWorld({ allocations: [1, 2, 32], order: 1, quirk, terms });
      expect(designDrifts(name, found)).toEqual([]);
    },
  );
});

describe.each([1, 32])("every design with %i vectors alone", (allocated) => {
  it.each(NAMED_DESIGNS)(
    "$name stands on what was worked out by hand and is possible there",
    ({ name, quirk, terms }) => {
      const found = verifyWorld({ allocations: [allocated], order: 1, quirk, terms });
      expect(designDrifts(name, found)).toEqual([]);
    },
  );
});

describe("the two largest machines of designs", () => {
  it("of a cookie for each address has 4 x 128 states: any set of seven words is awaited", () => {
    expect(machineRow(called("cookie-per-address"))).toMatchObject({
      states: 512,
      transitions: 80 * 512,
    });
  });

  it.each(["cookie-per-address", "reads-back"])(
    "%s takes every step as the quirk's own functions say",
    (name) => {
      const { quirk } = called(name);
      expect(disagreements(quirk, quirk)).toEqual([]);
    },
  );
});
