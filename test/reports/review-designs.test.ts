import { describe, expect, it } from "vitest";
import { concernRows } from "../../checks/designs/concerns.js";
import type { DesignsReport } from "../../reports/designs-report.js";
import { designsSection } from "../../reports/render/review-designs.js";
import { FREE, KERNEL, toyRow } from "../checks/designs/toy-rows.js";

const patch = toyRow("patch", FREE, ["unique-address", "no-readback", "stable-window"]);
const table = { ...toyRow("table", KERNEL, ["device-known"]), newly: ["device-known"] as const };
const LETTERS = [{ id: "interrupt-delivered", letter: "J" }];

function section(designs: DesignsReport["designs"]): readonly string[] {
  const concerns = concernRows(designs);
  const report = { allocations: [1], designs, concerns, machines: [], search: null, drifts: [] };
  return designsSection(report, LETTERS);
}

describe("the designs in the review", () => {
  const lines = section([patch, table]);

  it("have lines of at most 78 characters", () => {
    expect(lines.filter((line) => line.length > 78)).toEqual([]);
  });

  it("show for each design what falls, what it stands on, and what is new", () => {
    expect(lines).toContain("a  patch   3      3");
    expect(lines).toContain("b  table   1      1");
    expect(lines).toContain("- table: device-known");
  });

  it("name the rule, what follows from it, and what would change it", () => {
    const text = lines.join(" ");
    expect(text).toContain("The rule: ");
    expect(text).toContain("With the kernel and the guests of today: patch,");
    expect(text).toContain("asked for an interrupt per source: table,");
    expect(text).toContain(
      "- unique-address, no-readback, stable-window: table, which asks the kernel",
    );
  });

  it("recommend another where the rows are others", () => {
    const better = toyRow("better", FREE, []);
    const text = section([patch, table, better]).join(" ");
    expect(text).toContain("With the kernel and the guests of today: better,");
    expect(text).not.toContain("asked for an interrupt per source: table,");
  });

  it("say where a design holds nothing, and recommend none", () => {
    const invariants = patch.invariants.map((it) => ({ ...it, undropped: "violated" as const }));
    const text = section([{ ...patch, invariants }]);
    expect(text).toContain("a  patch   !      3");
    expect(text.join(" ")).toContain("so none is recommended");
  });
});
