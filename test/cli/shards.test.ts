import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";

const main = join(packageRoot(), "dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "quirkcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}
const quirkcheck = (...args: string[]) => run(process.execPath, main, ...args);
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

const SCOPE = ["--vectors", "1", "--order", "1"];
const isParallelHere = /GNU parallel/.test(run("parallel", "--version").stdout ?? "");

describe("verify --shard and merge", () => {
  let whole: ReturnType<typeof run>;
  const PARTS = ["part-1.json", "part-2.json", "part-3.json"];
  beforeAll(() => {
    whole = quirkcheck("verify", ...SCOPE, "--json", "whole.json");
    for (const [i, name] of PARTS.entries()) {
      const made = quirkcheck("verify", ...SCOPE, "--shard", `${i + 1}/3`, "--json", name);
      expect(made).toMatchObject({ status: 0, stderr: "" });
      expect(made.stdout).toMatch(
        /^part [123] of 3 in part-[123]\.json: \d+ runs .* searches .*\n$/,
      );
    }
  }, 600_000);

  it("give the same report, as text and as JSON, and the same exit code as one run", () => {
    expect(quirkcheck("merge", "--json", "merged.json", ...PARTS.toReversed())).toEqual(whole);
    expect(textOf("merged.json")).toBe(textOf("whole.json"));
    expect(quirkcheck("merge", "--json", "-", ...PARTS)).toEqual({
      ...whole,
      stdout: textOf("whole.json"),
    });
  });

  it("refuse parts that do not fit in one line that names the part, with exit code 2", () => {
    const text = textOf("part-2.json");
    writeFileSync(join(folder, "cut.json"), text.slice(0, text.length / 2));
    writeFileSync(join(folder, "altered.json"), text.replace(/"nodes": /, '"nodes": 1'));
    writeFileSync(join(folder, "other.json"), "{}");
    for (const [second, message] of [
      [[], "part 2 of 3 missing"],
      [["part-1.json"], "part-1.json: part 1 of 3 again, as part-1.json"],
      [["cut.json"], "cut.json: no part that 'verify --shard' wrote: damaged: no JSON"],
      [["altered.json"], "altered.json: damaged: the digest is not that of its contents"],
      [["other.json"], "other.json: no part that 'verify --shard' wrote"],
      [["whole.json"], "whole.json: no part that 'verify --shard' wrote"],
      [["nowhere.json"], "nowhere.json: cannot be read (ENOENT)"],
    ] as const) {
      const args = ["merge", "--json", "refused.json", "part-1.json", ...second, "part-3.json"];
      const { status, stdout, stderr } = quirkcheck(...args);
      expect({ status, stdout }, message).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(/^quirkcheck: .*\n$/);
      expect(stderr).toContain(message);
      expect(() => textOf("refused.json")).toThrow("ENOENT");
    }
  });

  it.skipIf(!isParallelHere)("work under GNU parallel as the documents show", () => {
    const scope = ["--vectors", "1-2", "--order", "0"];
    const part = [process.execPath, main, "verify", ...scope, "--shard", "{}/3"];
    const args = ["--jobs", "2", ...part, "--json", "gnu-{}.json", ":::", "1", "2", "3"];
    expect(run("parallel", ...args)).toMatchObject({ status: 0, stderr: "" });
    const merged = quirkcheck("merge", "gnu-1.json", "gnu-2.json", "gnu-3.json");
    expect(merged).toEqual(quirkcheck("verify", ...scope));
    expect(merged.status).toBe(0);
  });

  it.each([
    [["--shard", "0/3", "--json", "x"], "--shard: '0/3' is not PART/PARTS"],
    [["--shard", "4/3", "--json", "x"], "--shard: '4/3' is not PART/PARTS"],
    [["--shard", "1/10001", "--json", "x"], "with at most 10000 parts"],
    [["--shard", "half", "--json", "x"], "--shard: 'half' is not PART/PARTS"],
    [["--shard", "1/3"], "--shard: --json FILE is expected"],
    [["--shard", "1/3", "--json", "x", "--drop", "full-grant"], "cannot be used with"],
  ])("refuse %j in one line with exit code 2", (args, message) => {
    const { status, stdout, stderr } = quirkcheck("verify", ...args);
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
