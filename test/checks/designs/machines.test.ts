import { describe, expect, it } from "vitest";
import { machineRow, machineSteps } from "../../../checks/designs/machines.js";
import { quirk as forgetsAtDisable } from "../../../examples/forgets-at-disable.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import { DESIGNS } from "../../../model/quirks/designs.js";
import { called, disagreements } from "./machines.js";

/**
 * Worked out by hand. Seven words, 5 values and 2 hosts are 70 writes; with 7 reads, the switch, the window and
 * the reset 80 events, each in every state. MSI and window make 4 states of every state of the private parts:
 * - a cookie: none, or 8 bytes above one of 7 words: 8;
 * - reads-back: beside the cookie it remembers words 0 and 2, each nothing, A or B (it forgets at no reset). Cookie
 *   2 comes of an address at word 0 alone, so word 0 is remembered then: 2 x 3; cookie 4 likewise of word 2: 3 x 2;
 *   the other six are free: 6 x 9. In all 66;
 * - a table finds slots without remembering; one that reads back remembers words 0 and 2 in window A: 2 x 2;
 * - a cookie for each address (512 states: designs.slow.ts, with the steps of reads-back): any set of 7 words: 128.
 */
const STATES: readonly (readonly [string, number])[] = [
  ["as-posted", 32],
  ["handles-64-bit", 32],
  ["read-checked", 32],
  ["grant-checked", 32],
  ["reset-clears", 32],
  ["reads-back", 264],
  ["right-window", 32],
  ["static-table", 4],
  ["source-by-qemu", 4],
  ["source-by-driver", 4],
  ["best-today", 16],
  ["best-trap", 16],
];

describe("a design's machine", () => {
  it.each(STATES)("%s has %i states, 80 transitions from each", (name, states) => {
    expect(machineRow(called(name))).toMatchObject({ states, transitions: 80 * states });
  });

  const quick = STATES.filter(([, states]) => states < 100);

  it.each(quick)("%s takes every step as the quirk's own functions say", (name) => {
    const { quirk } = called(name);
    expect(disagreements(quirk, quirk)).toEqual([]);
  });

  it("is there for every design that traps, and for no other", () => {
    const listed = new Set([...STATES.map(([name]) => name), "cookie-per-address"]);
    const trapping = DESIGNS.filter(({ terms }) => terms.traps).map(({ name }) => name);
    expect(trapping.filter((name) => !listed.has(name))).toEqual([]);
    expect(machineRow(called("guest-owned"))).toBeNull();
  });

  it("of another quirk is told apart: where MSI is disabled with a cookie set", () => {
    const differ = disagreements(forgetsAtDisable, AS_POSTED);
    // 7 cookies, 2 windows.
    expect(differ).toHaveLength(14);
    expect(differ.every((it) => it.startsWith("MSI enabled") && it.includes("switch MSI"))).toBe(
      true,
    );
  });

  it("goes each way as often as its words and values say", () => {
    // Enabled, 2 windows: 8 cookies x 7 words x 2 hosts; one of 8 cookies is the one it sets anyway.
    // Data: the cookies of the words 2 to 6, 2 windows, 2 hosts, 2 values of the guest's and 2 others.
    expect(machineRow(called("as-posted"))?.branches).toEqual([
      { branch: "data-mismatch", transitions: 40, changing: 40 },
      { branch: "pass", transitions: 2560 - 4 * 8 * (7 + 3) - 224 - 80, changing: 0 },
      { branch: "read from device", transitions: 32 * 7, changing: 0 },
      { branch: "replace-address", transitions: 224, changing: 196 },
      { branch: "replace-data", transitions: 40, changing: 40 },
    ]);
  });

  it("meets the high half of the address only with a 64-bit capability", () => {
    const branches = (choices: Parameters<typeof machineSteps>[1]) =>
      new Set(machineSteps(called("handles-64-bit"), choices).steps.map((it) => it.output?.branch));
    expect(branches({})).not.toContain("replace-high");
    expect(branches({ capability: "64-bit", guestHigh: "unaligned" })).toContain("replace-high");
  });
});
