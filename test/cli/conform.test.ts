import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import type { ConformReport } from "../../reports/conform-report.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "../checks/conform/compiler.js";
import { CHANGES } from "../fixtures/changes.js";
import { edited, FIXTURE, FIXTURE_NAMES, SEEDED_BUGS, withBug } from "../fixtures/seeded-bugs.js";
import { runHere } from "../run-here.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-conform-"));
afterAll(() => rmSync(folder, { recursive: true }));

function quirkcheck(args: readonly string[], input = "") {
  const env = { QUIRKCHECK_CACHE: join(packageRoot(), "node_modules/.cache/quirkcheck") };
  return runHere("cli/main.js", args, { cwd: folder, input, env });
}

const { read, write, ops, probe, state, cookie, traceAddress, traceData, traceProbe } =
  FIXTURE_NAMES;
const NAMES = [
  ...["--read", read, "--write", write, "--ops", ops, "--probe", probe],
  ...["--cookie", `${state}.${cookie}`, "--trace-probe", traceProbe],
  ...["--trace-address", traceAddress, "--trace-data", traceData],
];
const FEW = ["--vectors", "1", "--runs", "10"];
const text = readFileSync(FIXTURE, "utf8");

describe("conform", () => {
  it.each([
    [[], "", "missing required argument 'patch'"],
    [[""], "", "patch: the file name is empty"],
    [["no-such-file"], "", "no-such-file: cannot be read (ENOENT)"],
    [["."], "", ".: cannot be read (EISDIR)"],
    [["-"], "", "-: no patch"],
    [["-"], "a\0b", "-: holds zero bytes"],
    [["-"], "Dear list,\nno patch today.\n", "-: no patch"],
    [
      ["-"],
      text,
      "-: no vfio_ath_quirk_read is added: --read names another one (added: radio_guest",
    ],
    [["-", "--read", "2x"], text, "--read: '2x' is no name in C"],
    [["-", "--cookie", "state"], text, "--cookie: 'state' is not TYPE.MEMBER"],
    [["-", "--vectors", "0"], text, "--vectors: '0'"],
    [["-", "--runs", "many"], text, "--runs: 'many' is not a number"],
    [["-", "--unreached-ok", "12"], text, "--unreached-ok: '12' is not FILE:LINE"],
    [["-", "--unreached-ok", "x.c:12"], text, "--unreached-ok: 'x.c:12' is not in -"],
    [["-", "surplus"], text, "too many arguments"],
  ])("refuses %j in one line with exit code 2", async (args, input, message) => {
    const { status, stdout, stderr } = await quirkcheck(["conform", ...args], input);
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("explains itself with exit code 0", async () => {
    const { status, stdout } = await quirkcheck(["conform", "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("npm ci --prefix tools/clang");
  });

  it.skipIf(HAS_COMPILER)("names the command that installs the compiler", async () => {
    const { status, stderr } = await quirkcheck(["conform", FIXTURE, ...NAMES]);
    expect(stderr).toContain("npm ci --prefix tools/clang");
    expect(status).toBe(2);
  });
});

describe.skipIf(!HAS_COMPILER)(`conform with the compiler${NEEDS_COMPILER}`, () => {
  it.each([
    [
      "syntax",
      text.replace("uint32_t found = 0;", "uint32_t found = ;"),
      /^quirkcheck: -:39: does not compile: expected expression\n$/,
    ],
    [
      "a name that nobody has",
      text.replace("uint32_t found = 0;", "uint32_t found = nobody();"),
      /^quirkcheck: -:39: nobody is called, which neither.*\n$/,
    ],
    [
      "a function that is declared and not there",
      text.replace(
        "uint32_t found = 0;",
        "extern uint32_t nobody(void); uint32_t found = nobody();",
      ),
      /^quirkcheck: -: nobody is called, which neither the patch nor the stand-in has.*\n$/,
    ],
    [
      "no such member",
      text.replace("uint32_t expected;", "uint32_t awaited;").replaceAll("->expected", "->awaited"),
      /^quirkcheck: -: --cookie or another name does not fit: no member named 'expected'.*\n$/,
    ],
  ])("refuses %s with the compiler's first error and exit code 2", async (_, input, message) => {
    const { status, stdout, stderr } = await quirkcheck(["conform", "-", ...NAMES], input);
    expect(stderr).toMatch(message);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("says of a wrong quirk what differs, as JSON and as a log, with exit code 1", async () => {
    const bug = SEEDED_BUGS.find(({ name }) => name === "the wrong word is read");
    if (bug === undefined) throw new Error("no such bug");
    writeFileSync(join(folder, "wrong.c"), withBug(bug));
    const { status, stdout, stderr } = await quirkcheck([
      ...["conform", "wrong.c", ...NAMES, ...FEW, "--json", "-", "--log", "found.log"],
    ]);
    expect(stderr).toBe("");
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as ConformReport;
    expect(report).toMatchObject({ verdict: "differs", form: "C file" });
    const log = readFileSync(join(folder, "found.log"), "utf8");
    expect(log.trimEnd().split("\n")).toEqual(report.sequence?.log);
    const replayed = await quirkcheck([
      "replay",
      "found.log",
      ...(report.sequence?.replayOptions ?? []),
    ]);
    expect(replayed.status).toBe(0);
    expect(replayed.stdout).toContain("replace-data");
    expect(readdirSync(folder).sort()).toEqual(["found.log", "wrong.c"]);
  });
});

describe.skipIf(!HAS_COMPILER)(`verify --patch${NEEDS_COMPILER}`, () => {
  it("needs the name of no cookie; conform, which sets it, does", async () => {
    const scope = ["--vectors", "2", "--order", "1"];
    const named = await quirkcheck(["verify", "--patch", FIXTURE, ...NAMES, ...scope]);
    expect(named).toMatchObject({ status: 0, stderr: "" });
    expect(named.stdout).toContain("The same, state for state.");
    const args = ["verify", "--patch", FIXTURE, ...NAMES, "--cookie", "none", ...scope];
    expect(await quirkcheck(args)).toEqual(named);
    const { status, stderr } = await quirkcheck(["conform", FIXTURE, ...NAMES, "--cookie", "none"]);
    expect(stderr).toBe("quirkcheck: --cookie: conform sets the cookie, TYPE.MEMBER is expected\n");
    expect(status).toBe(2);
  });

  it("names the state that does not come to an end, as text and as JSON, with exit code 1", async () => {
    const change = CHANGES.find(({ name }) => name === "the same counter, static");
    const input = edited(change?.edits ?? []);
    const { status, stdout, stderr } = await quirkcheck(
      ["verify", "--patch", "-", ...NAMES],
      input,
    );
    expect(stderr).toBe("");
    expect(stdout).toContain(
      "\nCut short\n  the C's state does not come to an end: radio_take_address.taken, more than 4,096 values with ",
    );
    expect(status).toBe(1);
    const json = await quirkcheck(["verify", "--patch", "-", ...NAMES, "--json", "-"], input);
    expect(JSON.parse(json.stdout)).toMatchObject({
      verdict: "incomplete",
      endless: {
        words: [{ kind: "state", name: "radio_take_address.taken", offset: 0 }],
        most: 4096,
      },
    });
    expect(json.status).toBe(1);
  });
});
