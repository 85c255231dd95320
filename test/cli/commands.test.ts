import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../cli/package-root.js";
import type { DevicesReport } from "../../reports/devices-report.js";
import type { VerifyReport } from "../../reports/verify-report.js";
import { runHere } from "../run-here.js";

const main = join(packageRoot(), "dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "quirkcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const quirkcheck = (...args: string[]) => runHere("cli/main.js", args, { cwd: folder });

describe("the command quirkcheck", () => {
  it.each([
    [[], "a command is expected"],
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["--frobnicate"], "unknown option '--frobnicate'"],
    [["verify", "--frobnicate"], "unknown option '--frobnicate'"],
    [["verify", "surplus"], "too many arguments"],
    [["verify", "--vectors"], "argument missing"],
    [["verify", "--vectors", "0"], "--vectors: '0'"],
    [["verify", "--vectors", "33"], "--vectors: '33'"],
    [["verify", "--vectors", "5-2"], "--vectors: '5-2'"],
    [["verify", "--vectors", "1e1"], "--vectors: '1e1'"],
    [["verify", "--vectors", "-1"], "--vectors: '-1'"],
    [
      ["verify", "--invariant", "no-such"],
      "--invariant: 'no-such' is no invariant: expected one of guest-address-contained",
    ],
    [["verify", "--vectors", "1", "--json", "no/such/folder.json"], "no/such/folder.json"],
    [["report", "--out", "/dev/null/x"], "--out: /dev/null/x"],
    [["report", "--out", "no/such/folder"], "--out: no/such/folder"],
    [["report", "--out", main], "is no folder"],
    [["verify", "--json", ""], "--json: the file name is empty"],
    [["replay", ""], "log: the file name is empty"],
    [["verify", "--invariant", "a\nb"], "--invariant: 'a\\x0ab'"],
    [["verify", "--order", "4"], "--order: 4"],
    [["verify", "--drop", "no-such"], "--drop: 'no-such'"],
    [["verify", "--guest", "linux1"], "--guest: 'linux1' is no guest: did you mean linux-1,"],
    [["verify", "--guest", "linux-16", "--vectors", "1-32"], "--vectors: linux-16 allocates 16"],
    [
      ["devices", "--device", "0x1103"],
      "--device: '0x1103' is no chip known here: expected one of qca6390, wcn6855",
    ],
    [["help", "frobnicate"], "unknown command 'frobnicate': expected one of verify, merge"],
    [["help", "verify", "merge"], "help: one command is expected"],
    [
      ["devices", "--device", "wcn6855", "--json", "-"],
      "option '--json <file>' cannot be used with",
    ],
    [["coverage:devices", "--json", ""], "--json: the file name is empty"],
  ])("refuses %j in one line with exit code 2", async (args, message) => {
    const { status, stdout, stderr } = await quirkcheck(...args);
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it.each([[["--help"]], [["verify", "--help"]], [["replay", "--help"]], [["report", "--help"]]])(
    "%j explains itself on standard output with exit code 0",
    async (args) => {
      const { status, stdout, stderr } = await quirkcheck(...args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout).toContain("Usage: quirkcheck");
    },
  );

  it("prints its version with exit code 0", async () => {
    expect(await quirkcheck("--version")).toMatchObject({ status: 0, stdout: "0.1.0\n" });
  });
});

describe("coverage:devices", () => {
  it("prints designs, findings and the trace's match with exit code 0, by either name", async () => {
    const { status, stdout, stderr } = await quirkcheck("coverage:devices");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^QCN9074 +0 of 22 +64 +64 +0 +18 wrong window, 4 in-memory\n +message/m,
    );
    expect(stdout).toContain("13 of the 13 registers in the patch's trace");
    expect((await quirkcheck("devices")).stdout).toBe(stdout);
  });

  it("shows one chip ring by ring", async () => {
    const { stdout } = await quirkcheck("devices", "--device", "wcn6855");
    expect(stdout).toMatch(/^REO status +mmio +14 +0xb85a4 +trapped +escaped/m);
    expect(stdout).not.toContain("QCA6390");
  });

  it("gives everything as JSON", async () => {
    const { stdout } = await quirkcheck("devices", "--json", "-");
    const report = JSON.parse(stdout) as DevicesReport;
    expect(report.coverage).toHaveLength(report.designs.length * report.devices.length);
  });

  it("prints the same text whether it writes a file as well or not", async () => {
    const { stdout } = await quirkcheck("devices", "--json", join(folder, "devices.json"));
    expect(stdout).toBe((await quirkcheck("devices")).stdout);
    rmSync(join(folder, "devices.json"));
  });
});

describe("verify", () => {
  it("is as expected for one vector count, on both guests, without colours in a pipe", async () => {
    const { status, stdout, stderr } = await quirkcheck(
      "verify",
      "--vectors",
      "16",
      "--order",
      "1",
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("16 vectors used");
    expect(stdout).toContain("Every verdict and every count is as expected.");
    expect(stdout).not.toContain("\u001b");
  });

  it("checks one invariant alone", async () => {
    const { stdout } = await quirkcheck(
      "verify",
      "--vectors",
      "2",
      "--invariant",
      "collateral-free",
      "--json",
      "-",
    );
    const report = JSON.parse(stdout) as VerifyReport;
    expect(report.checks.map(({ guest, check }) => `${guest} ${check}`)).toEqual([
      "arbitrary collateral-free",
      "keeping collateral-free",
    ]);
  });

  it("writes the same JSON to a file as to standard output, and nothing else there", async () => {
    const file = join(folder, "verify.json");
    // The world's part too is written alike: shards.test.ts.
    const args = ["verify", "--vectors", "3", "--order", "0", "--json"];
    const { stdout } = await quirkcheck(...args, "-");
    expect((await quirkcheck(...args, file)).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(stdout);
    expect(readdirSync(folder)).toEqual(["verify.json"]);
  });

  it("checks one combination of dropped assumptions: exit code 1 if anything falls, 0 if not", async () => {
    const fallen = await quirkcheck("verify", "--vectors", "1", "--drop", "full-grant");
    expect(fallen.status).toBe(1);
    expect(fallen.stdout).toContain("With full-grant dropped:");
    const kept = await quirkcheck(
      "verify",
      "--vectors",
      "1",
      "--drop",
      "interrupt-remapping",
      "--json",
      "-",
    );
    expect(kept.status).toBe(0);
    expect((JSON.parse(kept.stdout) as { dropped: string[] }).dropped).toEqual([
      "interrupt-remapping",
    ]);
  });

  it("checks one guest driver: exit code 1 if one falls, is unreachable, or nobody knows what it does", async () => {
    const windows = await quirkcheck("verify", "--guest", "windows-16", "--vectors", "16");
    expect({ status: windows.status, stderr: windows.stderr }).toEqual({ status: 1, stderr: "" });
    expect(windows.stdout).not.toMatch(/ violated | unreachable | incomplete /);
    expect(windows.stdout).toContain("\nnothing known to break; unverified: ");
    const own = await quirkcheck("verify", "--guest", "own-domain");
    expect(own.status).toBe(1);
    expect(own.stdout).toContain("nothing was shown of it");
    const json = await quirkcheck(
      "verify",
      "--guest",
      "windows-16",
      "--drop",
      "unique-address",
      "--json",
      "-",
    );
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      guest: "windows-16",
      guestBasis: "vectors",
      dropped: ["unique-address"],
    });
  });

  it("can be interrupted while it writes to a file", async () => {
    const file = join(folder, "interrupted.json");
    const child = execFile(process.execPath, [main, "verify", "--json", file]);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill("SIGINT");
    const signal = await new Promise((resolve) => child.on("exit", (_, by) => resolve(by)));
    expect(signal).toBe("SIGINT");
    expect(readdirSync(folder)).not.toContain("interrupted.json");
  });

  it.each([[["--help"]], [["--version"]], [["help", "verify"]]])(
    "%j ends quietly when its reader goes away",
    async (args) => {
      const child = execFile(process.execPath, [main, ...args]);
      child.stdout?.destroy();
      let complaints = "";
      child.stderr?.on("data", (text) => {
        complaints += text;
      });
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect({ code, complaints }).toEqual({ code: 0, complaints: "" });
    },
  );

  it("ends quietly when its reader goes away", async () => {
    const child = execFile(process.execPath, [main, "verify", "--vectors", "1", "--order", "0"]);
    child.stdout?.destroy();
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(code).toBe(0);
  });
});
