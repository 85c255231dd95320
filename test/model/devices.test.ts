import { describe, expect, it } from "vitest";
import type { Chip } from "../../model/devices/chip.js";
import { CHIPS, chipsWithId } from "../../model/devices/index.js";
import { mmioRingsOf, ringsOf } from "../../model/devices/rings.js";
import { resetsSoc, SOC_GLOBAL_RESET } from "../../model/devices/soc-reset.js";
import { barRegister, settingOf, WINDOW_SIZE, windowSetting } from "../../model/devices/windows.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import { isTrapped, trapDesign } from "../../model/quirks/trapped.js";

/**
 * BAR 0 offsets of the address registers, worked out by hand from the register tables: base + 0x48, the low
 * 19 bits, in the window. One line a ring, one column a chip in the order of CHIPS.
 */
const TABLE = `
ce0-source                0x80048 0x80048 0x100048 0x80048 0x100048 0x100048 0x80048
ce1-destination           0x83048 0x83048 0x103048 0x83048 0x103048 0x103048 0x83048
ce1-destination-status    0x830a0 0x830a0 0x1030a0 0x830a0 0x1030a0 0x1030a0 0x830a0
ce2-destination           0x85048 0x85048 0x105048 0x85048 0x105048 0x105048 0x85048
ce2-destination-status    0x850a0 0x850a0 0x1050a0 0x850a0 0x1050a0 0x1050a0 0x850a0
ce3-source                0x86048 0x86048 0x106048 0x86048 0x106048 0x106048 0x86048
ce5-destination           0x8b048 0x8b048 0x10b048 -       0x10b048 0x10b048 -
ce5-destination-status    0x8b0a0 0x8b0a0 0x10b0a0 -       0x10b0a0 0x10b0a0 -
ce7-source                0x8e048 0x8e048 -        -       0x10e048 0x10e048 -
ce14-destination          -       -       -        -       0x11d048 0x11d048 -
ce14-destination-status   -       -       -        -       0x11d0a0 0x11d0a0 -
wbm2sw0                   0xb4958 0xb4968 0x1b496c 0xb4e50 0x1b4e20 0x1b4e50 0xb4e50
wbm2sw1                   -       -       0x1b49c4 -       0x1b4e98 0x1b4ec8 -
wbm2sw2                   -       -       0x1b4a1c 0xb4f40 0x1b4f10 0x1b4f40 0xb4f40
wbm2sw4                   -       -       -        0xb5030 0x1b5000 0x1b5030 0xb5030
wbm2sw3                   0xb4a60 0xb4a70 0x1b4a74 0xb4fb8 0x1b4f88 0x1b4fb8 0xb4fb8
reo-exception             0xb83ec 0xb849c 0x1b8444 0xb88ec 0x1b88ec 0x1b8908 0xb8908
reo-status                0xb84f4 0xb85a4 0x1b854c 0xb8acc 0x1b8acc 0x1b8ae8 0xb8ae8
reo-destination0          0xb828c 0xb828c 0x1b82e4 0xb852c 0x1b852c 0x1b8548 0xb8548
reo-destination1          0xb82e4 0xb82e4 0x1b833c 0xb85a4 0x1b85a4 0x1b85c0 0xb85c0
reo-destination2          0xb833c 0xb833c 0x1b8394 0xb861c 0x1b861c 0x1b8638 0xb8638
reo-destination3          0xb8394 0xb8394 0x1b83ec 0xb8694 0x1b8694 0x1b86b0 0xb86b0
`;

const ROWS = TABLE.trim()
  .split("\n")
  .map((line) => line.split(/ +/));

