import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { commandError, OPTIONS, replay, replayJson, scratchFile } from "./replay-streams.js";

const TRACE = "traces/wcn6855-linux.log";
const IN_PLACE = "traces/synthetic/wcn6855-linux-1-quirk.log";
const HOST = ["--host-address", "0xfee01004", "--host-data", "0x4041"];
const WRITE = "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)\n";

describe("what a log shows", () => {
  it("names the rings of the patch's trace, those never programmed and those by message", async () => {
    const { summary } = await replayJson({ log: TRACE });
    const { device } = summary.verdict;
    expect(device).toMatchObject({ id: "wcn6855", deviceId: "0x1103", orElse: [] });
    expect(device?.rings).toHaveLength(13);
    expect(device?.neverProgrammed).toEqual([
      "REO destination 0 (0xb828c)",
      "REO destination 1 (0xb82e4)",
      "REO destination 2 (0xb833c)",
      "REO destination 3 (0xb8394)",
    ]);
    expect(device?.byMessage).toHaveLength(4);
  });

  it("is shown to people with each ring and each assumption", async () => {
    const { stdout } = await replay({ log: TRACE });
    expect(stdout).toMatch(/^ {2}REO status +0xb85a4 +45 +1 +0$/m);
    expect(stdout).toContain("assumptions in this log: 0 broken, 19 kept, 17 undecided");
    const { stdout: whole } = await replay({ log: TRACE, assumptions: true });
    expect(whole).toMatch(/^no-readback +undecided +no vfio_region_read line/m);
  });

  it("is replayed with the range that the patch has for the chip found, as if it were named", async () => {
    const log = "traces/synthetic/wcn7850-linux-1.log";
    const json = await scratchFile("named.json");
    expect(await commandError(log, ...HOST, "--device", "0x1107", "--json", json)).toBeUndefined();
    const named = await readFile(json, "utf8");
    const { summary } = JSON.parse(named);
    expect([summary.notes, summary.verdict.device.id]).toEqual([[], "wcn7850"]);
    // The patch traps 0x1e00000 to 0x1e7ffff of that chip, which is past its windows.
    expect(summary.start.trapped).toEqual({ base: "0x1e00000", size: "0x80000" });
    expect(summary.branches).toMatchObject({ "replace-address": 0, outside: 38 });
    expect((await replay({ log, json: "-" })).stdout).toBe(named);
    const bytes = await readFile(log);
    const pieces = [bytes.subarray(0, 1000), bytes.subarray(1000)];
    expect((await replay({ json: "-" }, pieces)).stdout).toBe(named);
  });

  it("keeps the range that a line of the log says", async () => {
    const log = await readFile("traces/synthetic/wcn7850-linux-1.log", "utf8");
    const said = `# quirkcheck: trap base=0x80000 size=0x40000\n${log}`;
    const { summary } = await replayJson({}, said);
    expect(summary.branches).toMatchObject({ "replace-address": 12, outside: 2 });
  });

  it("says that the patch does not list a chip, and takes the usual range", async () => {
    const { summary } = await replayJson({ log: "traces/synthetic/qcc2072-linux-1.log" });
    expect(summary.verdict.device).toMatchObject({ id: "qcc2072", deviceId: "0x1112" });
    expect(summary.notes).toEqual([
      "the patch does not list QCC2072 (0x1112) and traps nothing of it: replayed as if it had the range above",
    ]);
    expect(summary.branches["replace-address"]).toBe(12);
    expect(summary.verdict.assumptions.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  });

  it("has the lines where an assumption is broken", async () => {
    const log = await scratchFile("broken.log", `${await readFile(TRACE, "utf8")}${WRITE}${WRITE}`);
    const { stdout } = await replay({
      log,
    });
    expect(stdout).not.toContain("one-slot-at-a-time: line");
    const stray = WRITE.replace("0x80048", "0x81000");
    const other = await scratchFile("stray.log", `${await readFile(TRACE, "utf8")}${stray}`);
    expect((await replay({ log: other })).stdout).toMatch(
      /^ {2}unique-address: line 48: the address/m,
    );
  });
});

describe("a log with the quirk in place", () => {
  it("needs no host pair, and is as the model has it", async () => {
    const { stdout, error } = await replay({
      log: IN_PLACE,
      setup: { ...OPTIONS.setup, host: "unknown" },
    });
    expect(error).toBeUndefined();
    expect(stdout).toContain("quirk in place: 34 replacements, each as the model has it");
    expect(stdout).toContain("the host's pair: 0xfee00578/0x0");
  });

  it("sets exit code 1 if the quirk did something else, and says what was expected", async () => {
    const text = await readFile(IN_PLACE, "utf8");
    const log = await scratchFile(
      "wrong.log",
      text.replace("region0+0x83048, 0xfee00578", "region0+0x83048, 0xfee00000"),
    );
    const { stdout } = await replay({ log, setup: { ...OPTIONS.setup, host: "unknown" } });
    expect(stdout).toMatch(
      /line 17: expected replace-address: 0xfee00000 at 0x83048 becomes 0xfee00578/,
    );
    expect(stdout).toContain("got replace-address: 0xfee00000 is written");
    const json = await scratchFile("result.json");
    expect(await commandError(log, "--json", json)).toBeUndefined();
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
  });
});

describe("a line that cannot be followed", () => {
  it("is explained: what was accepted, the model's state, what it waits for", async () => {
    const trace = (await readFile(TRACE, "utf8")).split("\n").slice(0, 9).join("\n");
    const log = await scratchFile("cut.log", `${trace}\nvfio_region_write  (nonsense)\n`);
    const { error } = await replay({ log });
    expect(error?.message).toMatch(
      /cut\.log:10: vfio_region_write: expected .*; accepted: lines 1 to 9, the model is in addressSeen, the data of a slot is awaited at 0x80050$/,
    );
    const { error: first } = await replay({}, "vfio_region_write  (nonsense)\n");
    expect(first?.message).toMatch(
      /; accepted: no line, the model is in idle, no data is awaited$/,
    );
  });

  it("is a note if it is the last and cut short, as a killed QEMU leaves it", async () => {
    for (const cut of [
      "vfio_region_write  (0000:01:00.0:region0+0x8",
      "vfio_pci_write_config  (0000:01:00.0, @0x54",
      "vfio_quirk_ath_write_address 0000:01:00.0[0x80048]: Replacing MSI address 0xfee00000 with value 0xfee0",
    ]) {
      const { summary, writes } = await replayJson({}, `${WRITE}${cut}`);
      expect(summary.notes).toContain("line 2, the last, is cut short and left out");
      expect([writes.length, summary.lines]).toEqual([1, 2]);
    }
  });

  it("is none if the last line only lacks its ending", async () => {
    const { summary, writes } = await replayJson({}, `${WRITE}${WRITE.trimEnd()}`);
    expect(writes).toHaveLength(2);
    expect(summary.notes.join()).not.toContain("cut short");
  });
});

describe("a log without the host's pair", () => {
  it("is refused where the handler first looks for it", async () => {
    const error = await commandError(TRACE);
    expect(error?.message).toContain(`${TRACE}:9: --host-address and --host-data missing`);
    expect(
      await commandError(TRACE, ...HOST, "--json", await scratchFile("r.json")),
    ).toBeUndefined();
  });
});
