import { describe, expect, it } from "vitest";
import { LogError } from "../../../checks/replay/log-error.js";
import { LogReplay, type LogSetup } from "../../../checks/replay/log-replay.js";
import { watchedChip } from "../../../checks/replay/watch/registers.js";
import { WCN6855 } from "../../../model/devices/ath11k.js";
import { reasonText } from "../../../reports/text/replay-reasons.js";
import {
  ADDRESS,
  begin,
  brokenIn,
  CE0,
  CE1,
  config,
  DATA,
  eventOf,
  flags,
  read,
  reset,
  SETUP,
  slot,
  verdictOf,
  write,
} from "./watch/logs.js";

const NAME = "0000:01:00.0";
const setup = (at: string) => `vfio_msi_setup ${NAME} PCI MSI CAP @${at}`;
const granted = (vectors: number) => `vfio_msi_enable  (${NAME}) Enabled ${vectors} MSI vectors`;
const hotReset = `vfio_pci_hot_reset  (${NAME}) multi`;
const socReset = [write(0x3008, 1), write(0x3008, 0)];
const chips = [watchedChip(WCN6855)];

/** Verdict and reason of one assumption. */
function judged(id: string, lines: readonly string[], change: Partial<LogSetup> = {}) {
  const { assumptions } = verdictOf(lines, { chips, ...change });
  const found = assumptions.find(({ assumption }) => assumption === id);
  if (found === undefined) throw new Error(id);
  return `${found.verdict} ${found.lines.join(" ")}: ${reasonText(found.reason)}`;
}

/** What becomes of each write. */
function branches(lines: readonly string[]): readonly string[] {
  const replay = new LogReplay(SETUP);
  const writes = lines.flatMap((line, i) => replay.step(eventOf(line), i + 1));
  return writes.map(({ branch }) => branch);
}

/** The error that ends the replay; undefined if it goes to the end. */
function errorOf(lines: readonly string[], change: Partial<LogSetup> = {}) {
  try {
    verdictOf(lines, { chips, ...change });
    return undefined;
  } catch (error) {
    if (error instanceof LogError) return `${error.line}: ${error.message}`;
    throw error;
  }
}

/** A capability elsewhere: configuration writes moved there, the layout's data register included. */
const at = (offset: number, lines: readonly string[]) =>
  lines.map((line) =>
    line.replace(/@0x5(.),/, (_, digit) => `@0x${(offset + Number(`0x${digit}`)).toString(16)},`),
  );

describe("where the capability is", () => {
  it("vfio_msi_setup says: what is written at the default place is another capability's", () => {
    const other = config(4, 0x8, 2);
    const lines = [setup("0x70"), other, ...at(0x70, begin()), ...slot(CE0)];
    expect(verdictOf(lines, { chips }).device?.rings).toMatchObject([{ times: 1, vector: 0 }]);
    expect(brokenIn(verdictOf(lines, { chips }))).toEqual([]);
  });

  it("is contradicted by --msi-cap, by a line of ours, and by lines taken with the default", () => {
    expect(errorOf([setup("0xa0")], { said: new Set(["--msi-cap"]) })).toBe(
      "1: vfio_msi_setup has the MSI capability at 0xa0, --msi-cap at 0x50",
    );
    expect(errorOf([setup("0x50")], { said: new Set(["--msi-cap"]) })).toBeUndefined();
    expect(errorOf([...begin(), setup("0xa0")])).toBe(
      "4: vfio_msi_setup has the MSI capability at 0xa0, and from line 1 on the default 0x50 was taken: say --msi-cap 0xa0",
    );
    const replay = new LogReplay(SETUP);
    replay.follow({ kind: "capability", offset: 0x60, is64Bit: false }, 1);
    expect(() => replay.step(eventOf(setup("0x50")), 2)).toThrow(
      "at 0x50, a line '# quirkcheck: capability' at 0x60",
    );
  });

  it("begins anew with it: what an option says of an earlier time contradicts it", () => {
    expect(errorOf([setup("0x50")], { said: new Set(["--enabled"]) })).toMatch(
      /^1: vfio_msi_setup: the device is only being set up here, and --enabled says/,
    );
    // A second machine in one log: the slot of the first is nobody's any more.
    const lines = [...begin(), write(CE0, ADDRESS), setup("0x50"), ...begin(), ...slot(CE1)];
    expect(brokenIn(verdictOf(lines, { chips }))).toEqual([]);
    expect(branches([...begin(), setup("0x50"), write(CE0, ADDRESS)])).toEqual(["pass"]);
  });

  it("is checked by its id, where the guest reads it", () => {
    const id = (value: string) => `vfio_pci_read_config  (${NAME}, @0x50, len=0x2) ${value}`;
    expect(errorOf([id("0x6005")])).toBeUndefined();
    expect(errorOf([id("0xffff")])).toBeUndefined();
    expect(errorOf([id("0x6010")])).toMatch(
      /^1: .* a capability of id 0x10 at 0x50, where the default has MSI/,
    );
  });
});

