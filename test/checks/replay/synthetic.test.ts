import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CHIPS } from "../../../model/devices/index.js";
import { mmioRingsOf } from "../../../model/devices/rings.js";
import { syntheticTraces } from "../../../tools/make-traces.js";
import { brokenIn, verdictOf } from "./watch/logs.js";

const FOLDER = "traces/synthetic";
const TRACES = [...syntheticTraces()];
/** Not of a register window: only the assumption that the patch's own range breaks. */
const events = (text: string) => text.split("\n").filter((line) => line.startsWith("vfio_"));
const unknown = { host: "unknown" } as const;

describe("synthetic traces", () => {
  it("are in the repository as the tool makes them, and no others", () => {
    expect(readdirSync(FOLDER).sort()).toEqual(TRACES.map(([name]) => name).sort());
    for (const [name, text] of TRACES) {
      expect(readFileSync(`${FOLDER}/${name}`, "utf8"), name).toBe(text);
    }
  });

  it("are there for each chip and guest, and with the quirk where it sees all rings", () => {
    const names = TRACES.map(([name]) => name);
    expect(names.filter((name) => !name.endsWith("-quirk.log"))).toHaveLength(7 * 4);
    expect(names.filter((name) => name.endsWith("-quirk.log"))).toHaveLength(2 * 3);
  });

  it("say in their first line that they are synthetic", () => {
    for (const [, text] of TRACES)
      expect(text).toMatch(/^# Synthetic: .* taken from no machine\.\n/);
  });

  it("are of the chip that the replay finds, and break what its place in BAR 0 and its guest break, nothing else", () => {
    for (const [name, text] of TRACES) {
      const verdict = verdictOf(events(text), { host: { address: 1, data: 0 } });
      expect(name.startsWith(`${verdict.device?.id}-`), name).toBe(true);
      const isTrapped = name.startsWith("wcn6855") || name.startsWith("qca6390");
      // The range of the patch for the default device: the registers of both chips of ath12k happen to lie in it.
      const expected = [
        ...(name.includes("own-domain") ? ["pairs-from-capability"] : []),
        ...(isTrapped || /^(wcn7850|qcc2072)/.test(name) ? [] : ["slots-in-window"]),
      ];
      expect(
        brokenIn(verdict).map((it) => it.split(" ")[0]),
        name,
      ).toEqual(expected);
    }
  });

  it("with the quirk have each ring replaced as the model does, all of them", () => {
    for (const [name, text] of TRACES.filter(([it]) => it.endsWith("-quirk.log"))) {
      const verdict = verdictOf(events(text), unknown);
      const rings = mmioRingsOf(CHIPS.find(({ id }) => name.startsWith(id)) ?? fail(name)).length;
      expect(verdict.quirk, name).toMatchObject({ agreed: 2 * rings, differed: 0 });
      expect(verdict.device?.neverProgrammed, name).toEqual([]);
    }
  });

  it("with the quirk show it when one of their values is another", () => {
    const text = syntheticTraces().get("wcn6855-linux-1-quirk.log") ?? fail("missing");
    const lines = events(text);
    const at = lines.findIndex((line) => line.includes("region0+0x83048, 0xfee00578"));
    const wrong = lines.with(at, lines[at]?.replace("0xfee00578", "0xfee00579") ?? "");
    expect(verdictOf(wrong, unknown).quirk?.differed).toBe(1);
  });
});

function fail(what: string): never {
  throw new Error(what);
}
