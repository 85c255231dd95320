import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../../cli/package-root.js";
import { CONFORM_CHANGES, KINDS } from "../../fixtures/conform-changes.js";
import { edited } from "../../fixtures/seeded-bugs.js";

describe("the seeded changes", () => {
  it("are 60 or more, 12 or more of each kind, each another", () => {
    expect(CONFORM_CHANGES.length).toBeGreaterThanOrEqual(60);
    for (const of of KINDS) {
      const { length } = CONFORM_CHANGES.filter(({ kind }) => kind === of);
      expect({ of, enough: length >= 12 }).toEqual({ of, enough: true });
    }
    expect(new Set(CONFORM_CHANGES.map(({ name }) => name)).size).toBe(CONFORM_CHANGES.length);
    const texts = CONFORM_CHANGES.map(({ edits }) => edited(edits));
    expect(new Set(texts).size).toBe(CONFORM_CHANGES.length);
  });

  it("are all listed in docs/conformance.md with their verdicts", () => {
    const text = readFileSync(join(packageRoot(), "docs/conformance.md"), "utf8");
    for (const { kind, name, verdict, field } of CONFORM_CHANGES) {
      const said = field === undefined ? verdict : `${verdict}: ${field}`;
      expect(text).toContain(`| ${kind} | ${name} | ${said} |`);
    }
  });

  it("pass unseen only where docs/conformance.md says why", () => {
    const unseen = CONFORM_CHANGES.filter(({ verdict }) => verdict === "unseen");
    expect(unseen.map(({ name }) => name)).toEqual(["a magic number without a branch"]);
  });
});
