import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

const main = join(packageRoot(), "dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "quirkcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function quirkcheck(...args: string[]) {
  const options = { encoding: "utf8", cwd: folder } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], options);
  return { status, stdout, stderr };
}
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

it("verify --complete in parts proves what one run proves, byte for byte", () => {
  // Some of its proofs are cut short by the memory: that too is the same.
  const scope = ["--vectors", "1", "--order", "1", "--complete", "--memory", "1"];
  const whole = quirkcheck("verify", ...scope, "--json", "whole.json");
  const names = [1, 2, 3].map((part) => {
    const name = `part-${part}.json`;
    const made = quirkcheck("verify", ...scope, "--shard", `${part}/3`, "--json", name);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    return name;
  });
  expect(quirkcheck("merge", "--json", "merged.json", ...names)).toEqual(whole);
  expect(textOf("merged.json")).toBe(textOf("whole.json"));
  const { completeness } = JSON.parse(textOf("merged.json")).world;
  const verdicts = completeness.map(({ verdict }: { verdict: string }) => verdict);
  expect(new Set(verdicts)).toEqual(new Set(["complete", "incomplete"]));
});