describe("the capability's layout", () => {
  const wide = [config(4, ADDRESS, 4), config(8, 0, 4), config(12, DATA, 2), config(2, 0x8b, 2)];
  const readFlags = `vfio_pci_read_config  (${NAME}, @0x52, len=0x2) 0x8a`;

  it("is read off its flags, before anything is in it", () => {
    const verdict = verdictOf([readFlags, ...wide, ...slot(CE0)], { chips });
    expect(verdict.device?.rings).toMatchObject([{ vector: 0 }]);
    expect(brokenIn(verdict)).toEqual(["capability-32-bit 4"]);
    const inOne = `vfio_pci_read_config  (${NAME}, @0x50, len=0x4) 0x8a0005`;
    expect(brokenIn(verdictOf([inOne, ...wide, ...slot(CE0)], { chips }))).toEqual([
      "capability-32-bit 4",
    ]);
  });

  it("is written back with the flags: too late for what was written before", () => {
    expect(errorOf(wide)).toMatch(
      /^4: the guest writes the MSI flags of 64-bit addresses after .*: say --msi-64-bit$/,
    );
    expect(errorOf([config(2, 0x8a, 2), ...wide])).toBeUndefined();
  });

  it("is contradicted by an option, and by none where a guest clears what it cannot", () => {
    const said = new Set(["--msi-64-bit"]);
    const capability = {
      ...SETUP.capability,
      layout: { ...SETUP.capability.layout, is64Bit: true },
    };
    expect(errorOf([config(2, 0x10b, 2)], { said, capability })).toMatch(
      /^1: .* --msi-64-bit has others/,
    );
    expect(errorOf([config(2, 0x1, 2)], { said, capability })).toBeUndefined();
  });
});

describe("the vectors that the host grants", () => {
  const id = "full-grant";

  it("are those of vfio_msi_enable", () => {
    expect(judged(id, [...begin(5), granted(32), ...slot(CE0)])).toBe("kept : 1 time");
    expect(judged(id, [...begin(5), granted(1), ...slot(CE0)])).toBe(
      "broken 4: 1 vector enabled, 32 allocated by the guest",
    );
  });

  it("are not known where it was not traced, or does not follow", () => {
    expect(judged(id, [...begin(), ...slot(CE0)])).toMatch(/^undecided : no vfio_msi_enable line/);
    const again = [...begin(), granted(1), flags(0, false), flags(0, true), ...slot(CE0)];
    expect(judged(id, again)).toBe(
      "undecided : line 6 enables MSI, and no vfio_msi_enable line follows",
    );
    expect(judged(id, [...again, flags(0, false)])).toMatch(/line 6 enables MSI/);
  });

  it("contradict a capability that is disabled, or has fewer allocated", () => {
    expect(errorOf([granted(1)])).toMatch(
      /^1: vfio_msi_enable: MSI is disabled in the capability at 0x50 \(the default\): say --msi-cap, or --enabled/,
    );
    expect(errorOf([...begin(), granted(8)], { said: new Set(["--msi-cap"]) })).toMatch(
      /^4: vfio_msi_enable has 8 vectors, the capability at 0x50 \(--msi-cap\) has 1 allocated/,
    );
  });
});

