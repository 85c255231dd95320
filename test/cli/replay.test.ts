import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { commandError, OPTIONS, replay, replayJson, scratchFile } from "./replay-streams.js";

const TRACE = "traces/wcn6855-linux.log";
const HOST = ["--host-address", "0xfee01004", "--host-data", "0x4041"];
const WRITE = "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)\n";
const OTHER_DEVICE = "vfio_pci_write_config  (0000:02:00.0, @0x4, 0x6, len=0x2)\n";

/** The offsets that the patch's comment lists, typed off it by hand. */
const TRIPLES = [
  0x80048, 0x83048, 0x830a0, 0x85048, 0x850a0, 0x86048, 0x8b048, 0x8b0a0, 0x8e048, 0xb4968, 0xb4a70,
  0xb849c, 0xb85a4,
];

/** The trace as simpletrace.py would print it. */
function asSimpleBackend(log: string): string {
  const widened = (text: string) => {
    const wide = BigInt.asUintN(64, BigInt(Number(text) | 0));
    return `0x${wide.toString(16)}`;
  };
  return log
    .replace(
      /^(vfio_region_write) +\((.+):region(\d)\+(.+), (.+), (\d)\)$/gm,
      "$1 1.000 pid=7 name=b'$2' index=0x$3 addr=$4 data=$5 size=0x$6",
    )
    .replace(
      /^(vfio_pci_write_config) +\((.+), @(.+), (.+), len=(.+)\)$/gm,
      "$1 1.000 pid=7 name=b'$2' addr=$3 val=$4 len=$5",
    )
    .replace(/(?<= val=)\S+/g, widened);
}

describe("the trace of the patch's comment", () => {
  it("has 13 addresses and 13 data replaced, 13 high words passed, and nothing left over", async () => {
    const { summary } = await replayJson({ log: TRACE });
    expect(summary).toMatchObject({
      lines: 47,
      branches: {
        "replace-address": 13,
        "replace-data": 13,
        "data-mismatch": 0,
        pass: 13,
        rejected: 0,
        outside: 0,
      },
      cookieLeft: null,
      notes: [],
    });
  });

  it("has each triple of the comment, with the host's pair", async () => {
    const { writes } = await replayJson({ log: TRACE });
    expect(writes.map(({ address, device }) => [Number(address), device])).toEqual(
      TRIPLES.flatMap((address) => [
        [address, "0xfee01004"],
        [address + 4, "0x100"],
        [address + 8, "0x4041"],
      ]),
    );
  });

  it("gives the same whichever backend printed it", async () => {
    const log = await readFile(TRACE, "utf8");
    const simple = asSimpleBackend(log);
    expect(simple).toContain("addr=0x54 val=0xfffffffffee00000 len=0x4");
    expect(await replayJson({}, simple)).toEqual(await replayJson({}, log));
  });

  it("gives the same with CRLF, a byte order mark and no newline at its end", async () => {
    const log = await readFile(TRACE, "utf8");
    const dos = `\ufeff${log.replace(/\n/g, "\r\n").trimEnd()}`;
    expect(await replayJson({}, dos)).toEqual(await replayJson({}, log));
  });

  it("gives the same however the bytes arrive", async () => {
    const log = await readFile(TRACE);
    const bytes = Array.from(log, (byte) => Buffer.from([byte]));
    expect(await replayJson({}, bytes)).toEqual(await replayJson({ log: TRACE }));
  });
});

