/** What follows from a chip's data beside the addresses that a guest writes (devices.test.ts). */
import { describe, expect, it } from "vitest";
import { QCA6390, QCN9074, WCN6855 } from "../../model/devices/ath11k.js";
import { QCC2072, QCN9274_V1, QCN9274_V2, WCN7850 } from "../../model/devices/ath12k.js";
import type { Chip } from "../../model/devices/chip.js";
import { chipsWithId } from "../../model/devices/index.js";
import { type Ring, ringsOf } from "../../model/devices/rings.js";
import { FOLLOWED_WINDOWS, REGISTER_TABLE, WHOLE_WINDOWS } from "../../model/devices/traps.js";
import { barRegister, windowSetting } from "../../model/devices/windows.js";

/** Blocks of the SoC, as hal.h names them. */
const UMAC = 0xa00000;
const COPY_ENGINES = 0x1b80000;

const idsOf = (chip: Chip, which: (ring: Ring) => boolean) =>
  ringsOf(chip).flatMap((ring) => (which(ring) ? [ring.id] : []));

describe("a device id", () => {
  it("names a chip, the versions of one, or none", () => {
    expect(chipsWithId(0x1103)).toEqual([WCN6855]);
    expect(chipsWithId(0x1109)).toEqual([QCN9274_V1, QCN9274_V2]);
    expect(chipsWithId(0x1112)).toEqual([QCC2072]);
    expect(chipsWithId(0x1113)).toEqual([]);
  });
});

describe("a register in BAR 0", () => {
  it("is where it is up to 512 KiB, and in the window from there on", () => {
    expect(barRegister(WCN6855, 0x7ffff)).toEqual({ offset: 0x7ffff, setting: null });
    expect(barRegister(WCN6855, 0x80000)).toEqual({ offset: 0x80000, setting: 1 });
  });

  it("of a static chip is in window 3 if UMAC's, in 2 if a copy engine's, else in 1", () => {
    const offset = (soc: number) => barRegister(QCN9074, soc).offset;
    expect(offset(UMAC + 0x10)).toBe(0x180010);
    expect(offset(COPY_ENGINES + 0x10)).toBe(0x100010);
    expect(offset(0x100010)).toBe(0x80010);
    expect(barRegister(QCN9074, UMAC).setting).toBeNull();
  });

  it("that is the very last byte of a block is not taken for the block's, as the driver compares", () => {
    const offset = (soc: number) => barRegister(QCN9074, soc).offset;
    expect([UMAC, COPY_ENGINES].map((block) => offset(block + 0x7fffe))).toEqual([
      0x1ffffe, 0x17fffe,
    ]);
    expect([UMAC, COPY_ENGINES].map((block) => offset(block + 0x7ffff))).toEqual([
      0xfffff, 0xfffff,
    ]);
  });

  it("needs bits 24 to 19 of its place as the window's setting, and no more", () => {
    expect(windowSetting(0xffffffff)).toBe(0x3f);
    expect(windowSetting(0x80000)).toBe(1);
  });
});

describe("a trap", () => {
  const selector = { start: 0x310c, end: 0x3110 };
  const dynamic = [{ start: 0x80000, end: 0x100000 }];
  const fixed = [
    { start: 0x100000, end: 0x180000 },
    { start: 0x180000, end: 0x200000 },
  ];

  it("of whole windows is of the one that moves, or of the second and third", () => {
    expect([WCN6855, QCN9074].map(WHOLE_WINDOWS.ranges)).toEqual([dynamic, fixed]);
  });

  it("that follows the window has the register that moves it as well, where one moves", () => {
    expect(FOLLOWED_WINDOWS.ranges(WCN6855)).toEqual([selector, ...dynamic]);
    expect(FOLLOWED_WINDOWS.ranges(QCN9074)).toEqual(fixed);
  });

  it("of a table has for each ring its address, high and data register: 12 bytes", () => {
    const [first, second] = REGISTER_TABLE.ranges(WCN6855);
    expect([first, second]).toEqual([selector, { start: 0x80048, end: 0x80054 }]);
    const table = REGISTER_TABLE.ranges(QCN9074);
    expect(table[0]).toEqual({ start: 0x100048, end: 0x100054 });
    expect(table.every(({ start, end }) => end - start === 12)).toBe(true);
  });
});

describe("rings", () => {
  it("are late where firmware and host have to talk first: REO destinations, and those by message", () => {
    const byMessage = ["rxdma-error0", "rxdma-error1", "rxdma-monitor-status0"];
    const destinations = [0, 1, 2, 3].map((index) => `reo-destination${index}`);
    expect(idsOf(WCN6855, ({ late }) => late)).toEqual([
      ...destinations,
      ...byMessage,
      "rxdma-monitor-status1",
    ]);
    for (const chip of [WCN7850, QCC2072]) {
      const monitors = [0, 1].map((index) => `rxdma-monitor-status${index}`);
      expect(idsOf(chip, ({ late }) => late)).toEqual([...destinations, ...monitors]);
    }
  });

  /** Block + ring + 0x48, the low 19 bits, in the window: from the columns of QCA6390. */
  it("without an MSI have the registers all the same, and no vector", () => {
    const without = ringsOf(QCA6390).filter(({ path }) => path === "none");
    expect(without.map(({ id, registers }) => [id, registers?.address])).toEqual([
      ["sw2wbm-release", 0xb4220],
      ["wbm-idle-link", 0xb48a8],
      ["tcl-data", 0xc46cc],
      ["tcl-command", 0xc47d4],
      ["tcl-status", 0xc48dc],
      ["reo-command", 0xb81dc],
      ["sw2reo", 0xb8234],
    ]);
    expect(new Set(without.map(({ vector }) => vector))).toEqual(new Set([null]));
  });

  it("have no vector where the driver gives their user none", () => {
    const chip: Chip = { ...WCN6855, vectorRanges: [{ user: "MHI", base: 0, count: 3 }] };
    expect(new Set(ringsOf(chip).map(({ vector }) => vector))).toEqual(new Set([null]));
  });
});

describe("doorbells", () => {
  const doorbell = (chip: Chip, id: string) =>
    ringsOf(chip).find((ring) => ring.id === id)?.doorbell;

  it("are in no window where shadow registers stand for them", () => {
    expect(idsOf(WCN6855, (ring) => ring.doorbell !== null)).toEqual([]);
  });

  /** The copy engine's own ring + 0x400; WBM and REO + 0x3000, TCL + 0x2000: low 19 bits, windows 2 and 3. */
  it.each([
    ["ce0-source", 0x100400],
    ["ce1-destination", 0x103400],
    ["ce1-destination-status", 0x103400],
    ["ce7-source", 0x10e400],
    ["wbm2sw2", 0x1b7000],
    ["reo-status", 0x1bb000],
    ["reo-destination3", 0x1bb000],
    ["tcl-command", 0x1c6000],
    ["sw2reo", 0x1bb000],
    ["rxdma-refill0", null],
  ])("of %s of QCN9274 are written from %i on", (id, expected) => {
    expect(doorbell(QCN9274_V1, id)).toBe(expected);
  });
});
