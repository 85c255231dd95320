import { describe, expect, it } from "vitest";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { INVARIANT_IDS } from "../../model/invariants.js";
import {
  fullConfigurations,
  pairConfigurations,
  quickConfigurations,
} from "../../tools/spin/configurations.js";
import { explorerSide } from "../../tools/spin/explorer-side.js";
import { compareFindings, type Findings } from "../../tools/spin/findings.js";
import { FOUND_BY_SPIN, FOUND_VECTORS, keptDifferences } from "../../tools/spin/found.js";
import { renderSpin } from "../../tools/spin/text.js";

/** Of four vectors: nothing that SPIN found of them is kept. */
const CONFIGURATION = { vectors: 4, dropped: ["full-grant"] } as const;
const HELD: Findings = {
  states: 7,
  transitions: 20,
  fingerprint: "0123456789abcdef",
  verdicts: INVARIANT_IDS.map((invariant) => ({ invariant, verdict: "holds", length: null })),
};

function withFirst(verdict: "violated" | "unreachable", length: number | null): Findings {
  const [first, ...others] = HELD.verdicts;
  if (first === undefined) throw new Error("no verdict");
  return { ...HELD, verdicts: [{ ...first, verdict, length }, ...others] };
}

const differences = (explorer: Findings, spin: Findings, lengths = true) =>
  compareFindings(CONFIGURATION, { explorer, spin, lengths }).differences;

describe("two sides of a configuration", () => {
  it("that say the same agree", () => {
    expect(differences(HELD, HELD)).toEqual([]);
  });

  it("differ in the number of states or transitions, or in which states they are", () => {
    expect(differences(HELD, { ...HELD, states: 8 })).toEqual(["states: explorer 7, SPIN 8"]);
    expect(differences(HELD, { ...HELD, transitions: 19 })).toEqual([
      "transitions: explorer 20, SPIN 19",
    ]);
    expect(differences(HELD, { ...HELD, fingerprint: "0123456789abcdee" })).toEqual([
      "the same number of states, but not the same states",
    ]);
  });

  it("differ in a verdict, in a shortest length where it is asked for, and in a verdict that is missing", () => {
    const four = withFirst("violated", 4);
    expect(differences(four, HELD)).toEqual([
      "guest-address-contained: explorer violated in 4, SPIN holds",
    ]);
    expect(differences(four, withFirst("violated", 5))).toHaveLength(1);
    expect(differences(four, withFirst("violated", 5), false)).toEqual([]);
    expect(differences(HELD, withFirst("unreachable", null))).toHaveLength(1);
    expect(differences(HELD, { ...HELD, verdicts: HELD.verdicts.slice(1) })).toHaveLength(1);
  });

  it("that differ are told so in the table and below it", () => {
    const differing = compareFindings(CONFIGURATION, {
      explorer: HELD,
      spin: { ...HELD, states: 8 },
      lengths: true,
    });
    const text = renderSpin({ comparisons: [differing], agree: false }, false);
    expect(text).toContain("DIFFER");
    expect(text).toContain("4 vectors, full-grant dropped: states: explorer 7, SPIN 8");
  });
});

describe("what is kept of SPIN's counts", () => {
  it("is of nothing dropped, each assumption alone and the larger sets compared, for two vectors", () => {
    const compared = fullConfigurations().filter(({ vectors }) => vectors === FOUND_VECTORS);
    expect(FOUND_BY_SPIN.map(({ dropped }) => dropped)).toEqual(
      compared.map(({ dropped }) => dropped),
    );
  });

  it("is told where SPIN finds something else now", () => {
    const [{ dropped, states, transitions } = { dropped: [], states: 0, transitions: 0 }] =
      FOUND_BY_SPIN;
    const undropped = { vectors: FOUND_VECTORS, dropped };
    expect(keptDifferences(undropped, { states, transitions })).toEqual([]);
    expect(keptDifferences(undropped, { states: states + 1, transitions })).toEqual([
      `states: SPIN ${states + 1}, in tools/spin/found.ts ${states}`,
    ]);
    expect(keptDifferences({ ...undropped, vectors: 4 }, { states: 0, transitions: 0 })).toEqual(
      [],
    );
  });
});

describe("the explorer's side", () => {
  const explored = explorerSide();

  it("has a fingerprint that tells sets of states apart and stays the same", () => {
    const undropped = explored({ vectors: 2, dropped: [] });
    const more = explored({ vectors: 2, dropped: ["reset-before-reenable"] });
    const again = explored({ vectors: 2, dropped: [] });
    expect(undropped.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(more.fingerprint).not.toBe(undropped.fingerprint);
    expect(again).toEqual(undropped);
  });
});

describe("the configurations", () => {
  it("hold nothing dropped and each assumption alone for every allocation, and more than a dozen pairs", () => {
    const all = fullConfigurations();
    for (const vectors of [1, 2, 4, 8, 16, 32]) {
      const alone = all.filter((one) => one.vectors === vectors && one.dropped.length < 2);
      expect(alone.length).toBe(1 + ASSUMPTIONS.length);
    }
    expect(all.filter(({ dropped }) => dropped.length === 2).length).toBeGreaterThan(12);
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(all.length);
  });

  it("name what they drop in catalogue order, so that a set has one name", () => {
    const order: readonly string[] = ASSUMPTIONS.map(({ id }) => id);
    const sets = [...fullConfigurations(), ...quickConfigurations(), ...pairConfigurations()];
    for (const { dropped } of sets) {
      const places = dropped.map((id) => order.indexOf(id));
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    expect(pairConfigurations().length).toBe((ASSUMPTIONS.length * (ASSUMPTIONS.length - 1)) / 2);
  });
});
