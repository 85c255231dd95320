import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogError } from "../../../checks/replay/log-error.js";
import { LogFollower } from "../../../checks/replay/log-follower.js";
import { begin, CE0, CE1, quirk, read, SETUP, slot, write } from "./watch/logs.js";

const NAME = "0000:01:00.0";
const x = (value: number) => `0x${value.toString(16)}`;

/** Every event that is followed, without the quirk and with it. */
const LOGS: readonly (readonly string[])[] = [
  [
    `vfio_msi_setup ${NAME} PCI MSI CAP @0x50`,
    `vfio_pci_reset  (${NAME})`,
    `vfio_pci_read_config  (${NAME}, @0x52, len=0x2) 0x10a`,
    ...begin(2),
    `vfio_msi_enable  (${NAME}) Enabled 2 MSI vectors`,
    ...slot(CE0),
    read(0x81000),
    write(0x3008, 1),
    ...slot(CE1, 3),
    `vfio_pci_hot_reset  (${NAME}) multi`,
  ],
  [
    ...begin(),
    ...[CE0, CE1].flatMap((base) => [
      quirk("address", base, 0xfee00000, 0xfee01004),
      write(base, 0xfee01004),
      write(base + 4, 0x100),
      quirk("data", base + 8, 0x60, 0x4040),
      write(base + 8, 0x4040),
    ]),
    `vfio_quirk_ath_bar0_probe ${NAME}`,
  ],
];

/** What comes out, but for the lines' numbers; "refused" with a line. */
function outcome(text: string): unknown {
  const follower = new LogFollower({ name: undefined, setup: { ...SETUP, host: "unknown" } });
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  try {
    const writes = lines.flatMap((line) => follower.follow(line));
    if (last !== "") writes.push(...follower.followLast(last));
    const { branches, cookieLeft, verdict } = follower.finish();
    return {
      writes: writes.map(({ line: _, ...write }) => write),
      ...{ branches, cookieLeft },
      rings: verdict.device?.rings.map(({ ring, times, vector }) => ({ ring, times, vector })),
      assumptions: verdict.assumptions.map(({ assumption, verdict: is, times }) => ({
        ...{ assumption, is, times },
      })),
      quirk: verdict.quirk && { agreed: verdict.quirk.agreed, differed: verdict.quirk.differed },
    };
  } catch (error) {
    if (error instanceof LogError && error.line !== undefined) return "refused";
    throw error;
  }
}

/** The logs' host is known from the quirk's lines or told. */
const TOLD = `# quirkcheck: host address=${x(0xfee01004)} data=${x(0x4040)}`;
const logs = LOGS.map((lines, i) => (i === 0 ? [TOLD, ...lines] : lines));
const plain = logs.map((lines) => outcome(`${lines.join("\n")}\n`));
const which = fc.nat(logs.length - 1);

const FRONTS = [
  ...[
    "4711@1723482045.000123:",
    "2025-10-02T09:15:00.123456Z ",
    "qemu-system-x86_64(4:CPU 0/KVM): ",
  ],
  ...[
    "Feb 03 04:05:06 host qemu[4242]: ",
    "4711@1723482045000123456 ",
    "12:",
    "   12\t",
    "> ",
    "+ * ",
  ],
  "       CPU 0/KVM-4250    [003] .....  1234.567000: tracing_mark_write: ",
];

/** What a guest's console or another program puts between QEMU's bytes: no hexadecimal digits alone. */
const noise = fc.oneof(
  fc.constantFrom(
    ...["\n", "\r\n", " ", "[    4.620195] usb 1-1: new device\n", "[    4.62", "login: "],
    ...["\u001b[0m", "\u001b[?2004l\r", "\u001b[", "root@guest:~# ", "# ", "x\n", "q", "Ok.\r\n"],
    ...["(", ")", "0x", ", ", "vfio-pci ", "4242@17000", "/ # "],
  ),
  fc.string({ minLength: 1, maxLength: 12 }).map((text) => `[${text}]`),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).map((text) => `<${text}\n`),
);

describe("a log with anything in front of its lines", () => {
  it("of the usual heads gives what the plain log gives", () => {
    for (const [i, lines] of logs.entries()) {
      for (const front of FRONTS) {
        expect(outcome(`${lines.map((line) => front + line).join("\r\n")}\r\n`), front).toEqual(
          plain[i],
        );
      }
    }
  });

  it("of any text gives that, or is refused", () => {
    const fronts = fc.array(fc.string({ unit: "binary", maxLength: 20 }), { minLength: 1 });
    fc.assert(
      fc.property(which, fronts, (i, texts) => {
        const lines = (logs[i] ?? []).map(
          (line, at) => (texts[at % texts.length] ?? "").replaceAll("\n", "") + line,
        );
        expect([plain[i], "refused"]).toContainEqual(outcome(`${lines.join("\n")}\n`));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a log with other text among its bytes", () => {
  it("gives what the plain log gives, or is refused: one text in each event at most", () => {
    const cuts = fc.array(fc.tuple(fc.nat(30), fc.nat(120), noise), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(which, cuts, (i, texts) => {
        // What we write ourselves no other program writes into.
        const lines = (logs[i] ?? []).map((line) => `${line}\n`);
        const isOurs = (line: string | undefined) => line?.startsWith("#") ?? true;
        for (const [at, offset, text] of new Map(texts.map((cut) => [cut[0], cut])).values()) {
          const line = lines[at];
          if (line === undefined || isOurs(line)) continue;
          const where = Math.min(offset, line.length - 1);
          lines[at] = line.slice(0, where) + text + line.slice(where);
        }
        expect([plain[i], "refused"]).toContainEqual(outcome(lines.join("")));
      }),
      { numRuns: 300 },
    );
  });

  it("gives what the plain log gives where whole lines stand between", () => {
    const others = [
      "[    4.620195] usb 1-1: new device",
      "vfio_intx_eoi  (0000:01:00.0) EOI",
      "",
      "$ qemu",
    ];
    for (const [i, lines] of logs.entries()) {
      const mixed = lines.flatMap((line, at) => [others[at % others.length] ?? "", line]);
      expect(outcome(`${mixed.join("\n")}\n`)).toEqual(plain[i]);
    }
  });

  it("cut anywhere gives what its whole lines give, as QEMU leaves it when it is killed", () => {
    for (const lines of logs) {
      const ended = lines.map((line) => `${line}\n`);
      const whole = Array.from({ length: ended.length + 1 }, (_, i) =>
        i < 3 ? undefined : outcome(ended.slice(0, i).join("")),
      );
      // Every third place, from where there is an event to follow.
      for (let i = 3; i < ended.length; i++) {
        const line = ended[i] ?? "";
        for (let end = i % 3; end < line.length; end += 3) {
          const cut = outcome(ended.slice(0, i).join("") + line.slice(0, end));
          expect([whole[i], whole[i + 1]], line.slice(0, end)).toContainEqual(cut);
        }
      }
    }
  });
});
