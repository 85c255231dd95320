import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLine, parseLine } from "../../../checks/trace-log/codec.js";
import { anyDirective, anyEvent } from "./arbitrary-lines.js";

/** The line that is written for what was read. */
function rewritten(line: string): string {
  const parsed = parseLine(line);
  if (parsed === undefined || parsed.kind === "unreadable") throw new Error(`unread: ${line}`);
  return formatLine(parsed);
}

describe("a line of a trace log", () => {
  it("says the value that it was written for, of every kind", () => {
    fc.assert(
      fc.property(fc.oneof(anyEvent, anyDirective), (value) => {
        expect(parseLine(formatLine(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("that was written for a value is the one written for what is read of it", () => {
    fc.assert(
      fc.property(fc.oneof(anyEvent, anyDirective), (value) => {
        const line = formatLine(value);
        expect(rewritten(line)).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  it("of the log backend, typed off its format strings, is written the same", () => {
    const lines = [
      "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)",
      "vfio_region_read  (0000:01:00.0:region0+0x80050, 4) = 0x4041",
      "vfio_pci_write_config  (0000:01:00.0, @0x54, 0xfee00000, len=0x4)",
      "vfio_quirk_ath_write_address 0000:01:00.0[0x80048]: Replacing MSI address 0xfee00000 with value 0xfee01004",
      "vfio_quirk_ath_write_data 0000:01:00.0[0x80050]: Replacing MSI data 0x21 with value 0x4041",
      "vfio_quirk_ath_bar0_probe 0000:01:00.0",
      "vfio_pci_reset  (0000:01:00.0)",
    ];
    expect(lines.map(rewritten)).toEqual(lines);
  });
});

describe("the synthetic traces", () => {
  it("are written as the log backend writes: what is read of a line gives it again", () => {
    for (const name of readdirSync("traces/synthetic")) {
      const text = readFileSync(`traces/synthetic/${name}`, "utf8").trimEnd();
      const lines = text.split("\n").filter((line) => !line.startsWith("#"));
      expect(lines.map(rewritten), name).toEqual(lines);
    }
  });
});