function chip(id: string): Chip {
  const found = CHIPS.find((it) => it.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

describe("derived BAR 0 offsets", () => {
  it.each(CHIPS.map((it, column) => [it.id, it, column] as const))(
    "of %s are those worked out by hand, in the order of programming",
    (_, it, column) => {
      const expected = ROWS.map((row) => [row[0], row[column + 1]]).filter(([, at]) => at !== "-");
      const derived = mmioRingsOf(it).map(({ id, registers }) => [
        id,
        `0x${registers.address.toString(16)}`,
      ]);
      expect(derived).toEqual(expected);
    },
  );

  it("have the high register 4 and the data register 8 bytes on", () => {
    for (const { registers } of CHIPS.flatMap(mmioRingsOf)) {
      expect(registers.high - registers.address).toBe(4);
      expect(registers.data - registers.address).toBe(8);
    }
  });

  it("are all different within a chip", () => {
    for (const it of CHIPS) {
      const all = ringsOf(it).flatMap(({ registers }) => (registers ? [registers.address] : []));
      expect(new Set(all).size, it.id).toBe(all.length);
    }
  });
});

describe("windows", () => {
  it("are of 512 KiB, and below the first a register is where it is", () => {
    expect(WINDOW_SIZE).toBe(512 * 1024);
    expect(barRegister(chip("wcn6855"), 0x310c)).toEqual({ offset: 0x310c, setting: null });
  });

  it("are set to 0x37 for the copy engines and to 0x14 for the UMAC block where they move", () => {
    const [engine] = mmioRingsOf(chip("wcn6855"));
    expect(engine?.registers.setting).toBe(0x37);
    expect(mmioRingsOf(chip("qca6390")).map((it) => it.registers.setting)).toEqual(
      new Array(17).fill(0x14),
    );
    expect(mmioRingsOf(chip("qcn9074")).every((it) => it.registers.setting === null)).toBe(true);
  });

  it("are read from the register without its enable bit", () => {
    expect(settingOf(0x40000000 | windowSetting(0x1b80048))).toBe(0x37);
    expect(settingOf(0x40000000 | windowSetting(0xa34968))).toBe(0x14);
  });
});

describe("vectors", () => {
  /** Base of the user plus index modulo count, by hand from the drivers' tables. */
  it.each([
    ["wcn6855", "ce7-source", 8],
    ["wcn6855", "ce5-destination-status", 7],
    ["wcn6855", "wbm2sw0", 14],
    ["wcn6855", "reo-destination3", 24],
    ["wcn6855", "rxdma-monitor-status1", 19],
    ["qcn9074", "ce5-destination", 7],
    ["qcn9074", "wbm2sw2", 10],
    ["qcn9074", "reo-destination0", 12],
    ["wcn7850", "wbm2sw4", 10],
    ["wcn7850", "reo-destination3", 14],
    ["qcn9274-v1", "ce7-source", 3],
    ["qcn9274-v1", "ce14-destination-status", 4],
    ["qcn9274-v2", "rxdma-monitor-destination0", 8],
    ["wcn7850", "rxdma-monitor-status1", 13],
    ["qcc2072", "reo-destination3", 14],
    ["qcc2072", "rxdma-monitor-status0", 12],
  ])("of %s %s: %i", (id, ring, vector) => {
    expect(ringsOf(chip(id)).find((it) => it.id === ring)?.vector).toBe(vector);
  });

  it("are below the number asked for, and the users' shares do not overlap", () => {
    for (const { id, vectors, vectorRanges } of CHIPS) {
      let next = 0;
      for (const { base, count } of vectorRanges) {
        expect(base, id).toBe(next);
        next = base + count;
      }
      expect(next, id).toBe(vectors);
    }
  });
});

describe("the chips", () => {
  it("are those of the probe, each device id, and one that came after", () => {
    const ids = Object.keys(TRAPPED_WINDOWS).map(Number);
    for (const id of ids) expect(chipsWithId(id).length, String(id)).toBeGreaterThan(0);
    const after = CHIPS.filter(({ deviceId }) => !ids.includes(deviceId));
    expect(after.map(({ id }) => id)).toEqual(["qcc2072"]);
  });

  it("each say where each fact is from", () => {
    for (const { id, sources } of CHIPS) expect(sources.length, id).toBeGreaterThan(2);
  });
});

describe("designs that trap", () => {
  const trapped = (design: string, id: string) => {
    return mmioRingsOf(chip(id)).filter((it) =>
      isTrapped(trapDesign(design), chip(id), it.registers.address),
    ).length;
  };

  it("as-posted see all 17 rings of two chips and none of the others", () => {
    const seen = CHIPS.map(({ id }) => trapped("as-posted", id));
    expect(seen).toEqual([17, 17, 0, 0, 0, 0, 0]);
  });

  it("right-window and static-table see every ring that is programmed by MMIO", () => {
    for (const { id } of CHIPS) {
      const all = mmioRingsOf(chip(id)).length;
      expect([trapped("right-window", id), trapped("static-table", id)]).toEqual([all, all]);
    }
  });

  it("ends its range where the end says: the last byte is in, the next is not", () => {
    const design = {
      id: "toy",
      says: "",
      needsNoTrap: false,
      ranges: () => [{ start: 0x10, end: 0x20 }],
    };
    const at = [0xf, 0x10, 0x1f, 0x20].map((offset) => isTrapped(design, chip("wcn6855"), offset));
    expect(at).toEqual([false, true, true, false]);
  });
});

describe("the reset of the whole chip", () => {
  it("is bit 0 of the register at 0x3008, whatever the other bits", () => {
    expect(SOC_GLOBAL_RESET).toBe(0x3008);
    expect([1, 3, 0xffffffff, 0x80000001].map(resetsSoc)).toEqual([true, true, true, true]);
    expect([0, 2, 0xfffffffe, 0x80000000].map(resetsSoc)).toEqual([false, false, false, false]);
  });
});