describe("the table", () => {
  it("has a header, a row for each piece and a summary", async () => {
    const input = `${WRITE}vfio_region_write  (0000:01:00.0:region0+0x80050, 0x21, 2)\n`;
    const { stdout, stderr } = await replay({}, input);
    expect(stderr).toBe("");
    expect(stdout).toMatchInlineSnapshot(`
      "    line  address     size  guest               device              branch           state
             1  0x80048        4  0xfee00000          0xfee00000          pass             idle
             2  0x80050        2  0x21                lost                rejected         idle

      2 lines read
      replace-address         0
      replace-data            0
      data-mismatch           0
      pass                    1
      rejected                1
      outside                 0
      cookie           none left over
      host at first    0xfee01004/0x4041
      guest at first   0x0/0x0, 1 vector, MSI disabled, 32-bit capability at 0x50
      trapped at first 0x80000 to 0xbffff
      note: MSI is not enabled anywhere in this log, so the handler passes everything on: for a log that begins later, say --enabled

      no MSI register of a known chip is written in this log

      assumptions in this log: 0 broken, 1 kept, 35 undecided
      kept: eight-byte-divisible
      undecided (--assumptions says why): unique-address, address-programmed, address-before-data,
        slot-completed, one-slot-at-a-time, whole-register-writes, aligned-four-byte-access,
        programmed-while-enabled, reset-before-reenable, pairs-from-capability, stable-guest-pair,
        offset-within-allocation, aligned-base-data, stable-vector-count, stable-window, mmio-programming,
        no-readback, low-guest-address, no-reset-in-between, data-at-plus-8, slots-in-window,
        slots-clear-of-window-end, capability-32-bit, quiet-unless-programmed, device-sends-its-slots,
        msi-novirt-feature, physical-read-succeeds, bar-write-succeeds, full-grant, stable-host-pair,
        low-host-address, aligned-host-base, interrupt-remapping, little-endian-host, same-architecture

      In short
      - None of the 36 assumptions is broken in this log; 35 it cannot show.
      "
    `);
  });

  it("has no colour where standard output is no terminal", async () => {
    const { stdout } = await replay({ log: TRACE });
    expect(stdout).not.toContain("\u001b");
  });

  it("says that roles with one value must be guessed", async () => {
    const setup = { ...OPTIONS.setup, host: { address: 0xfee00000, data: 0x4041 } };
    const { stdout } = await replay({ log: TRACE, setup });
    expect(stdout).toContain(
      "note: guest and host address are both 0xfee00000: roles must be guessed",
    );
    expect(await replayJson({ log: TRACE, setup })).toMatchObject({
      summary: { notes: [expect.stringContaining("roles must be guessed from values")] },
    });
  });
});

describe("the JSON", () => {
  it("goes to a file whole, and the summary to standard output", async () => {
    const json = await scratchFile("result.json", "old");
    const { stdout } = await replay({ log: TRACE, json });
    expect(JSON.parse(await readFile(json, "utf8"))).toEqual(await replayJson({ log: TRACE }));
    expect(stdout).toMatch(/^47 lines read\nreplace-address +13\n/);
  });

  it("of a log without any write to region 0 has an empty list", async () => {
    const { writes, summary } = await replayJson({}, OTHER_DEVICE);
    expect([writes, summary.lines]).toEqual([[], 1]);
  });
});

describe("a log of two devices", () => {
  it("needs a name, and the error has both", async () => {
    const { error, stdout } = await replay({}, WRITE + OTHER_DEVICE);
    expect(error?.message).toBe(
      "standard input:2: the log has two devices, '0000:01:00.0' and '0000:02:00.0': choose one with --name",
    );
    expect(stdout).toBe("");
  });

  it("is replayed for the device named", async () => {
    const { writes } = await replayJson({ name: "0000:01:00.0" }, OTHER_DEVICE + WRITE);
    expect(writes.map(({ line }) => line)).toEqual([2]);
  });

  it("that has not the name given is refused, and the error has those it has", async () => {
    const { error } = await replay({ name: "0000:03:00.0" }, WRITE + OTHER_DEVICE);
    expect(error?.message).toBe(
      "standard input: no device '0000:03:00.0' in this log, --name can be '0000:01:00.0', '0000:02:00.0'",
    );
  });
});

