import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyWorld } from "../../checks/verify/verify.js";
import { findDesign } from "../../cli/designs.js";
import { UsageError } from "../../cli/errors.js";
import { packageRoot } from "../../cli/package-root.js";
import { runHere } from "../run-here.js";

const root = packageRoot();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quirkcheck-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function verify(...args: string[]) {
  return runHere("cli/main.js", ["verify", "--order", "1", "--vectors", "2", ...args]);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

let faults = 0;

/** The example with a change: a file's text. */
function deafWith(change: string): string {
  return `import { quirk as deaf } from "${root}/examples/deaf-quirk.js";
    export const quirk = { ...deaf, ${change} };`;
}

/** By a process of its own, in which another folder is the temporary one. */
function verifyIn(temporary: string, ...args: string[]) {
  return spawnSync(process.execPath, [join(root, "dist/cli/main.js"), ...args], {
    encoding: "utf8",
    cwd: root,
    env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: "" },
  });
}

describe("the compiler of users' files", () => {
  it("is in no other command's way: one without a temporary folder is as usual", () => {
    const { status, stdout, stderr } = verifyIn("/nowhere/at/all", "--version");
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "0.1.0\n", stderr: "" });
  });

  it("keeps nothing in the temporary folder, where anybody could have put it before", () => {
    const temporary = join(folder, "temporary");
    mkdirSync(temporary);
    const example = ["--quirk", "./examples/deaf-quirk.ts"];
    const { status, stderr } = verifyIn(temporary, "verify", ...example, "--drop", "full-grant");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe("verify --quirk", () => {
  it("takes a user's TypeScript file: the example that hands everything through is as none", async () => {
    const json = join(folder, "deaf.json");
    const command = ["--quirk", "./examples/deaf-quirk.ts", "--json", json];
    const { status, stdout, stderr } = await verify(...command);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toMatch(/^\.\/examples\/deaf-quirk\.ts: on what/);
    const { quirk, verification } = JSON.parse(readFileSync(json, "utf8"));
    expect(quirk).toBe("./examples/deaf-quirk.ts");
    const violated = verification.invariants
      .filter(({ undropped }: { undropped: string }) => undropped === "violated")
      .map(({ invariant }: { invariant: string }) => invariant);
    expect(violated).toEqual([
      "guest-address-contained",
      "guest-data-contained",
      "vector-offset-preserved",
      "interrupt-delivered",
    ]);
  });

  it("takes a design by name, and is content if it is as worked out by hand", async () => {
    const { status, stdout } = await verify("--quirk", "guest-asks");
    expect(status).toBe(0);
    expect(stdout).toContain("paravirtual-driver");
  });

  it("judges a file by what holds, not as the design whose name its quirk has", async () => {
    const deaf = `import { quirk as deaf } from "${root}/examples/deaf-quirk.js";
      export const quirk = { ...deaf, name: "as-posted" };`;
    const other = await verify("--quirk", file("other.ts", deaf));
    expect(other.status).toBe(1);
    expect(other.stdout).toContain("guest-data-contained, nothing dropped: holds; found violated");
    expect(other.stdout).not.toContain("full-grant dropped: ");
  });

  it("takes what is unreachable for no pass where nobody worked out that it has to be", async () => {
    // By its name it passes, as the test above shows.
    const text = `import { designCalled } from "${root}/model/quirks/designs.js";
      export const { quirk, terms } = designCalled("guest-asks");`;
    const { status, stdout } = await verify("--quirk", file("asks.ts", text));
    expect(status).toBe(1);
    expect(stdout).toContain("unreachable is no pass");
    expect(stdout).toContain("cookie-discipline, nothing dropped: holds; found unreachable");
    expect(stdout.match(/NOT as expected/g)?.length).toBe(2);
  });

  it.each([
    ["neither", /'neither' is neither file nor design: expected one of as-posted, no-quirk/],
    ["./missing.ts", /no file \.\/missing\.ts/],
  ])("refuses %s with one line and exit code 2", async (quirk, message) => {
    const { status, stderr } = await verify("--quirk", quirk);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n").length).toBe(1);
  });

  it.each([
    ["empty.ts", "export {};", /exports no 'quirk'/],
    ["half.ts", "export const quirk = { name: 'half' };", /has no function 'probe'/],
    // Nobody asks these twice, so that one which is not pure would not be noticed.
    ...["afterRead", "readsChange", "accepts"].map((name): [string, string, RegExp] => [
      `${name}.ts`,
      `export const quirk = { name: 'own', ${name}: () => ({}) };`,
      new RegExp(`'${name}' is for compiled C, and not taken from a file`),
    ]),
    ["broken.ts", "export const quirk = ;", /cannot be loaded/],
    [
      "import.ts",
      'import "./nowhere.js"; export const quirk = {};',
      /cannot be loaded: Cannot find/,
    ],
    ["null.ts", "export const quirk = null;", /null\.ts: 'quirk' is no object/],
    ["exits.ts", "process.exit(0);", /exits\.ts: ends the program, or awaits what never comes/],
    ["never.mts", "await new Promise(() => {});", /never\.mts: ends the program, or awaits/],
    ["then.mts", "export function then() {}", /then\.mts: ends the program, or awaits/],
    [
      "late.ts",
      "setTimeout(() => { throw new Error('late'); }, 0); export const quirk = null;",
      /late\.ts: (throws: late|'quirk' is no object)/,
    ],
    ["syntax.ts", "const a = 1;\n\nfoo bar;", /cannot be loaded: .*syntax\.ts:3:4: ERROR: Exp/],
    ["syntax.mjs", "const a = 1;\n\nfoo bar;", /cannot be loaded: .*'bar' \(.*syntax\.mjs:3\)/],
    ["line.ts", "const a = 1;\n\nthrow new Error('no');", /cannot be loaded: no \(line 3\)/],
    [
      "getter.ts",
      "export const quirk = { get probe() { throw new Error('got'); } };",
      /getter\.ts: looking at what it exports throws: got/,
    ],
    ["wexits.ts", deafWith("write: () => process.exit(3)"), /wexits\.ts: ends the program/],
    [
      "rejects.ts",
      deafWith(
        "write: (v, o, { value }) => { Promise.reject(new Error('r')); return { branch: 'x', value, own: {} }; }",
      ),
      /rejects\.ts: throws: r/,
    ],
    [
      "turned.ts",
      deafWith("msiChanged: () => { throw new Error('\\u202e\\u001b[2J'); }"),
      /'msiChanged' throws: \\u202e\\x1b\[2J\n/,
    ],
    [
      "reads.ts",
      deafWith("afterRead: () => ({})"),
      /reads\.ts: 'afterRead' is for compiled C, and not taken from a file/,
    ],
    [
      "throws.ts",
      deafWith("write: () => { throw new Error('ouch'); }"),
      /throws\.ts: 'write' throws: ouch/,
    ],
  ])("refuses a file that is no quirk: %s", async (name, text, message) => {
    const { status, stdout, stderr } = await verify("--quirk", file(name, text));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^quirkcheck: --quirk: .*\n$/);
  });

  it("hands what a file prints to standard error: it is no part of the result", async () => {
    const path = file("prints.ts", `console.log("hi"); ${deafWith("reset: () => ({})")}`);
    const { stdout } = await verify("--quirk", path, "--json", "-");
    expect(JSON.parse(stdout)).toMatchObject({ quirk: path });
  });

  it.each([
    [
      "write: () => ({ branch: 'a', value: 1, own: {} })",
      "'write' gives the value 1, expected a big",
    ],
    ["write: () => undefined", "'write' gives undefined, expected effects"],
    [
      "write: () => ({ branch: 'a', value: 1n, own: { 'own.calls': 'many' } })",
      `'write' gives own.calls the value "many", expected one of "none", "some"`,
    ],
    [
      "reset: () => ({ 'own.other': 'none' })",
      `'reset' gives own.other the value "none", expected a`,
    ],
    ["msiChanged: () => null", "'msiChanged' gives null, expected parts that change"],
    ["read: () => 'nowhere'", `'read' gives "nowhere", expected "device" or "memory"`],
    ["parts: { 'own.calls': [] }", "parts: 'own.calls' needs a list of different texts"],
    ["parts: { calls: ['none'] }", "parts: 'calls' does not begin with 'own.'"],
    ["access: {}", "access: 'valid' is undefined, expected an object"],
    [
      "access: { valid: {}, implemented: {} }",
      "access: valid.minimumSize is undefined, expected 1, 2, 4 or 8, or 0 for none named",
    ],
    [
      "access: { ...deaf.access, implemented: { minimumSize: 4, maximumSize: 2, unaligned: false } }",
      "access: implemented.minimumSize is more than its maximumSize",
    ],
    [
      "access: { ...deaf.access, implemented: { minimumSize: 4, maximumSize: 8, unaligned: 0 } }",
      "access: implemented.unaligned is 0, expected true or false",
    ],
    ["remembers: 'yes'", `'remembers' is "yes", expected true or nothing`],
    [
      "write: () => ({ branch: 'a', own: {}, get value() { throw Object.create(null); } })",
      "'write' throws: something that cannot be shown",
    ],
    [
      "write: () => ({ branch: 'a', own: {}, replaced: 'all' })",
      `'write' gives 'replaced' as "all", expected "address", "high" or "data"`,
    ],
    [
      "write: () => ({ branch: 'a', own: {}, cookie: { before: 1n } })",
      "'write' gives a cookie without 'before' and 'after'",
    ],
    [
      "write: () => ({ branch: 'a', own: {}, ask: {} })",
      "'write' asks without a function 'answer'",
    ],
    ["} ; export const terms = { moved: 'up'", `terms: 'moved' is "up", expected "goes stale" or`],
    ["} ; export const terms = { speed: 1", "terms: there is no 'speed'"],
    ["} ; export const terms = { carriedBy: { x: 'y' }", 'terms: "x" is no assumption'],
  ])("names file and function of a fault: %s", async (change, message) => {
    const path = file(`fault-${faults++}.ts`, deafWith(change));
    const ask = async () => {
      const { quirk, terms } = await findDesign(path);
      verifyWorld({ allocations: [1], order: 1, quirk, terms });
    };
    await expect(ask()).rejects.toThrow(UsageError);
    await expect(ask()).rejects.toThrow(`--quirk: ${path}: ${message}`);
  });
});
