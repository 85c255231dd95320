import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { groupsOf } from "../../../checks/devices/alike.js";
import { deviceCoverage } from "../../../checks/devices/coverage.js";
import { deviceFindings } from "../../../checks/devices/findings.js";
import { matchTrace } from "../../../checks/devices/trace.js";
import { QCN9074, WCN6855 } from "../../../model/devices/ath11k.js";
import { QCN9274_V1 } from "../../../model/devices/ath12k.js";
import { CHIPS } from "../../../model/devices/index.js";
import type { Quirk } from "../../../model/quirk.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import { composeQuirk } from "../../../model/quirks/composed/compose.js";
import { DESIGNS, designCalled } from "../../../model/quirks/designs.js";
import {
  TRAP_DESIGNS,
  type TrapDesign,
  trapDesign,
  trapDesignOf,
} from "../../../model/quirks/trapped.js";
import { USUAL_TERMS } from "../../../model/world/terms.js";
import { devicesReport } from "../../../reports/devices-report.js";

const LINES = readFileSync("traces/wcn6855-linux.log", "utf8").split("\n");

/** A design that traps these ranges of every chip. */
const toy = (...ranges: (readonly [number, number])[]): TrapDesign => ({
  id: "toy",
  says: "",
  needsNoTrap: false,
  ranges: () => ranges.map(([start, end]) => ({ start, end })),
});

describe("the trace of the patch", () => {
  const match = matchTrace(WCN6855, LINES);

  it("has 13 address registers, each of which is the ring's that the derivation names", () => {
    expect(match.traced.map(({ ring }) => ring)).toEqual([
      "ce0-source",
      "ce1-destination",
      "ce1-destination-status",
      "ce2-destination",
      "ce2-destination-status",
      "ce3-source",
      "ce5-destination",
      "ce5-destination-status",
      "ce7-source",
      "wbm2sw0",
      "wbm2sw3",
      "reo-exception",
      "reo-status",
    ]);
  });

  it("does not show four rings, which are programmed by MMIO as well", () => {
    expect(match.missing).toEqual([0, 1, 2, 3].map((index) => `reo-destination${index}`));
  });

  it("is not that of another chip, and then the report is not as expected", () => {
    const strangers = matchTrace(QCN9074, LINES).traced.filter(({ ring }) => ring === null);
    expect(strangers).toHaveLength(13);
    const wrong = LINES.map((line) => line.replaceAll("0x80048", "0x80148"));
    expect(devicesReport(LINES).asExpected).toBe(true);
    expect(devicesReport(wrong).asExpected).toBe(false);
    expect(devicesReport([]).asExpected).toBe(false);
  });
});

