import { describe, expect, it } from "vitest";
import { watchedChip } from "../../../../checks/replay/watch/registers.js";
import { WCN7850 } from "../../../../model/devices/ath12k.js";
import { ADDRESS, begin, brokenIn, CE0, CE1, DATA, slot, verdictOf, write } from "./logs.js";

const WCN7850_RINGS = [CE0, CE1, 0xb88ec].flatMap((at) => slot(at));
/** No chip has an address register there. */
const STRANGE = 0x91000;

describe("a log that programs registers which no known chip has", () => {
  const verdict = verdictOf([...begin(2), ...WCN7850_RINGS, ...slot(STRANGE, 3)]);

  it("is of no known chip, though one fits best, and all that was programmed is listed", () => {
    expect(verdict.device).toBeNull();
    expect(verdict.unknown).toEqual({
      isOfAny: true,
      nearest: "WCN7850",
      triples: [
        { address: CE0, line: 4, times: 1, vector: 0 },
        { address: CE1, line: 7, times: 1, vector: 0 },
        { address: 0xb88ec, line: 10, times: 1, vector: 0 },
        { address: STRANGE, line: 13, times: 1, vector: 3 },
      ],
      more: 0,
    });
  });

  it("accuses the driver of nothing that depends on whose registers these are", () => {
    expect(brokenIn(verdict)).toEqual([]);
    const unique = verdict.assumptions.find((it) => it.assumption === "unique-address");
    expect(unique).toMatchObject({ verdict: "undecided", reason: { kind: "no ring" } });
  });

  it("is not of a chip that was named either", () => {
    const named = { chips: [watchedChip(WCN7850)] };
    const { unknown } = verdictOf([...begin(), ...WCN7850_RINGS, ...slot(STRANGE)], named);
    expect(unknown).toMatchObject({ isOfAny: false, nearest: "WCN7850" });
  });
});

describe("a log of a known chip stays one, with what its driver broke", () => {
  it.each([
    ["an address alone in another register", [write(STRANGE, ADDRESS)]],
    ["address and data without the high half", [write(STRANGE, ADDRESS), write(STRANGE + 8, DATA)]],
    [
      "data that is nobody's",
      [write(STRANGE, ADDRESS), write(STRANGE + 4, 0x100), write(STRANGE + 8, 0x7777)],
    ],
  ])("%s", (_, lines) => {
    const { device, unknown, ...verdict } = verdictOf([...begin(), ...WCN7850_RINGS, ...lines]);
    expect([device?.id, unknown]).toEqual(["wcn7850", null]);
    expect(brokenIn({ device, unknown, ...verdict })).toEqual(["unique-address 13"]);
  });
});

describe("constant memory", () => {
  it("keeps 64 triples, and counts the rest", () => {
    const lines = Array.from({ length: 70 }, (_, i) => slot(STRANGE + 16 * i)).flat();
    const { unknown } = verdictOf([...begin(), ...lines]);
    expect([unknown?.triples.length, unknown?.more]).toEqual([64, 6]);
  });
});
