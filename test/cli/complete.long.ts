import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runHere } from "../run-here.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const quirkcheck = (...args: string[]) => runHere("cli/main.js", args, { cwd: folder });
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

it("verify --complete in parts, on three threads, proves what one run on one thread proves, byte for byte", async () => {
  // Some of its proofs are cut short by the memory: that too is the same.
  const scope = ["--vectors", "1", "--order", "1", "--complete", "--memory", "1"];
  const whole = await quirkcheck("verify", ...scope, "--jobs", "1", "--json", "whole.json");
  const names = ["part-1.json", "part-2.json", "part-3.json"];
  for (const [at, name] of names.entries()) {
    const part = ["--jobs", "3", "--shard", `${at + 1}/3`, "--json", name];
    const made = await quirkcheck("verify", ...scope, ...part);
    expect(made).toMatchObject({ status: 0, stderr: "" });
  }
  expect(await quirkcheck("merge", "--json", "merged.json", ...names)).toEqual(whole);
  expect(textOf("merged.json")).toBe(textOf("whole.json"));
  const { completeness } = JSON.parse(textOf("merged.json")).world;
  const verdicts = completeness.map(({ verdict }: { verdict: string }) => verdict);
  expect(new Set(verdicts)).toEqual(new Set(["complete", "incomplete"]));
});