describe("a reset within a slot", () => {
  const half = [...begin(), ...slot(CE0), write(CE1, ADDRESS)];
  const rest = [write(CE1 + 4, 0x100), write(CE1 + 8, DATA)];

  it("of the driver's, by BAR 0 0x3008, is one of the device", () => {
    const lines = [...half, ...socReset, ...rest];
    expect(brokenIn(verdictOf(lines, { chips }))).toEqual([
      "address-before-data 11",
      "no-reset-in-between 8",
    ]);
    expect(judged("slot-completed", lines)).toBe(
      "undecided : line 8 resets the device while CE1 destination waits for its data",
    );
    expect(brokenIn(verdictOf([...half, write(0x3008, 0), ...rest], { chips }))).toEqual([]);
    const wide = write(0x3004, 0x1_0000_0000, 8);
    expect(brokenIn(verdictOf([...half, wide, ...rest], { chips }))).toContain(
      "no-reset-in-between 8",
    );
  });

  it.each([reset, hotReset])(
    "of QEMU's is one of the machine, so the capability is as at first: %s",
    (line) => {
      const lines = [...half, line, ...rest];
      expect(brokenIn(verdictOf(lines, { chips }))).toEqual([
        "address-before-data 10",
        "programmed-while-enabled 9 10",
        "no-reset-in-between 8",
      ]);
      // Nothing is replaced until MSI is programmed again.
      expect(branches([...begin(), line, write(CE0, ADDRESS)])).toEqual(["pass"]);
    },
  );

  it("may be a write to another capability: then nothing is said", () => {
    const d3hot = `vfio_pci_write_config  (${NAME}, @0x44, 0x3, len=0x2)`;
    const lines = [...half, d3hot, ...rest, reset];
    for (const id of ["no-reset-in-between", "address-before-data", "slot-completed"]) {
      expect(judged(id, lines), id).toMatch(
        /^undecided : line 8 writes configuration space at 0x44 while CE1/,
      );
    }
    expect(judged("no-reset-in-between", [d3hot, ...begin(), ...slot(CE0), reset])).toBe(
      "kept : 1 time",
    );
  });
});

describe("resets before MSI is enabled again", () => {
  const id = "reset-before-reenable";
  const once = [...begin(), ...slot(CE0)];
  const again = [flags(0, false), flags(0, true)];

  it("are kept where the driver resets the chip", () => {
    expect(judged(id, [...once, ...socReset, ...again])).toBe("kept : 2 times");
  });

  it("are broken where all resets are in the log, and none is there", () => {
    expect(judged(id, [reset, ...once, ...again])).toBe(
      "broken 9: MSI is enabled over 1 programmed slots, with no reset since",
    );
  });

  it("are not known where QEMU's are not traced, or BAR 0 is seen in part", () => {
    expect(judged(id, [...once, ...again])).toMatch(
      /^undecided : line 8 .* trace vfio_pci_reset too$/,
    );
    const probe = `vfio_quirk_ath_bar0_probe ${NAME}`;
    expect(judged(id, [reset, probe, ...once, ...again])).toMatch(
      /a reset by the driver leaves no line$/,
    );
    expect(judged(id, [reset, probe, read(0x3000), ...once, ...again])).toMatch(/^broken/);
  });
});

describe("a window that moved", () => {
  it("is not known any more after a reset", () => {
    const lines = [write(0x310c, 0x40000014), ...begin(), ...slot(CE0)];
    expect(verdictOf(lines, { chips }).device).toBeNull();
    const after = [write(0x310c, 0x40000014), ...socReset, ...begin(), ...slot(CE0)];
    expect(verdictOf(after, { chips }).device?.rings).toHaveLength(1);
  });
});

describe("a log without any write to BAR 0", () => {
  it("has a note that says so", () => {
    const notes = (lines: readonly string[]) => {
      const replay = new LogReplay(SETUP);
      for (const [i, line] of lines.entries()) replay.step(eventOf(line), i + 1);
      return replay.summary(lines.length).notes.map(({ kind }) => kind);
    };
    expect(notes(begin())).toContain("BAR 0 not written");
    expect(notes([...begin(), write(0x81000, 1)])).not.toContain("BAR 0 not written");
  });
});

describe("a quirk's line whose number is cut in two", () => {
  it("is no difference of the quirk's: the replay ends there", () => {
    const told = `vfio_quirk_ath_write_address ${NAME}[0x80048]: Replacing MSI address 0xfee00000 with value`;
    const lines = (value: string) => [...begin(), `${told} ${value}`, write(CE0, 0xfee01004)];
    expect(errorOf(lines("0xfee01004"))).toBeUndefined();
    expect(errorOf(lines("0xfee0"))).toMatch(
      /^4: .* 0xfee0, and the write that follows has 0xfee01004: a number is cut/,
    );
    expect(errorOf(lines("0xfee01008"))).toBeUndefined();
  });
});
