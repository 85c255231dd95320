import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLine } from "../../../checks/trace-log/codec.js";
import { configWrite, regionWrite } from "./arbitrary-lines.js";
import { configLines, regionLines } from "./trace-lines.js";

function problemOf(line: string): string {
  const event = parseLine(line);
  if (event?.kind !== "unreadable") throw new Error(`read as ${event?.kind}: ${line}`);
  return event.problem;
}

describe("a line that QEMU prints", () => {
  it("gives back the region write, in every form", () => {
    fc.assert(
      fc.property(regionWrite, (event) => {
        for (const line of regionLines(event)) expect(parseLine(line)).toEqual(event);
      }),
    );
  });

  it("gives back the configuration write, in every form", () => {
    fc.assert(
      fc.property(configWrite, (event) => {
        for (const line of configLines(event)) expect(parseLine(line)).toEqual(event);
      }),
    );
  });

  it("may have white space around it", () => {
    const line = "  vfio_region_write (a:region0+0x8, 0x1, 4) \t";
    expect(parseLine(line)).toMatchObject({ name: "a", address: 8, value: 1n, size: 4 });
  });

  it("may carry a name that Python prints in double quotes or, for its version 2, in none", () => {
    for (const text of [`b"card's"`, "card's"]) {
      const line = `vfio_pci_write_config 0.000 pid=7 name=${text} addr=0x54 val=0x1 len=0x4`;
      expect(parseLine(line)).toMatchObject({ name: "card's", address: 0x54 });
    }
  });

  it("has only the low bytes of a value taken that is wider than its length", () => {
    const line = "vfio_pci_write_config  (a, @0x58, 0x10021, len=0x2)";
    expect(parseLine(line)).toMatchObject({ value: 0x21, length: 2 });
  });

  it("has a negative int read the same as the word it stands for", () => {
    const line =
      "vfio_pci_write_config 12.345 pid=7 name=b'a' addr=0x54 val=0xfffffffffee00000 len=0x4";
    expect(parseLine(line)).toMatchObject({ value: 0xfee00000 });
  });
});

describe("any other line passes by", () => {
  it.each([
    "",
    "vfio_region_write_other  (0000:01:00.0)",
    "vfio_region_write(vdev, 0x80048, 0xfee00000, 4)",
    "the guest stopped at vfio_region_write",
    "1234@1723482045.123456:vfio_pci_resets  (0000:01:00.0)",
    "--",
  ])("%s", (line) => {
    expect(parseLine(line)).toBeUndefined();
  });

  it("and no text whatever makes the parser throw", () => {
    const noise = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((text) => `vfio_region_write ${text}`),
      fc.string().map((text) => `vfio_pci_write_config ${text}`),
      fc.tuple(regionWrite, fc.nat(60), fc.string({ maxLength: 3 })).map(([event, at, text]) => {
        const [line = ""] = regionLines(event);
        return line.slice(0, at) + text + line.slice(at);
      }),
    );
    fc.assert(fc.property(noise, (line) => void parseLine(line)));
  });
});

describe("an event that we follow, unreadable", () => {
  it.each([
    [
      "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000",
      /^vfio_region_write: expected '\(NAME:region/,
    ],
    ["vfio_region_write  (0000:01:00.0:region0+80048, 0xfee00000, 4)", /expected/],
    ["vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee0000g, 4)", /expected/],
    ["vfio_region_write  (a:region0+0x80048, 0x1, 4) trailing", /expected/],
    ["vfio_region_write  (a:region0+0x80048, 0x1, 3)", /size 3, expected 1, 2, 4 or 8/],
    ["vfio_region_write  (a:region0+0x80048, 0x1, 0)", /size 0, expected/],
    ["vfio_region_write  (a:region0+0x80048, 0x100, 1)", /does not fit its size of 1 byte$/],
    ["vfio_region_write  (a:region0+0x80048, 0x1fee00000, 4)", /does not fit its size of 4 bytes$/],
    ["vfio_region_write  (a:region0+0x8, 0x10000000000000000, 8)", /does not fit its size of 8/],
    ["vfio_region_write  (a:region0+0xfffffffffffffff8, 0x1, 4)", /address is above 52 bits/],
    ["vfio_region_write 1.0 pid=7 name=b'a' addr=0x8 data=0x1 size=0x4", /expected/],
    ["vfio_pci_write_config  (a, @0x54, 0x1, len=4)", /expected/],
    ["vfio_pci_write_config  (a, @0x54, 0x1, len=0x3)", /length 3, expected 1, 2 or 4/],
    ["vfio_pci_write_config  (a, @0x54, 0x1, len=0x8)", /length 8, expected 1, 2 or 4/],
    ["vfio_pci_write_config  (a, @0x1000, 0x1, len=0x4)", /address is above 0xfff/],
    ["vfio_pci_write_config  (a, @0x54, 0x100000000, len=0x4)", /sign extension/],
    ["vfio_pci_write_config  (a, @0x54, 0xffffffff7fffffff, len=0x4)", /sign extension/],
    ["vfio_pci_write_config  (a, @0x54, 0x1ffffffffffffffff, len=0x4)", /sign extension/],
    ["vfio_pci_write_config 1.0 pid=7 name=b'a' addr=0x54 len=0x4", /expected/],
  ])("%s", (line, problem) => {
    expect(problemOf(line)).toMatch(problem);
    expect(problemOf(`77@1.5:${line}`)).toMatch(problem);
  });
});
