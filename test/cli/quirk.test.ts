import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    ["neither", /'neither' is neither a file nor one of as-posted, no-quirk/],
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
    ["broken.ts", "export const quirk = ;", /cannot be loaded/],
    [
      "import.ts",
      'import "./nowhere.js"; export const quirk = {};',
      /cannot be loaded: Cannot find/,
    ],
    ["null.ts", "export const quirk = null;", /null\.ts: 'quirk' is no object/],
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
    ["access: {}", "the quirk needs 'name', 'parts' and 'access'"],
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
