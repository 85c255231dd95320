import { describe, expect, it } from "vitest";
import type { LogSetup } from "../../../../checks/replay/log-replay.js";
import { watchedChip } from "../../../../checks/replay/watch/registers.js";
import { ASSUMPTIONS } from "../../../../model/assumptions/index.js";
import { QCN9074, WCN6855 } from "../../../../model/devices/ath11k.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../../../model/qemu/msi-capability.js";
import { reasonText } from "../../../../reports/text/replay-reasons.js";
import {
  ADDRESS,
  begin,
  brokenIn,
  CE0,
  CE1,
  config,
  DATA,
  flags,
  read,
  reset,
  SETUP,
  slot,
  verdictOf,
  write,
} from "./logs.js";

const OTHER = 0xfee12340;
const WINDOW = 0x310c;

/** What breaks, by the lines of the log (the first three set MSI up), and nothing besides. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["nothing", [...begin(), ...slot(CE0), ...slot(CE1)], []],
  [
    "the address in another register",
    [...begin(), ...slot(CE0), write(0x81000, ADDRESS)],
    ["unique-address 7"],
  ],
  [
    "the address in a data register",
    [...begin(), ...slot(CE0), write(CE1, ADDRESS), write(CE1 + 8, ADDRESS)],
    ["unique-address 8"],
  ],
  [
    "the address in a high register",
    [...begin(), write(CE0, ADDRESS), write(CE0 + 4, ADDRESS), write(CE0 + 8, DATA)],
    ["unique-address 5"],
  ],
  [
    "MSI enabled before there is an address",
    [flags(0, true), config(4, ADDRESS, 4), config(8, DATA, 2), ...slot(CE0)],
    ["address-programmed 1"],
  ],
  [
    "data written twice after one address",
    [...begin(), ...slot(CE0), write(CE0 + 8, DATA)],
    ["address-before-data 7"],
  ],
  [
    "data written first",
    [...begin(), write(CE1 + 8, DATA), ...slot(CE0)],
    ["address-before-data 4"],
  ],
  [
    "two slots interleaved",
    [
      ...begin(),
      write(CE0, ADDRESS),
      write(CE1, ADDRESS),
      write(CE0 + 8, DATA),
      write(CE1 + 8, DATA),
    ],
    ["one-slot-at-a-time 5"],
  ],
  [
    "a slot given up for another",
    [...begin(), write(CE0, ADDRESS), ...slot(CE1)],
    ["slot-completed 4", "one-slot-at-a-time 5"],
  ],
  [
    "half a slot register",
    [...begin(), ...slot(CE0), write(CE1, 0xfee0, 2)],
    ["whole-register-writes 7"],
  ],
  [
    "a write across two registers",
    [...begin(), ...slot(CE0), write(CE1 + 2, 0, 4)],
    ["whole-register-writes 7"],
  ],
  [
    "a byte of another register",
    [...begin(), ...slot(CE0), write(0x81000, 1, 1)],
    ["aligned-four-byte-access 7"],
  ],
  [
    "a read of half another register",
    [...begin(), ...slot(CE0), read(0x81002, 2)],
    ["aligned-four-byte-access 7"],
  ],
  [
    "a slot with MSI disabled",
    [...begin(), flags(0, false), ...slot(CE0)],
    ["programmed-while-enabled 5 6 7"],
  ],
  [
    "MSI disabled within a slot",
    [...begin(), write(CE0, ADDRESS), flags(0, false), flags(0, true), write(CE0 + 8, DATA)],
    ["programmed-while-enabled 7"],
  ],
  [
    "an address of another domain",
    [...begin(), ...slot(CE0), ...slot(CE1, 0, OTHER)],
    ["pairs-from-capability 7"],
  ],
  [
    "data of another domain",
    [...begin(), write(CE0, ADDRESS), write(CE0 + 8, 0x999)],
    ["pairs-from-capability 5"],
  ],
  [
    "an address that the capability no longer holds",
    [...begin(), ...slot(CE0), config(4, OTHER, 4), ...slot(CE1)],
    ["stable-guest-pair 8"],
  ],
  [
    "a vector beyond the allocation",
    [...begin(2), ...slot(CE0, 3), ...slot(CE1, 4)],
    ["offset-within-allocation 9"],
  ],
  [
    "base data that is not aligned to the allocation",
    [config(4, ADDRESS, 4), config(8, DATA + 1, 2), flags(4, true), ...slot(CE0, 1)],
    ["aligned-base-data 3"],
  ],
  [
    "more vectors with MSI enabled",
    [...begin(1), ...slot(CE0), flags(2, true)],
    ["stable-vector-count 7"],
  ],
  [
    "the window moved within a slot",
    [
      ...begin(),
      write(WINDOW, 0x40000037),
      write(CE0, ADDRESS),
      write(WINDOW, 0x40000014),
      write(CE0 + 8, 5),
      write(WINDOW, 0x40000037),
      write(CE0 + 8, DATA),
    ],
    ["stable-window 7"],
  ],
  ["a data register read", [...begin(), ...slot(CE0), read(CE0 + 8)], ["no-readback 7"]],
  [
    "a reset within a slot",
    [...begin(), ...slot(CE1), write(CE0, ADDRESS), reset],
    ["no-reset-in-between 8"],
  ],
];

describe("what one log of WCN6855 breaks", () => {
  it.each(CASES)("%s", (_, lines, broken) => {
    expect(brokenIn(verdictOf(lines, { chips: [watchedChip(WCN6855)] }))).toEqual(broken);
  });

  it("a register beside the trapped range", () => {
    const broken = brokenIn(
      verdictOf([...begin(), ...slot(0x100048)], { chips: [watchedChip(QCN9074)] }),
    );
    expect(broken).toEqual(["slots-in-window 4"]);
  });

  it("a slot across the end of the trapped range", () => {
    const window = { base: 0x80000, size: 0x50 };
    expect(brokenIn(verdictOf([...begin(), ...slot(CE0)], { window }))).toEqual([
      "slots-clear-of-window-end 4",
    ]);
  });

  it("a 64-bit capability, and an address with a high word", () => {
    const capability = createMsiCapability({ ...WCN6855_MSI_LAYOUT, is64Bit: true });
    const lines = [
      config(4, ADDRESS, 4),
      config(8, 1, 4),
      config(12, DATA, 2),
      config(2, 0x1, 2),
      ...slot(CE0),
    ];
    expect(brokenIn(verdictOf(lines, { capability }))).toEqual([
      "low-guest-address 4",
      "capability-32-bit 3",
    ]);
  });
});

describe("what a log cannot tell", () => {
  const of = (id: string, lines: readonly string[], change: Partial<LogSetup> = {}) => {
    const found = verdictOf(lines, change).assumptions.find(({ assumption }) => assumption === id);
    if (found === undefined) throw new Error(id);
    return { ...found, because: reasonText(found.reason) };
  };

  it("is every assumption, where nothing is in it", () => {
    const { assumptions } = verdictOf([config(0x40, 0, 4)]);
    expect(assumptions.map(({ assumption }) => assumption)).toEqual(
      ASSUMPTIONS.map(({ id }) => id),
    );
    expect(assumptions.filter(({ verdict }) => verdict !== "undecided")).toEqual([]);
  });

  it("is whether a slot begun last would have been finished", () => {
    expect(of("slot-completed", [...begin(), ...slot(CE0), write(CE1, ADDRESS)])).toMatchObject({
      verdict: "undecided",
      because: "line 7 begins CE1 destination, then the log ends",
    });
  });

  it("is whether the driver reset the device before MSI was enabled again, unless QEMU did", () => {
    const again = [flags(0, false), flags(0, true)];
    const id = "reset-before-reenable";
    expect(of(id, [...begin(), ...slot(CE0), ...again]).because).toMatch(
      /^line 8 enables MSI over 1/,
    );
    expect(of(id, [...begin(), ...slot(CE0), reset, ...again]).verdict).toBe("kept");
  });

  it("is what is read, in a log without reads", () => {
    const lines = [...begin(), ...slot(CE0)];
    expect(of("no-readback", lines).verdict).toBe("undecided");
    expect(of("no-readback", [...lines, read(0x81000)]).verdict).toBe("kept");
    expect(of("aligned-four-byte-access", lines).because).toContain("reads are not in this log");
    expect(of("aligned-four-byte-access", [...lines, read(0x81000)]).verdict).toBe("kept");
  });

  it("is the window, where nothing moves it; where it does not move it is kept", () => {
    const lines = [...begin(), ...slot(CE0)];
    expect(of("stable-window", lines).because).toContain("0x310c");
    expect(of("stable-window", [write(WINDOW, 0x40000037), ...lines]).verdict).toBe("kept");
  });

  it("is when slots are programmed, in a log that begins after MSI was enabled", () => {
    expect(of("programmed-while-enabled", slot(CE0)).verdict).toBe("undecided");
  });
});

describe("the device of a log", () => {
  const device = (lines: readonly string[], change: Partial<LogSetup> = {}) =>
    verdictOf(lines, change).device;

  it("is the chip most of whose registers get the address; those that fit as well are named", () => {
    const lines = [...begin(), ...slot(CE0), ...slot(CE1)];
    expect(device(lines)).toMatchObject({
      id: "qca6390",
      orElse: ["WCN6855", "WCN7850", "QCC2072"],
    });
    expect(device([...lines, ...slot(0xb849c)])).toMatchObject({ id: "wcn6855", orElse: [] });
    expect(device([...lines, ...slot(0xb88ec)])).toMatchObject({ id: "wcn7850", orElse: [] });
  });

  it("is none where no register of any gets it, or none of the chips asked for", () => {
    expect(device([...begin(), ...slot(0x81000)])).toBeNull();
    expect(device([...begin(), ...slot(CE0)], { chips: [watchedChip(QCN9074)] })).toBeNull();
  });

  it("has each ring by its register: line, times, vector", () => {
    const { chips } = { chips: [watchedChip(WCN6855)] };
    const lines = [...begin(3), ...slot(CE0, 2), ...slot(CE1, 7), ...slot(CE0, 3)];
    expect(device(lines, { chips })?.rings).toEqual([
      { ring: "ce0-source", name: "CE0 source", address: 0x80048, line: 4, times: 2, vector: 3 },
      {
        ring: "ce1-destination",
        name: "CE1 destination",
        address: 0x83048,
        line: 7,
        times: 1,
        vector: 7,
      },
    ]);
    expect(device(lines, { chips })?.neverProgrammed).toHaveLength(15);
    expect(device(lines, { chips })?.byMessage).toHaveLength(4);
  });

  it("is known by the window too: a register that the window hides is another", () => {
    const [hidden, shown] = [0x40000014, 0x40000037].map((setting) =>
      device([...begin(), write(WINDOW, setting), ...slot(CE0)], { chips: [watchedChip(WCN6855)] }),
    );
    expect([hidden, shown?.rings.length]).toEqual([null, 1]);
  });
});

describe("constant memory", () => {
  it("keeps at most 8 lines of what is broken again and again, and counts the rest", () => {
    const lines = [...begin(), ...slot(CE0), ...new Array(100).fill(write(CE0 + 8, DATA))];
    const found = verdictOf(lines, { ...SETUP, chips: [watchedChip(WCN6855)] }).assumptions.find(
      ({ assumption }) => assumption === "address-before-data",
    );
    expect(found).toMatchObject({ times: 100, lines: [7, 8, 9, 10, 11, 12, 13, 14] });
  });
});
