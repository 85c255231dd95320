/** The quirk for MSI-X in the world: the table its view stands for, and what its calls come to. */
import { describe, expect, it } from "vitest";
import {
  createMsixTable,
  isMsixMasked,
  MSIX_CONTROL,
  MSIX_DATA,
  MSIX_ENABLE,
  MSIX_ENTRY_SIZE,
  MSIX_VECTOR_CONTROL,
  type MsixTable,
  writeMsixConfig,
  writeMsixTable,
} from "../../model/qemu/msix-table.js";
import type { PrivateState } from "../../model/quirk.js";
import { quirkMachine } from "../../model/quirks/machine/machine.js";
import { MSIX, tableOf } from "../../model/quirks/msix/quirk.js";
import { allocation, USUAL_STATE, type WorldState } from "../../model/world/state.js";
import { concrete, viewOf } from "../../model/world/values.js";

const OWN: PrivateState = {
  "own.cookie": "none",
  "own.entry": "0",
  "own.guestEntries": "apart",
  "own.hostAddresses": "common",
};
const state = (over: Partial<WorldState> = {}): WorldState => ({
  ...USUAL_STATE,
  ...OWN,
  pair: "programmed",
  msi: "enabled",
  grant: "asked",
  ...over,
});
const tableIn = (it: WorldState, asked: number, readFails = false) =>
  tableOf(viewOf(it, asked, readFails), it);

/** The guest's table written register by register, as a driver does; one entry more, which stays masked. */
function written(it: WorldState, asked: number): MsixTable {
  const unmasked = allocation(it, asked);
  let table = createMsixTable(unmasked + 1);
  for (const k of table.entries.keys()) {
    const at = k * MSIX_ENTRY_SIZE;
    table = writeMsixTable(table, at, concrete("address", it)).table;
    table = writeMsixTable(table, at + MSIX_DATA, concrete(`data+${k}`, it)).table;
    if (k < unmasked) table = writeMsixTable(table, at + MSIX_VECTOR_CONTROL, 0n).table;
  }
  return writeMsixConfig(table, MSIX_CONTROL, it.msi === "enabled" ? MSIX_ENABLE : 0, 2).table;
}

describe("the table that a view stands for", () => {
  const states = (["zero", "programmed"] as const).flatMap((pair) =>
    (["asked", "grown"] as const).flatMap((vectors) =>
      (["disabled", "enabled"] as const).flatMap((msi) =>
        ["apart", "alike"].map((entries) =>
          state({ pair, vectors, msi, "own.guestEntries": entries }),
        ),
      ),
    ),
  );

  it("is the one that QEMU holds after a driver wrote it", () => {
    for (const it of states) {
      for (const asked of [1, 2, 32]) {
        const table = written(it, asked);
        const { enabled, entries } = tableIn(it, asked);
        expect(enabled).toBe(table.enabled);
        expect(entries.map(({ masked, guest }) => ({ masked, ...guest }))).toEqual(
          table.entries.map(({ addressLow, data }, k) => ({
            masked: isMsixMasked(table, k),
            addressLow,
            data,
          })),
        );
      }
    }
  });

  it("has the host's word of each entry that has an interrupt, 0 of the others, all ones of a failed read", () => {
    const host = (it: WorldState, readFails = false) =>
      tableIn(it, 2, readFails).entries.map((entry) => entry.host);
    const none = { addressLow: 0, data: 0 };
    const word = (k: number) => ({ addressLow: 0xfee0_1004, data: 0x4800 + k });
    const failed = { addressLow: 0xffff_ffff, data: 0xffff_ffff };
    expect(host(state())).toEqual([word(0), word(1), none]);
    expect(host(state({ grant: "one" }))).toEqual([word(0), none, none]);
    expect(host(state({ grant: "none" }))).toEqual([none, none, none]);
    expect(host(state(), true)).toEqual([failed, failed, failed]);
  });
});

describe("a call", () => {
  const call = (own: Partial<PrivateState>, word: number, value: bigint) => {
    const it = { ...state(), ...own } as WorldState;
    return MSIX.write(viewOf(it, 2, false), it, { offset: 4 * word, size: 4, value });
  };

  it("with the address awaits data two words on, and says so", () => {
    expect(call({}, 0, 0xfee0_0000n)).toEqual({
      branch: "replace-address",
      value: 0xfee0_1004n,
      replaced: "address",
      own: { "own.cookie": "2", "own.entry": "0" },
      cookie: { before: 0, after: 8 },
    });
  });

  it("with data replaces it by the host's word of that vector, and awaits none", () => {
    expect(call({ "own.cookie": "2" }, 2, 0x4001n)).toEqual({
      branch: "replace-data",
      value: 0x4801n,
      replaced: "data",
      own: { "own.cookie": "none", "own.entry": "0" },
      cookie: { before: 8, after: 0 },
    });
  });

  it("with anything else replaces nothing", () => {
    const other = call({ "own.cookie": "2", "own.entry": "1" }, 3, 5n);
    expect(other).toEqual({
      branch: "pass",
      value: 5n,
      own: { "own.cookie": "2", "own.entry": "1" },
      cookie: { before: 8, after: 8 },
    });
    expect(call({ "own.cookie": "2" }, 2, 5n)).not.toHaveProperty("replaced");
  });

  it("reads pass, and neither a reset nor disabling clears the cookie", () => {
    const it = state({ "own.cookie": "2" });
    const read = { offset: 0, replaced: true };
    expect(MSIX.read(viewOf(it, 2, false), it, read)).toBe("device");
    expect(MSIX.reset(it)).toEqual({});
    expect(MSIX.msiChanged(it, false)).toEqual({});
  });
});

it("its machine has a state for each cookie, as the patch's: 7 words or none, MSI-X and window", () => {
  const states = Object.entries(quirkMachine(MSIX).config.states ?? {});
  expect(states).toHaveLength(4 * 8);
  expect(states.every(([, { on = {} }]) => Object.keys(on).length === 80)).toBe(true);
});
