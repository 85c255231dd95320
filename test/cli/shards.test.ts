import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { sealed } from "../../cli/shard/files.js";
import { runHere } from "../run-here.js";

const main = join(packageRoot(), "dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "quirkcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}
const quirkcheck = (...args: string[]) => runHere("cli/main.js", args, { cwd: folder });
const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

const SCOPE = ["--vectors", "1", "--order", "1"];
const isParallelHere = /GNU parallel/.test(run("parallel", "--version").stdout ?? "");

describe("verify --shard and merge", () => {
  let whole: Awaited<ReturnType<typeof quirkcheck>>;
  const PARTS = ["part-1.json", "part-2.json", "part-3.json"];
  beforeAll(async () => {
    whole = await quirkcheck("verify", ...SCOPE, "--json", "whole.json");
    for (const [i, name] of PARTS.entries()) {
      const made = await quirkcheck("verify", ...SCOPE, "--shard", `${i + 1}/3`, "--json", name);
      expect(made).toMatchObject({ status: 0, stderr: "" });
      expect(made.stdout).toMatch(
        /^part [123] of 3 in part-[123]\.json: .*\d+ search(es)? of the world\n$/,
      );
    }
  }, 600_000);

  it("give the same report, as text and as JSON, and the same exit code as one run", async () => {
    expect(await quirkcheck("merge", "--json", "merged.json", ...PARTS.toReversed())).toEqual(
      whole,
    );
    expect(textOf("merged.json")).toBe(textOf("whole.json"));
    expect(await quirkcheck("merge", "--json", "-", ...PARTS)).toEqual({
      ...whole,
      stdout: textOf("whole.json"),
    });
  });

  it("refuse parts that do not fit in one line that names the part, with exit code 2", async () => {
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
      const { status, stdout, stderr } = await quirkcheck(...args);
      expect({ status, stdout }, message).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(/^quirkcheck: .*\n$/);
      expect(stderr).toContain(message);
      expect(() => textOf("refused.json")).toThrow("ENOENT");
    }
  });

  it.each([
    ["part.json", '"states":-1'],
    ["part.json", '"states":1.5'],
    ["part.json", '"states":1e300'],
    ["part.json", '"states":"\\u202e"'],
  ])("refuse numbers that are no counts, whoever sealed them: %s with %s", async (_, number) => {
    const { digest: __, ...part } = JSON.parse(textOf("part-2.json"));
    const altered = JSON.parse(JSON.stringify(part).replace(/"states":\d+/, number));
    writeFileSync(join(folder, "sealed.json"), JSON.stringify(sealed(altered)));
    const { status, stderr } = await quirkcheck("merge", "part-1.json", "sealed.json");
    expect(stderr).toMatch(/^quirkcheck: sealed\.json: no part that 'verify --shard' wrote: .*\n$/);
    expect(stderr).toMatch(/states must be/);
    expect(status).toBe(2);
  });

  it("refuse a guest that nobody knows, whoever sealed it", async () => {
    const { digest: _, ...part } = JSON.parse(textOf("part-1.json"));
    const scope = { ...part.scope, mode: "drop", guest: "nobody" };
    writeFileSync(join(folder, "guest.json"), JSON.stringify(sealed({ ...part, scope })));
    const { status, stderr } = await quirkcheck("merge", "guest.json");
    expect(stderr).toBe(
      "quirkcheck: guest.json: is no part that 'verify --shard' wrote: no guest nobody\n",
    );
    expect(status).toBe(2);
  });

  it.skipIf(!isParallelHere)("work under GNU parallel as the documents show", async () => {
    const scope = ["--vectors", "1-2", "--order", "0"];
    const part = [process.execPath, main, "verify", ...scope, "--shard", "{}/3"];
    const args = ["--jobs", "2", ...part, "--json", "gnu-{}.json", ":::", "1", "2", "3"];
    expect(run("parallel", ...args)).toMatchObject({ status: 0, stderr: "" });
    const merged = await quirkcheck("merge", "gnu-1.json", "gnu-2.json", "gnu-3.json");
    expect(merged).toEqual(await quirkcheck("verify", ...scope));
    expect(merged.status).toBe(0);
  });

  it.each([
    [["--shard", "0/3", "--json", "x"], "--shard: '0/3' is not PART/PARTS"],
    [["--shard", "4/3", "--json", "x"], "--shard: '4/3' is not PART/PARTS"],
    [["--shard", "1/10001", "--json", "x"], "with at most 10000 parts"],
    [["--shard", "half", "--json", "x"], "--shard: 'half' is not PART/PARTS"],
    [["--shard", "1/3"], "--shard: --json FILE is expected"],
    [["--shard", "1/3", "--drop", "full-grant"], "--shard: --json FILE is expected"],
    [["--shard", "1/3", "--json", "x", "--patch", "y"], "--shard: cannot be used with --patch"],
    [["--shard", "1/3", "--json", "x", "--quirk", "no-such"], "--quirk: 'no-such' is neither"],
  ])("refuse %j in one line with exit code 2", async (args, message) => {
    const { status, stdout, stderr } = await quirkcheck("verify", ...args);
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

describe("parts of one design, of one combination dropped, of one guest", () => {
  const quirk = join(folder, "quirk.ts");
  const inner = join(folder, "inner.ts");
  const text = `export { quirk } from "${packageRoot()}/examples/deaf-quirk.js";\n`;
  beforeAll(() => {
    writeFileSync(quirk, 'export { quirk } from "./inner.js";\n');
    writeFileSync(inner, text);
  });

  /** Makes a part, and tells its file. */
  async function part(name: string, shard: string, ...args: string[]): Promise<string> {
    const file = `${name}-${shard.replace("/", "-")}.json`;
    const made = await quirkcheck("verify", ...args, "--shard", shard, "--json", file);
    expect(made).toMatchObject({ status: 0, stderr: "" });
    return file;
  }

  async function refused(...names: string[]): Promise<string> {
    const { status, stdout, stderr } = await quirkcheck("merge", ...names);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    return stderr;
  }

  it.each([
    ["user", ["--quirk", "./quirk.ts", "--vectors", "1"]],
    ["drop", ["--drop", "full-grant", "--quirk", "./quirk.ts", "--vectors", "1-2"]],
    ["guest", ["--guest", "linux-1"]],
  ])(
    "give the report and the exit code of one run: %s",
    async (name, args) => {
      const whole = await quirkcheck("verify", ...args, "--json", `${name}-whole.json`);
      const names: string[] = [];
      for (const shard of ["1/2", "2/2"]) names.push(await part(name, shard, ...args));
      expect(
        await quirkcheck("merge", "--json", `${name}-merged.json`, ...names.reverse()),
      ).toEqual(whole);
      expect(textOf(`${name}-merged.json`)).toBe(textOf(`${name}-whole.json`));
    },
    600_000,
  );

  it("are refused if they are not of one run", async () => {
    const first = await part("one", "1/2", "--drop", "full-grant", "--vectors", "1");
    const other = await part("other", "2/2", "--drop", "no-readback", "--vectors", "1");
    const design = await part("design", "2/2", "--quirk", "no-quirk", "--vectors", "1");
    expect(await refused(first)).toContain("part 2 of 2 missing");
    expect(await refused(first, first)).toContain(`${first}: part 1 of 2 again, as ${first}`);
    expect(await refused(first, other)).toContain(
      `${other}: has dropped ["no-readback"], ${first} has ["full-grant"]`,
    );
    expect(await refused(first, design)).toContain(
      `${design}: has mode "quirk", ${first} has "drop"`,
    );
  }, 600_000);

  it("are refused if a file that the quirk imports was another for one of them", async () => {
    const args = ["--drop", "full-grant", "--quirk", "./quirk.ts", "--vectors", "1"];
    const before = await part("before", "1/2", ...args);
    writeFileSync(inner, `${text}// and more\n`);
    const after = await part("after", "2/2", ...args);
    expect(await refused(before, after)).toContain(
      `${after}: has the digest of the quirk's files "`,
    );
  }, 600_000);

  it("say so where there is nothing for them to do", async () => {
    // One allocation has eight slices.
    const args = ["--guest", "linux-1", "--shard", "9/9", "--json", "ninth.json"];
    const { status, stdout } = await quirkcheck("verify", ...args);
    const said = "nothing to do, there are fewer runs and searches than parts";
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `part 9 of 9 in ninth.json: ${said}\n`,
    });
  });
});
