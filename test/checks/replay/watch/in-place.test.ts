import { describe, expect, it } from "vitest";
import { reportedDifference } from "../../../../reports/replay-report.js";
import {
  ADDRESS,
  begin,
  brokenIn,
  CE0,
  CE1,
  DATA,
  flags,
  quirk,
  slot,
  verdictOf,
  write,
} from "./logs.js";

const HOST = 0xfee01004;

/** A slot as the quirk logs it, with these host values. */
const replaced = (base: number, { address = HOST, data = 0x4040, vector = 0 } = {}) => [
  quirk("address", base, ADDRESS, address),
  write(base, address),
  write(base + 4, 0x100),
  quirk("data", base + 8, DATA + vector, data + vector),
  write(base + 8, data + vector),
];
const unknown = { host: "unknown" } as const;

describe("a log with the quirk in place", () => {
  it("shows the host's pair, and that the quirk does what the model does", () => {
    const lines = [...begin(4), ...replaced(CE0, { vector: 3 }), ...replaced(CE1, { vector: 9 })];
    const verdict = verdictOf(lines, unknown);
    expect(verdict.quirk).toEqual({
      agreed: 4,
      differed: 0,
      differences: [],
      hostPairs: [{ address: 0xfee01004, data: 0x4040 }],
    });
    expect(brokenIn(verdict)).toEqual([]);
    expect(verdict.device?.rings.map(({ vector }) => vector)).toEqual([3, 9]);
  });

  it("is none without a line of the quirk", () => {
    expect(verdictOf([...begin(), ...slot(CE0)]).quirk).toBeNull();
  });

  it("may have another host pair in each period of MSI being enabled", () => {
    const power = [flags(0, false), flags(0, true)];
    const other = { address: 0xfee02004, data: 0x4050 };
    const lines = [...begin(), ...replaced(CE0), ...power, ...replaced(CE1, other)];
    const verdict = verdictOf(lines, unknown);
    expect(verdict.quirk?.hostPairs).toEqual([
      { address: 0xfee01004, data: 0x4040 },
      { address: 0xfee02004, data: 0x4050 },
    ]);
    expect(brokenIn(verdict)).toEqual([]);
  });

  it("shows a pair that moves with MSI enabled, a failed read and an unaligned base", () => {
    const moved = [...begin(), ...replaced(CE0), ...replaced(CE1, { address: 0xfee02004 })];
    expect(brokenIn(verdictOf(moved, unknown))).toEqual(["stable-host-pair 9"]);
    const failed = [...begin(), ...replaced(CE0, { address: 0, data: 0 })];
    expect(brokenIn(verdictOf(failed, unknown))).toEqual(["physical-read-succeeds 4"]);
    const unaligned = [...begin(4), ...replaced(CE0, { data: 0x4041 })];
    expect(brokenIn(verdictOf(unaligned, unknown))).toEqual(["aligned-host-base 7"]);
  });
});

describe("a quirk that does not do what the model does", () => {
  const differences = (lines: readonly string[]) =>
    verdictOf(lines, unknown).quirk?.differences.map(reportedDifference);

  it("leaves an address as it is", () => {
    const lines = [...begin(), ...replaced(CE0), write(CE1, ADDRESS)];
    expect(differences(lines)).toEqual([
      {
        line: 9,
        expected: "replace-address: 0xfee00000 at 0x83048 becomes 0xfee01004",
        got: "passed on: 0xfee00000 is written",
        state: "dataReplaced",
      },
    ]);
  });

  it("leaves data as it is", () => {
    const lines = [...begin(), ...replaced(CE0).slice(0, 3), write(CE0 + 8, DATA)];
    expect(differences(lines)).toMatchObject([{ line: 7, got: "passed on: 0x60 is written" }]);
  });

  it("replaces what it should pass on", () => {
    const lines = [...begin(), quirk("data", CE0 + 8, DATA, 0x4040), write(CE0 + 8, 0x4040)];
    expect(differences(lines)).toMatchObject([{ line: 4, got: "replace-data: 0x4040 is written" }]);
  });

  it("says one value and writes another", () => {
    const lines = [...begin(), quirk("address", CE0, ADDRESS, HOST), write(CE0, 0xfee01008)];
    expect(differences(lines)).toMatchObject([
      { line: 5, got: "replace-address: 0xfee01008 is written" },
    ]);
  });

  it("says that it replaces and writes nothing there", () => {
    const announced = quirk("address", CE0, ADDRESS, HOST);
    const what = { line: 4, got: "no such write follows" };
    expect(differences([...begin(), announced])).toMatchObject([what]);
    expect(differences([...begin(), announced, write(0x81000, 1)])).toMatchObject([what]);
  });

  it("left an address as it is before its first line came", () => {
    const lines = [...begin(), ...slot(CE1), ...replaced(CE0)];
    expect(verdictOf(lines).quirk).toMatchObject({ agreed: 2, differed: 2 });
  });
});
