import { describe, expect, it } from "vitest";
import {
  ALL_ASSUMPTIONS,
  ASSUMPTIONS,
  type Assumption,
  type AssumptionId,
  assumption,
  assumptionPosition,
  assumptionsAt,
  inCatalogueOrder,
} from "../../model/assumptions/index.js";
import { HANDLER_ASSUMPTIONS } from "../../model/quirks/as-posted/guests.js";

/** By part, in catalogue order. */
const EXPECTED: Readonly<Record<Assumption["part"], readonly AssumptionId[]>> = {
  "guest driver": [
    "unique-address",
    "address-programmed",
    "address-before-data",
    "slot-completed",
    "one-slot-at-a-time",
    "whole-register-writes",
    "aligned-four-byte-access",
    "programmed-while-enabled",
    "reset-before-reenable",
    "pairs-from-capability",
    "stable-guest-pair",
    "offset-within-allocation",
    "aligned-base-data",
    "stable-vector-count",
    "stable-window",
    "mmio-programming",
    "no-readback",
    "low-guest-address",
    "no-reset-in-between",
  ],
  device: [
    "data-at-plus-8",
    "slots-in-window",
    "slots-clear-of-window-end",
    "capability-32-bit",
    "quiet-unless-programmed",
    "eight-byte-divisible",
    "device-sends-its-slots",
  ],
  host: [
    "msi-novirt-feature",
    "physical-read-succeeds",
    "bar-write-succeeds",
    "full-grant",
    "stable-host-pair",
    "low-host-address",
    "aligned-host-base",
    "interrupt-remapping",
    "little-endian-host",
    "same-architecture",
  ],
};

/** Every text of an entry, by its field. */
function textsOf(entry: Assumption): readonly (readonly [string, string])[] {
  const { from, ...fields } = entry;
  return [...Object.entries(fields), ["from.kind", from.kind], ["from.cite", from.cite]];
}

describe("the catalogue of assumptions", () => {
  const ids = ASSUMPTIONS.map(({ id }) => id);

  it("lists guest driver, device, host, in the order of the design", () => {
    expect(ids).toEqual([...EXPECTED["guest driver"], ...EXPECTED.device, ...EXPECTED.host]);
    for (const [part, expected] of Object.entries(EXPECTED)) {
      const listed = ASSUMPTIONS.filter((entry) => entry.part === part);
      expect(listed.map(({ id }) => id)).toEqual(expected);
    }
  });

  it("has 36 different ids", () => {
    expect(ids).toHaveLength(36);
    expect(new Set(ids).size).toBe(36);
  });

  it.each(ASSUMPTIONS)("$id: no field is empty, padded, or outside ASCII", (entry) => {
    for (const [field, text] of textsOf(entry)) {
      expect(text, field).toMatch(/^[!-~]([ -~]*[!-~])?$/);
    }
  });

  it("gives no two entries the same claim, or the same consequence", () => {
    expect(new Set(ASSUMPTIONS.map(({ claim }) => claim)).size).toBe(ids.length);
    expect(new Set(ASSUMPTIONS.map(({ dropped }) => dropped)).size).toBe(ids.length);
  });

  it("quotes words wherever the thread is the source", () => {
    for (const { id, from } of ASSUMPTIONS) {
      if (from.kind === "thread") expect(from.cite, id).toMatch(/"[^"]+" \(.+\)/);
    }
  });

  it("has the two low addresses implied by the 32-bit capability, and no other implication", () => {
    const implied = ASSUMPTIONS.flatMap(({ id, impliedBy }) =>
      impliedBy ? [[id, impliedBy]] : [],
    );
    expect(implied).toEqual([
      ["low-guest-address", "capability-32-bit"],
      ["low-host-address", "capability-32-bit"],
    ]);
    for (const [, by] of implied) expect(ids).toContain(by);
  });

  it("says beside interrupt remapping what its absence brings on x86", () => {
    const { keeper, onX86 } = assumption("interrupt-remapping");
    expect(keeper).toBe("administrator");
    expect(onX86).toContain("full-grant");
    expect(onX86).toContain("pairs that move");
  });

  it("names those that nobody can promise", () => {
    const unkept = ASSUMPTIONS.filter(({ kept }) => kept === "nobody can promise");
    expect(unkept.map(({ id }) => id)).toEqual([
      "unique-address",
      "no-readback",
      "no-reset-in-between",
    ]);
  });

  it("contains every assumption of the handler's machine, in the same order", () => {
    const known: readonly AssumptionId[] = HANDLER_ASSUMPTIONS;
    expect(ids.filter((id) => known.includes(id))).toEqual(known);
  });
});

describe("looking an assumption up", () => {
  it("gives the entry of that id", () => {
    for (const entry of ASSUMPTIONS) expect(assumption(entry.id)).toBe(entry);
  });

  it("gives its place, the patch's first and from 0, and by its place the id", () => {
    expect(assumptionPosition("unique-address")).toBe(0);
    expect(assumptionPosition("same-architecture")).toBe(35);
    expect(assumptionsAt([35, 0])).toEqual(["same-architecture", "unique-address"]);
    expect(ALL_ASSUMPTIONS.map(({ id }) => assumptionPosition(id))).toEqual([
      ...ALL_ASSUMPTIONS.keys(),
    ]);
  });

  it("puts ids into the catalogue's order, each once", () => {
    const ids = ["full-grant", "no-readback", "full-grant", "unique-address"] as const;
    expect(inCatalogueOrder(ids)).toEqual(["unique-address", "no-readback", "full-grant"]);
  });

  it("refuses a place that nothing has, and the place of what is not in the catalogue", () => {
    expect(() => assumptionsAt([ALL_ASSUMPTIONS.length])).toThrow("no assumption has the place");
    expect(() => assumptionPosition("no-such-thing" as AssumptionId)).toThrow('"no-such-thing"');
  });

  it("refuses an id that is not in the catalogue, and names it", () => {
    expect(() => assumption("no-such-thing" as AssumptionId)).toThrow('"no-such-thing"');
  });
});
