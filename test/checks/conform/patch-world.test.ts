import { describe, expect, it } from "vitest";
import { comparePatchWorld } from "../../../checks/conform/world/compare-worlds.js";
import type { PrivateName, Quirk } from "../../../model/quirk.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import { designCalled } from "../../../model/quirks/designs.js";
import { patchWorldReport } from "../../../reports/patch-world-report.js";
import { renderPatchWorld } from "../../../reports/render/patch-world-text.js";

const compared = (quirk: Quirk, limits = {}) =>
  comparePatchWorld({
    quirk: () => quirk,
    notCompared: () => [],
    allocations: [1],
    order: 1,
    exact: false,
    limits,
  });

function designed(name: string): Quirk {
  const design = designCalled(name);
  if (design === undefined) throw new Error(name);
  return design.quirk;
}

/** As posted, and each call turns over a flag that no call asks for. */
const FLAG: PrivateName = "own.flag";
const FLAGGED: Quirk = {
  ...AS_POSTED,
  parts: { ...AS_POSTED.parts, [FLAG]: ["no", "yes"] },
  write: (view, own, access) => {
    const effects = AS_POSTED.write(view, own, access);
    return { ...effects, own: { ...effects.own, [FLAG]: own[FLAG] === "no" ? "yes" : "no" } };
  },
};

/** As posted, and every write reaches the device as 0. */
const ZEROING: Quirk = {
  ...AS_POSTED,
  write: (view, own, access) => ({
    ...AS_POSTED.write(view, own, access),
    value: 0n,
    replaced: "data",
  }),
};

describe("two worlds searched alike", () => {
  it("are not called the same where both searches were cut short at the same place", () => {
    const report = compared(AS_POSTED, { states: 10 });
    expect(report.model).toEqual(report.patch);
    expect(report.incomplete).toContain("1 vectors, steps: more than 10 nodes");
    expect(report.verdict).toBe("incomplete");
  });

  it("are not compared to the end with more state than can be numbered", () => {
    const names = Array.from({ length: 30 }, (_, i): PrivateName => `own.shadow ${i}`);
    const parts = Object.fromEntries(names.map((name) => [name, ["0", "1", "2", "3"]]));
    const report = compared({ ...AS_POSTED, parts: { ...AS_POSTED.parts, ...parts } });
    expect(report).toMatchObject({ verdict: "incomplete", model: null, patch: null });
    expect(report.incomplete).toEqual([expect.stringMatching(/^the C's state: .* combinations/)]);
    const text = renderPatchWorld(patchWorldReport(report), "quirk.c", false);
    expect(text).toContain("cannot be numbered");
  });

  it("have the same verdicts and not the same states with a flag that says nothing", () => {
    const report = compared(FLAGGED);
    const none = { went: [], came: [], lengths: [], verdicts: [] };
    expect(report).toMatchObject({ verdict: "same verdicts", ...none });
    expect(report.patch?.nodes).toBeGreaterThan(report.model?.nodes ?? Number.POSITIVE_INFINITY);
    const text = renderPatchWorld(patchWorldReport(report), "quirk.c", false);
    expect(text).toContain("\nThe same verdicts, cut sets and lengths; not the same states.\n");
  });

  it("differ by the sets that a reset which clears the cookie takes away", () => {
    const report = patchWorldReport(compared(designed("reset-clears")));
    expect(report).toMatchObject({ verdict: "differs", came: [], lengths: [], verdicts: [] });
    // checks/expectations/designs.ts: what a cookie that outlives the machine's reset lets fall.
    expect(report.went.map(({ id, severity }) => [id, severity])).toEqual([
      ["collateral-free/no-reset-in-between", "stray write altered"],
      ["readback-faithful/no-reset-in-between", "read wrong"],
      ["host-values-confidential/no-reset-in-between", "read wrong"],
    ]);
    const text = renderPatchWorld(report, "quirk.c", false);
    expect(text).toContain(
      "\nCut sets that went\n  stray write altered: 1\n    collateral-free: no-reset-in-between (1 vectors)\n  read wrong: 2\n",
    );
  });

  it("differ by what comes, the gravest first, each with a way there", () => {
    const report = patchWorldReport(compared(ZEROING));
    const severities = report.came.map(({ severity }) => severity);
    const ranked = ["interrupt lost or misdelivered", "stray write altered", "read wrong"];
    expect(severities).toEqual(
      [...severities].sort((a, b) => ranked.indexOf(a) - ranked.indexOf(b)),
    );
    // One write to an ordinary register is enough.
    expect(report.came.find(({ id }) => id === "collateral-free")?.steps).toHaveLength(1);
    expect(report.came.every(({ steps }) => steps.length > 0)).toBe(true);
  });

  it("differ by a verdict where nothing falls and a situation is gone", () => {
    const report = compared({
      ...AS_POSTED,
      write: (view, own, access) => {
        const { cookie: _, ...effects } = AS_POSTED.write(view, own, access);
        return effects;
      },
    });
    expect(report.verdicts).toEqual([
      { invariant: "cookie-discipline", model: "holds", patch: "unreachable" },
    ]);
    expect(report).toMatchObject({ verdict: "differs", went: [], came: [], lengths: [] });
  });
});