describe("findings on the patch's ids and ranges", () => {
  const findings = deviceFindings(matchTrace(WCN6855, LINES));
  const severityOf = new Map(findings.map(({ id, severity }) => [id, severity]));

  it.each([
    ["none-trapped/qcn9074", "no interrupt works"],
    ["none-trapped/wcn7850", "no interrupt works"],
    ["past-the-end/wcn7850", "no interrupt works"],
    ["past-the-end/qcn9274-v1", "no interrupt works"],
    ["past-the-end/qcn9274-v2", "no interrupt works"],
    ["by-message/wcn6855", "interrupt lost or misdelivered"],
    ["by-message/wcn7850", "interrupt lost or misdelivered"],
    ["window-size/wcn6855", "latent"],
    ["not-traced/wcn6855", "note"],
    ["shared-offset/0xb85a4", "note"],
    ["not-listed/qcc2072", "note"],
  ])("have %s: %s", (id, severity) => {
    expect(severityOf.get(id)).toBe(severity);
  });

  it("say 256 KiB against 512 KiB, and that nothing is lost by it on WCN6855", () => {
    const size = findings.find(({ id }) => id === "window-size/wcn6855");
    expect(size?.says).toContain("256 KiB are trapped of a window of 512 KiB");
    expect(size?.says).toContain("0 of its rings with an MSI and 3 that the driver gives none");
  });

  it("do not say of a chip what is not so", () => {
    expect(severityOf.has("none-trapped/wcn6855")).toBe(false);
    expect(severityOf.has("past-the-end/qcn9074")).toBe(false);
    expect(severityOf.has("window-size/qcn9274-v1")).toBe(false);
  });

  it("come gravest first", () => {
    const order = ["no interrupt works", "interrupt lost or misdelivered", "latent", "note"];
    const ranks = findings.map(({ severity }) => order.indexOf(severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});

describe("why a ring escapes", () => {
  const whyOf = (design: TrapDesign, ring: string) =>
    deviceCoverage(design, WCN6855).rings.find((it) => it.ring === ring)?.because;

  it("nothing is trapped, the range is past the end, in another window, or too short", () => {
    expect(whyOf(toy(), "reo-status")).toBe("nothing trapped");
    expect(whyOf(toy([0x200000, 0x280000]), "reo-status")).toBe("past the end of BAR 0");
    expect(whyOf(toy([0x100000, 0x180000]), "reo-status")).toBe("wrong window");
    expect(whyOf(toy([0x80000, 0xb0000]), "reo-status")).toBe("outside the range");
    expect(whyOf(toy([0x80000, 0xc0000]), "reo-status")).toBeNull();
  });

  it("the end of BAR 0 is spoken of where its size is known, and nowhere else", () => {
    const beyond = toy([0x4000000, 0x4080000]);
    for (const chip of CHIPS) {
      const reasons = deviceCoverage(beyond, chip).rings.map(({ because }) => because);
      expect(reasons.includes("past the end of BAR 0"), chip.id).toBe(chip.barSize !== null);
      expect(reasons.includes("past the end of its windows"), chip.id).toBe(chip.barSize === null);
    }
  });

  it("the range ends between its address and its data register", () => {
    expect(whyOf(toy([0x80000, 0xb85ac]), "reo-status")).toBe("outside the range");
    expect(whyOf(toy([0x80000, 0xb85b0]), "reo-status")).toBeNull();
  });

  it("it is programmed by a message, whatever is trapped", () => {
    expect(whyOf(toy([0, 0x200000]), "rxdma-error0")).toBe("in-memory message");
  });

  it("none does where the guest's pairs are good as they are, by message or not", () => {
    const { rings, escaped, noNeed } = deviceCoverage({ ...toy(), needsNoTrap: true }, WCN6855);
    expect([escaped, noNeed]).toEqual([0, 21]);
    expect(rings.find((it) => it.ring === "rxdma-error0")?.outcome).toBe("no-need");
  });

  it("no ring without an MSI escapes, for there is nothing to see", () => {
    const { rings } = deviceCoverage(toy(), WCN6855);
    expect(rings.filter(({ outcome }) => outcome === "no-msi")).toHaveLength(7);
  });
});

describe("every design of the comparison", () => {
  const names = DESIGNS.map(({ name }) => name);

  it("stands in the report, once: as a row, or beside one that traps the same", () => {
    const { designs } = devicesReport(LINES);
    const listed = designs.flatMap(({ id, others }) => [id, ...others]);
    expect([...listed].sort()).toEqual([...names].sort());
  });

  it("traps by what it is: its probe's range, its windows, its table, or nothing", () => {
    const rows = groupsOf(TRAP_DESIGNS).map(({ design, others }) => [design.id, others.length]);
    expect(rows).toEqual([
      ["as-posted", 6],
      ["no-quirk", 0],
      ["copied-by-hand", 2],
      ["right-window", 0],
      ["static-table", 4],
    ]);
  });

  it("that is new has a row of its own, or is said to trap what another does", () => {
    const told = (quirk: Quirk) => {
      const added = trapDesignOf({ name: "new", quirk, terms: USUAL_TERMS });
      return groupsOf([...TRAP_DESIGNS, added]).find(
        ({ design, others }) => design.id === "new" || others.includes("new"),
      )?.design.id;
    };
    const trap = { says: "a page", ranges: () => [{ start: 0x80000, end: 0x81000 }] };
    expect(told({ ...AS_POSTED, trap })).toBe("new");
    expect(told(AS_POSTED)).toBe("as-posted");
    expect(told(composeQuirk("new", { rightWindow: true, readsBack: true }))).toBe("right-window");
    expect(told(composeQuirk("new", { rightWindow: true, followsWindow: true }))).toBe("new");
    expect(
      told({ ...AS_POSTED, probe: designCalled("no-quirk")?.quirk.probe ?? AS_POSTED.probe }),
    ).toBe("no-quirk");
  });
});

describe("what a trap costs", () => {
  it("one register takes its page, which is not needless", () => {
    expect(deviceCoverage(toy([0x80048, 0x80054]), WCN6855).cost).toEqual({
      pages: 1,
      needlessPages: 0,
      doorbells: [],
    });
  });

  it("a chip without shadow registers has its doorbells in the windows, a copy engine's beside its MSI", () => {
    const { cost } = deviceCoverage(toy([0x100048, 0x100054]), QCN9274_V1);
    expect(cost.doorbells).toEqual(["ce0-source"]);
    const wbm = deviceCoverage(toy([0x1b7000, 0x1b8000]), QCN9274_V1).cost;
    expect([wbm.needlessPages, wbm.doorbells.includes("wbm2sw0")]).toEqual([1, true]);
  });

  it("a static table needs the page of the register that moves a dynamic window", () => {
    const costs = CHIPS.map((chip) => deviceCoverage(trapDesign("static-table"), chip).cost);
    expect(costs.map(({ pages }) => pages)).toEqual([9, 9, 7, 8, 10, 10, 8]);
    expect(costs.map(({ needlessPages }) => needlessPages)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it("nothing past the end of BAR 0 costs anything", () => {
    expect(deviceCoverage(toy([0x1e00000, 0x1e80000]), QCN9274_V1).cost.pages).toBe(0);
  });
});
