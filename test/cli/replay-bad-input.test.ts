import { readdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../cli/errors.js";
import { commandError, replay, scratchFile } from "./replay-streams.js";

const TRACE = "traces/wcn6855-linux.log";
const HOST = ["--host-address", "0xfee01004", "--host-data", "0x4041"];
const WRITE = "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)\n";

describe("a log that is unfit", () => {
  it.each([
    ["", /^standard input: is empty/],
    ["hello\n", /no vfio_region_write or vfio_pci_write_config line in 1 lines/],
    [`${WRITE}a\0b`, /^standard input:2: not text \(there is a NUL byte\)$/],
    [`${WRITE}vfio_region_write  (nonsense)\n`, /^standard input:2: vfio_region_write: expected/],
    [`${WRITE}vfio_region_write  (a:region0+0x8, 0x1, 3)`, /^standard input:2: .*size 3, expected/],
    [`${WRITE}${"x".repeat(2 ** 20 + 1)}`, /^standard input:2: the line is longer than 1048576/],
    [`${"x".repeat(2 ** 20 + 1)}\n${WRITE}`, /^standard input:1: the line is longer than 1048576/],
  ])("gives one line on what and where, and no output: case %#", async (input, message) => {
    for (const json of [undefined, "-"]) {
      const { error, stdout } = await replay({ json }, input);
      expect(error).toBeInstanceOf(UsageError);
      expect(error?.message).toMatch(message);
      expect(error?.message).not.toContain("\n");
      expect(stdout).toBe("");
    }
  });

  it("leaves an old result as it was, and nothing beside it", async () => {
    const json = await scratchFile("result.json", "old");
    const { error } = await replay({ json }, `${WRITE}vfio_region_write  (nonsense)\n`);
    expect(error?.message).toContain("vfio_region_write: expected");
    expect(await readFile(json, "utf8")).toBe("old");
    expect(await readdir(dirname(json))).toEqual(["result.json"]);
  });
});

describe("a command line that is wrong", () => {
  it.each([
    [[TRACE], "--host-address and --host-data missing"],
    [[TRACE, "--host-address", "0xfee01004"], "--host-data missing"],
    [[...HOST], "missing required argument 'log'"],
    [[TRACE, TRACE, ...HOST], "too many arguments"],
    [[TRACE, ...HOST, "--foo"], "unknown option '--foo'"],
    [[TRACE, ...HOST, "--host-dat", "1"], "unknown option '--host-dat'"],
    [[TRACE, "--host-data"], "option '--host-data <data>' argument missing"],
    [["/nonexistent/log", ...HOST], "/nonexistent/log: no such file"],
    [["traces", ...HOST], "traces: is a directory"],
    [
      [TRACE, ...HOST, "--host-address", "0x1fee01004"],
      "--host-address: 0x1fee01004 is above 4 GiB, which needs --msi-64-bit",
    ],
    ...["0x10000", "65537", "-1", "12px", "4021h", "#4021", "40_21", "0x", "", " 4021"].map(
      (text): [string[], string] => [
        [TRACE, ...HOST, "--host-data", text],
        `--host-data: '${text}' is not a hexadecimal number of at most 16 bits (with or without 0x)`,
      ],
    ),
    [
      [TRACE, ...HOST, "--host-address", "10000000000000000"],
      "--host-address: '10000000000000000' is not a hexadecimal number of at most 64 bits",
    ],
    [[TRACE, ...HOST, "--allocated", "3"], "--allocated: 3 is not 1, 2, 4, 8, 16 or 32"],
    [
      [TRACE, ...HOST, "--guest-address", "0xfee00002"],
      "--guest-address: 0xfee00002 is not a multiple",
    ],
    [
      [TRACE, ...HOST, "--guest-address", "0x100000000"],
      "--guest-address: 0x100000000 is above 4 GiB, which needs --msi-64-bit",
    ],
    [[TRACE, ...HOST, "--guest-data", "10000"], "--guest-data: '10000' is not a hexadecimal"],
    [[TRACE, ...HOST, "--device", "11030"], "--device: '11030' is not a hexadecimal number of at"],
    [
      [TRACE, ...HOST, "--msi-cap", "100"],
      "--msi-cap: '100' is not a hexadecimal number of at most 8",
    ],
    // As it was written in decimal: 80 is no longer 0x50, and 52 not even a multiple of 4.
    [[TRACE, ...HOST, "--msi-cap", "52"], "--msi-cap: 0x52 is not a multiple of 4"],
    [[TRACE, ...HOST, "--allocated", "a"], "--allocated: 'a' is not a number (decimal or 0x...)"],
    [
      [TRACE, ...HOST, "--device", "0x1102"],
      "--device: 0x1102 is not one of 0x1101, 0x1103, 0x1104, 0x1107, 0x1109, 0x1112",
    ],
    [[TRACE, ...HOST, "--msi-cap", "0x52"], "--msi-cap: 0x52 is not a multiple of 4"],
    [[TRACE, ...HOST, "--name", "0000:09:00.0"], "no device '0000:09:00.0' in this log"],
    [[TRACE, "--read-fails", "--host-address", "1"], "--host-data missing"],
    [[TRACE, ...HOST, "--json", "traces"], "traces: is a directory, a file is expected"],
    [[TRACE, ...HOST, "--json", "/nonexistent/x.json"], "/nonexistent/x.json: no such directory"],
    [[TRACE, ...HOST, "--json", TRACE], `${TRACE}: is the input itself`],
    [[TRACE, ...HOST, "--json", ""], "--json: the file name is empty"],
  ])("is refused in one line: case %#", async (args, message) => {
    const error = await commandError(...args);
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toContain(message);
    expect(error?.message).not.toContain("\n");
  });
});

describe("a log that is no plain text", () => {
  it.each([
    ["gzip", gzipSync(WRITE), /is compressed by gzip, plain text is expected: gzip -dc/],
    ["UTF-16", Buffer.from(`\ufeff${WRITE}`, "utf16le"), /is UTF-16, .*: iconv -f UTF-16 -t UTF-8/],
    ["UTF-16 of the other order", Buffer.from(`\ufeff${WRITE}`, "utf16le").swap16(), /is UTF-16/],
    ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /is compressed by zstd/],
    ["the simple backend's file", Buffer.alloc(16, 0xff), /scripts\/simpletrace\.py/],
  ])("is refused with the way to convert it: %s", async (_, bytes, message) => {
    const { error, stdout } = await replay({}, [bytes]);
    expect(error).toBeInstanceOf(UsageError);
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toContain("\n");
    expect(stdout).toBe("");
  });
});

describe("an option that the log contradicts", () => {
  it("is refused with both named, and only if it was given", async () => {
    const setUp = "vfio_msi_setup 0000:01:00.0 PCI MSI CAP @0xa0\n";
    const log = await scratchFile("setup.log", setUp + WRITE);
    const json = await scratchFile("r.json");
    expect(await commandError(log, ...HOST, "--json", json)).toBeUndefined();
    const error = await commandError(log, ...HOST, "--msi-cap", "0x50");
    expect(error?.message).toContain(
      "setup.log:1: vfio_msi_setup has the MSI capability at 0xa0, --msi-cap at 0x50",
    );
  });
});
