import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { INVARIANT_IDS } from "../../model/invariants.js";
import { runHere } from "../run-here.js";

const spin = (args: readonly string[], path: string) =>
  runHere("tools/spin.js", args, { env: { PATH: path } });

describe("npm run spin", () => {
  it("without SPIN says in one line how to get it, and exits with 2", async () => {
    const { status, stderr } = await spin(["--quick"], "/nonexistent");
    expect(status).toBe(2);
    expect(stderr).toBe("spin: spin is not installed: on Debian, apt-get install spin gcc\n");
  });

  it("refuses what it does not know, and exits with 2", async () => {
    for (const args of [["--frobnicate"], ["surplus"], ["--quick", "--pairs"]]) {
      const { status, stderr } = await spin(args, process.env.PATH ?? "");
      expect(status).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("the Promela", () => {
  const text = readFileSync(join(packageRoot(), "tools/spin/verdicts.pml"), "utf8");
  /** `#define NAME 3` and the strings of a table, in order. */
  const numbered = (name: string) =>
    Number(new RegExp(`^#define ${name} (\\d+)$`, "m").exec(text)?.[1]);
  const macro = (id: string) => id.toUpperCase().replaceAll("-", "_");

  it("numbers assumptions and invariants as the catalogues do", () => {
    expect(numbered("ASSUMPTIONS")).toBe(ASSUMPTIONS.length);
    expect(numbered("INVARIANTS")).toBe(INVARIANT_IDS.length);
    for (const [at, { id }] of ASSUMPTIONS.entries()) expect(numbered(macro(id)), id).toBe(at);
    for (const [at, id] of INVARIANT_IDS.entries()) expect(numbered(macro(id)), id).toBe(at);
  });

  it("names them as the catalogues do, in the same order", () => {
    const names = [...text.matchAll(/"([a-z0-9]+(?:-[a-z0-9]+)+)"/g)].map(([, name]) => name);
    expect(names).toEqual([...ASSUMPTIONS.map(({ id }) => id), ...INVARIANT_IDS]);
  });
});
