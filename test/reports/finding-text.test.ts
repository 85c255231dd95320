import { describe, expect, it } from "vitest";
import { schemaCheck } from "../../cli/schemas.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { wrapped, wrappedColumns } from "../../reports/columns.js";
import { explainReport } from "../../reports/explain-report.js";
import { renderFindingLog } from "../../reports/render/finding-log.js";
import { renderFinding } from "../../reports/render/finding-text.js";
import { renderMermaid } from "../../reports/render/mermaid.js";
import { committedFindings } from "../checks/findings/committed-findings.js";

const findings = committedFindings();
const reports = findings.map(explainReport);

describe("every committed finding", () => {
  it("is told in lines of at most 78 ASCII characters", () => {
    for (const finding of reports) {
      for (const line of renderFinding(finding, false).split("\n")) {
        expect(line).toMatch(/^[ -~]{0,78}$/);
      }
    }
  });

  it("has one sentence that names what was dropped and how many steps it took, unlike any other", () => {
    for (const { statement, assumptions, steps } of reports) {
      expect(statement).toMatch(/^With [^\n]* dropped, [^\n]*; after \d+ steps? [^\n]*\.$/);
      expect(statement).toContain(`With ${assumptions.join(" and ")} dropped`);
      expect(statement).toContain(`after ${steps.length} step`);
    }
    expect(new Set(reports.map(({ statement }) => statement)).size).toBe(reports.length);
  });

  it("says what changed in each step but those that change nothing", () => {
    for (const { id, steps } of reports) {
      for (const { changed, before, after } of steps) {
        const isSame = Object.keys(after).every((name) => before[name] === after[name]);
        if (isSame) expect(changed, id).toEqual([]);
      }
      expect(steps.flatMap(({ changed }) => changed).join(), id).not.toMatch(/undefined|slot\d/);
    }
  });

  it("fits the schema of explain --json", () => {
    const check = schemaCheck("explain");
    for (const report of reports) check(JSON.parse(JSON.stringify(report)));
  });

  it("is a log whose lines are QEMU's, quirkcheck's or comments", () => {
    for (const finding of reports) {
      const lines = renderFindingLog(finding).trimEnd().split("\n");
      for (const line of lines)
        expect(line).toMatch(
          /^(?:# |vfio_(?:region_write|pci_write_config|msi_enable|pci_reset|pci_hot_reset) {2}\()/,
        );
    }
  });

  it("is a diagram of the participants that occur, and ends with what is violated", () => {
    for (const { id, invariant, counterexample } of findings) {
      const lines = renderMermaid(counterexample).trimEnd().split("\n");
      expect(lines[0]).toBe("sequenceDiagram");
      const declared = lines.flatMap((line) => /^ {2}participant (\w+) as /.exec(line)?.[1] ?? []);
      const used = lines.flatMap((line) => {
        const arrow = /^ {2}(\w+)(?:->>|-->>|-x)(\w+): /.exec(line);
        return arrow === null
          ? [/^ {2}Note over (\w+): /.exec(line)?.[1] ?? []].flat()
          : arrow.slice(1);
      });
      expect([...declared].sort(), id).toEqual([...new Set(used)].sort());
      expect(lines.at(-1)).toContain(`${invariant} violated: `);
      for (const line of lines) {
        expect(line.replace(/#(?:\d+|[lg]t);/g, ""), id).not.toMatch(
          /[;#<]|\bend\b|: .*(?<!-|->)>/,
        );
      }
    }
  });
});

describe("what may happen with an assumption dropped", () => {
  it("is a clause that a sentence can hold", () => {
    for (const { dropped } of ASSUMPTIONS) expect(dropped).toMatch(/^(?:[a-z0-9]|MSI ).*[^.]$/);
  });
});

describe("wrapping", () => {
  it("breaks between words, indents what follows and leaves a long word whole", () => {
    expect(wrapped("one two three", 7, "  ")).toEqual(["one two", "  three"]);
    expect(wrapped("unbreakable a", 5)).toEqual(["unbreakable", "a"]);
    expect(wrapped("", 5)).toEqual([""]);
  });

  it("keeps columns apart, whichever cell is the longest", () => {
    expect(
      wrappedColumns(
        [
          ["1", "a b c", "x"],
          ["10", "d", "y z"],
        ],
        [2, 3, 3],
        ["right"],
      ),
    ).toEqual([" 1  a b  x", "     c", "10  d    y z"]);
  });
});
