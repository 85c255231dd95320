import { spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import { runHere } from "../run-here.js";

const main = join(packageRoot(), "dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "quirkcheck-outputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

const quirkcheck = (...args: string[]) => runHere("cli/main.js", args, { cwd: folder });

const textOf = (name: string) => readFileSync(join(folder, name), "utf8");

describe("an output that is an input", () => {
  beforeAll(() => {
    for (const name of ["part-1.json", "part-2.json", "quirk.c", "a.log"]) {
      writeFileSync(join(folder, name), `what ${name} holds\n`);
    }
    const deaf = readFileSync(join(packageRoot(), "examples/deaf-quirk.ts"), "utf8");
    writeFileSync(
      join(folder, "quirk.ts"),
      deaf.replace("quirkcheck/quirk", `${packageRoot()}/api/quirk.js`),
    );
    symlinkSync("quirk.c", join(folder, "symbolic.c"));
    linkSync(join(folder, "quirk.c"), join(folder, "hard.c"));
  });

  it.each([
    [["merge", "part-1.json", "part-2.json", "--json", "part-1.json"], "part-1.json"],
    [["merge", "part-1.json", "part-2.json", "--json", "./part-2.json"], "./part-2.json"],
    [["conform", "quirk.c", "--json", "quirk.c"], "quirk.c"],
    [["conform", "quirk.c", "--json", "symbolic.c"], "symbolic.c"],
    [["conform", "hard.c", "--log", "quirk.c"], "quirk.c"],
    [["verify", "--patch", "quirk.c", "--json", "quirk.c"], "quirk.c"],
    [["verify", "--quirk", "./quirk.ts", "--json", "quirk.ts"], "quirk.ts"],
    [["verify", "--quirk", "./quirk.ts", "--drop", "full-grant", "--json", "quirk.ts"], "quirk.ts"],
    [["replay", "a.log", "--json", "a.log"], "a.log"],
  ])("is refused before any work, and left as it is: %j", async (args, file) => {
    const before = textOf(file);
    const { status, stdout, stderr } = await quirkcheck(...args);
    expect(stderr).toBe(
      `quirkcheck: ${file}: is the input itself, so the result is not written to it\n`,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(textOf(file)).toBe(before);
  });
});

describe("an output that is a symbolic link", () => {
  it("to no file is refused, and stays", async () => {
    symlinkSync("nothing-there", join(folder, "dangling.json"));
    const { status, stderr } = await quirkcheck("devices", "--json", "dangling.json");
    expect(stderr).toBe("quirkcheck: dangling.json: is a symbolic link to no file\n");
    expect(status).toBe(2);
    expect(readlinkSync(join(folder, "dangling.json"))).toBe("nothing-there");
    expect(existsSync(join(folder, "nothing-there"))).toBe(false);
  });

  it("to a file replaces that file, and stays", async () => {
    writeFileSync(join(folder, "target.json"), "old");
    symlinkSync("target.json", join(folder, "link.json"));
    expect(await quirkcheck("devices", "--json", "link.json")).toMatchObject({ status: 0 });
    expect(readlinkSync(join(folder, "link.json"))).toBe("target.json");
    expect(JSON.parse(textOf("target.json"))).toHaveProperty("devices");
  });
});

describe("two outputs", () => {
  it.each([["both.out"], ["./both.out"], ["-"]])("of one name are refused: %s", async (second) => {
    const first = second === "-" ? "-" : "both.out";
    const { status, stderr } = await quirkcheck(
      "conform",
      "none.c",
      "--json",
      first,
      "--log",
      second,
    );
    expect(stderr).toBe(`quirkcheck: ${second}: two results cannot be written to one file\n`);
    expect(status).toBe(2);
    expect(existsSync(join(folder, "both.out"))).toBe(false);
  });

  it("are both tried before the work, and the one that could be written is not there either", async () => {
    const args = ["conform", "none.c", "--json", "one.json", "--log", "no/such/folder.log"];
    const { status, stderr } = await quirkcheck(...args);
    expect(stderr).toBe("quirkcheck: no/such/folder.log: no such directory\n");
    expect(status).toBe(2);
    expect(existsSync(join(folder, "one.json"))).toBe(false);
  });
});

describe.skipIf(!existsSync("/dev/full"))("standard output that takes nothing", () => {
  it.each([
    ["verify --vectors 1 --order 0"],
    ["verify --vectors 1 --order 0 --json -"],
    ["explain"],
    ["verify --help"],
    ["--version"],
  ])("ends %s with one line and exit code 2", (args) => {
    const command = `"${process.execPath}" "${main}" ${args} >/dev/full`;
    const { status, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect(stderr).toBe("quirkcheck: output: cannot be written (ENOSPC)\n");
    expect(status).toBe(2);
  });
});
