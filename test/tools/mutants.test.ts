import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { changedLines, thinned } from "../../tools/mutants/changed-lines.js";
import { isOf, isOfPart, NOT_CHANGED, placesOf, SUITES } from "../../tools/mutants/suites.js";
import { runHere } from "../run-here.js";

describe("npm run mutants", () => {
  it("refuses what it cannot change in one line, and exits with 2", async () => {
    for (const args of [
      ["--mutate", "checks/verdict.ts"],
      ["--since", "no-such-commit"],
      ["--since", "HEAD", "--part", "world"],
      ["--part", "nowhere"],
      ["--jobs", "none"],
      ["--frobnicate"],
    ]) {
      const { status, stderr } = await runHere("tools/mutants.js", args);
      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toMatch(/^mutants: /);
    }
  });
});

describe("the lines that changed", () => {
  it("are those of the new file; what only went away leaves none", () => {
    const diff = [
      "diff --git a/model/a.ts b/model/a.ts",
      "--- a/model/a.ts",
      "+++ b/model/a.ts",
      "@@ -3 +3 @@ function f() {",
      "-  return 1;",
      "+  return 2;",
      "@@ -10,0 +11,3 @@",
      "+a",
      "@@ -20,2 +22,0 @@",
      "-b",
      "--- a/model/README.md",
      "+++ b/model/README.md",
      "@@ -1 +1 @@",
      "+c",
    ].join("\n");
    expect(changedLines(diff)).toEqual(["model/a.ts:3-3", "model/a.ts:11-13"]);
  });

  it("of too many, so many are taken evenly; else all of them, as they are", () => {
    const places = ["model/a.ts:3-3", "model/b.ts:11-15"];
    expect(thinned(places, 6)).toBe(places);
    expect(thinned(places, 3)).toEqual(["model/a.ts:3-3", "model/b.ts:12-12", "model/b.ts:14-14"]);
  });
});

describe("a file of the model", () => {
  const files = readdirSync(join(packageRoot(), "model"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `model/${file}`);
  const partsOf = (file: string) => SUITES.filter((suite) => isOf(suite, file));

  it("is of one part, or one of those that are said not to be changed", () => {
    for (const file of files) {
      expect(partsOf(file).length + (NOT_CHANGED.includes(file) ? 1 : 0), file).toBe(1);
    }
  });

  it("that is said not to be changed is there", () => {
    for (const file of NOT_CHANGED) expect(files).toContain(file);
  });
});

describe("a place in the model", () => {
  it("belongs to the part whose files it may be of, less those of the others", () => {
    const shares = (place: string) =>
      SUITES.filter((suite) => placesOf(suite, [place]).length > 0).map(({ name }) => name);
    expect(shares("model/bits.ts:20-30")).toEqual(["handler"]);
    expect(shares("model/world/*.ts")).toEqual(["world"]);
    expect(shares("model/wor*/*.ts")).toEqual(["world"]);
    expect(shares("model/world/**/*.ts")).toEqual(["world", "guests"]);
    expect(shares("model/world/guests/linux.ts")).toEqual(["guests"]);
    expect(shares("model/quirks/designs.ts")).toEqual(["designs"]);
    expect(shares("model/quirks/**/*.ts")).toEqual(["handler", "designs"]);
    expect(shares("model/devices/chip.ts")).toEqual([]);
    const [handler] = SUITES;
    const share = handler === undefined ? [] : placesOf(handler, ["model/**/*.ts"]);
    expect(share).toContain("!model/world/*.ts");
    expect(share).not.toContain("!model/bits.ts");
  });

  it("is tried only if it belongs to a part", () => {
    expect(isOfPart("model/world/writes.ts:3-3")).toBe(true);
    expect(isOfPart("model/assumptions/host.ts:3-3")).toBe(false);
  });

  it("is mutated with tests that are there", () => {
    for (const { tests, slower } of SUITES) {
      for (const file of [...tests, ...slower]) {
        expect(existsSync(join(packageRoot(), file)), file).toBe(true);
      }
    }
  });
});
