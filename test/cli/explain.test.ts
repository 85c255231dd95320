import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nearest } from "../../cli/nearest.js";
import type { ExplainReport } from "../../reports/explain-report.js";
import { runHere } from "../run-here.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));

const quirkcheck = (...args: string[]) => runHere("cli/main.js", args, { cwd: folder });

const ID = "guest-data-contained/slots-clear-of-window-end";

describe("explain", () => {
  it("lists the committed findings, gravest first, each with its severity", async () => {
    const { status, stdout } = await quirkcheck("explain");
    const lines = stdout.trimEnd().split("\n");
    expect(status).toBe(0);
    expect(lines.length).toBe(186);
    expect(lines[0]).toMatch(/^isolation lost {2,}interrupt-isolated\/\S+\+interrupt-remapping$/);
    expect(lines.at(-1)).toMatch(/^read wrong {2,}host-values-confidential\//);
  });

  it("writes a log that replay follows without an option, to the same end", async () => {
    const log = await quirkcheck("explain", ID, "--log");
    expect(log).toMatchObject({ status: 0, stderr: "" });
    writeFileSync(join(folder, "finding.log"), log.stdout);
    const { status, stdout } = await quirkcheck("replay", "finding.log");
    expect(status).toBe(0);
    const rows = stdout.split("\n").filter((line) => /^ +\d+ {2}0x/.test(line));
    expect(rows.map((row) => row.trim().split(/ +/).slice(1))).toEqual([
      ["0xbfff8", "4", "0xfee00000", "0xfee01004", "replace-address", "addressSeen"],
      ["0xc0000", "4", "0x4000", "0x4000", "outside", "addressSeen"],
    ]);
  });

  it("writes JSON that fits its schema, the log in it", async () => {
    expect(await quirkcheck("explain", ID, "--json", "finding.json")).toMatchObject({
      status: 0,
      stdout: "",
    });
    const report = JSON.parse(readFileSync(join(folder, "finding.json"), "utf8")) as ExplainReport;
    expect(report).toMatchObject({ id: ID, severity: "interrupt lost or misdelivered" });
    expect(report.steps.length).toBe(4);
    expect(report.log.join("\n")).toContain("vfio_region_write  (0000:01:00.0:region0+0xbfff8");
  });

  it("says of a set that is no finding what it is, with exit code 1 and nothing on standard output", async () => {
    const larger = await quirkcheck("explain", "pair-fresh/full-grant+stable-host-pair");
    expect(larger).toMatchObject({ status: 1, stdout: "" });
    expect(larger.stderr).toContain(
      "is not a minimal cut set of pair-fresh: stable-host-pair alone",
    );
    const held = await quirkcheck("explain", "cookie-discipline/full-grant", "--json", "none.json");
    expect(held).toMatchObject({ status: 1, stdout: "" });
    expect(held.stderr).toMatch(/^cookie-discipline holds with full-grant dropped, for 1, .* 32 /);
    expect(() => readFileSync(join(folder, "none.json"))).toThrow("ENOENT");
  });

  it("with the name of an invariant or an assumption lists the findings it is part of, under its claim", async () => {
    const of = async (name: string) => {
      const { status, stdout } = await quirkcheck("explain", name);
      expect(status).toBe(0);
      const [claim = "", ids = ""] = stdout.split("\n\n");
      expect(claim).toContain(`${name}: `);
      return ids.trimEnd().split("\n");
    };
    const isolated = await of("interrupt-isolated");
    // One alone never loses isolation; 27 do with interrupt-remapping (docs/model.md).
    expect(isolated).toHaveLength(27);
    for (const line of isolated) expect(line).toMatch(/ interrupt-isolated\/.*\+/);
    // Alone it breaks seven, and in a pair isolation.
    expect(await of("stable-window")).toHaveLength(8);
    expect(await of("disabled-transparent")).toEqual(["no finding"]);
  });

  it.each([
    [["0"], "'0' is no ID: INVARIANT/ASSUMPTION+ASSUMPTION is expected"],
    [["interupt-isolated"], "'interupt-isolated' is no ID: did you mean interrupt-isolated"],
    [["pair-fresh/"], "'pair-fresh/' is no ID"],
    [["pair-fresh/a/b"], "is no ID"],
    [["pear-fresh/full-grant"], "'pear-fresh' is no invariant: did you mean pair-fresh?"],
    [["pair-fresh/full-grnt"], "'full-grnt' is no assumption: did you mean full-grant?"],
    [["pair-fresh/xyzzyxyzzyxyzzyxyzzy"], "no assumption: 'explain' lists the IDs"],
    [["--log"], "--log: an ID is expected with it"],
    [[ID, "--log", "--mermaid"], "'--mermaid' cannot be used with option '--log'"],
    [[ID, "--json", ""], "--json: the file name is empty"],
    [[ID, "--json", "no/such/file"], "no/such/file"],
    [[ID, ID], "too many arguments"],
  ])("refuses %j in one line with exit code 2", async (args, message) => {
    const { status, stdout, stderr } = await quirkcheck("explain", ...args);
    expect(stderr).toMatch(/^quirkcheck: .*\n$/);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

describe("the nearest names", () => {
  it("are those a few letters off, nearest first, and none for something else", () => {
    const names = ["full-grant", "full-grants", "stable-window"];
    expect(nearest("full-grnt", names)).toEqual(["full-grant", "full-grants"]);
    expect(nearest("window", names)).toEqual(["stable-window"]);
    expect(nearest("qqqq", names)).toEqual([]);
  });
});