describe("a number as lspci prints it", () => {
  const runOf = async (...args: string[]) => {
    const json = await scratchFile("result.json");
    const log = args[0]?.startsWith("--") ? [TRACE] : [];
    expect(await commandError(...log, ...args, "--json", json)).toBeUndefined();
    return JSON.parse(await readFile(json, "utf8"));
  };

  it("is hexadecimal: all forms of one pair give the same replay, byte for byte", async () => {
    const forms = [
      ["--host-address", "0xfee01004", "--host-data", "0x4021"],
      ["--host-address", "fee01004", "--host-data", "4021"],
      ["--host-address", "00000000fee01004", "--host-data", "04021"],
      ["--host-address", "0XFEE01004", "--host-data", "0X4021"],
    ];
    const [first, ...others] = await Promise.all(
      forms.map((form) => runOf(...form, "--device", "1103", "--msi-cap", "50")),
    );
    // The trace's second write of slot 0 is its data, 0x21 with one vector: the host's, whole.
    expect(first.writes[2]).toMatchObject({ address: "0x80050", device: "0x4021" });
    for (const other of others) expect(other).toEqual(first);
  });

  it("is read of the guest's pair and the capability's place as of the host's", async () => {
    const { summary } = await runOf(
      ...HOST,
      ..."--msi-cap 80 --enabled --allocated 16 --guest-address fee00578 --guest-data 10".split(
        " ",
      ),
    );
    expect(summary.start).toEqual({
      host: { address: "0xfee01004", data: "0x4041" },
      guest: { address: "0xfee00578", data: "0x10" },
      vectors: 16,
      enabled: true,
      capability: { offset: "0x80", is64Bit: false },
      trapped: { base: "0x80000", size: "0x40000" },
    });
  });

  it("has 64 bits where the capability has: the patch takes the upper half for data", async () => {
    const wide = ["--msi-64-bit", "--enabled", "--guest-address", "00000021fee00000"];
    const host = ["--host-address", "00000002fee01004", "--host-data", "4021"];
    // Without the trace's configuration writes, which are of 32-bit addresses.
    const lines = (await readFile(TRACE, "utf8")).split("\n").slice(8);
    const log = await scratchFile("wide.log", lines.join("\n"));
    const { summary, writes } = await runOf(log, ...wide, ...host);
    expect(summary.start).toMatchObject({
      host: { address: "0x2fee01004", data: "0x4021" },
      guest: { address: "0x21fee00000", data: "0x0" },
    });
    // The log's write of 0x21 at +8 is the upper half here, and so what the patch takes for the guest's data:
    // it puts the host's upper half in the place of 0x21.
    expect(writes.map(({ device }: { device: string }) => device).slice(0, 3)).toEqual([
      "0xfee01004",
      "0x100",
      "0x2",
    ]);
  });

  it("is told as not given where it was not, and as failing where reading fails", async () => {
    const { summary } = await runOf("--read-fails");
    expect(summary.start.host).toBe("unreadable");
    const { stdout } = await replay({ setup: { ...OPTIONS.setup, host: "unknown" } }, WRITE);
    expect(stdout).toContain("host at first    not given\n");
  });
});

describe("a log that begins after MSI was set up", () => {
  it("is replayed with what the options say of it", async () => {
    const json = await scratchFile("result.json");
    const log = await scratchFile(
      "late.log",
      "vfio_region_write (a:region0+0x1e00010, 0xfee00000, 4)\nvfio_region_write (a:region0+0x1e00018, 0x25, 4)\n",
    );
    const guest = [
      "--enabled",
      "--allocated",
      "8",
      "--guest-address",
      "0xfee00000",
      "--guest-data",
      "20",
    ];
    const device = ["--device", "0x1107"];
    expect(await commandError(log, ...HOST, ...guest, ...device, "--json", json)).toBeUndefined();
    const { writes } = JSON.parse(await readFile(json, "utf8"));
    expect(writes.map((write: { device: string }) => write.device)).toEqual([
      "0xfee01004",
      "0x4046",
    ]);
  });

  it("needs no host pair where the physical reads fail", async () => {
    const json = await scratchFile("result.json");
    expect(await commandError(TRACE, "--read-fails", "--json", json)).toBeUndefined();
    const { writes } = JSON.parse(await readFile(json, "utf8"));
    expect(writes[0].device).toBe("0x0");
  });
});
