import { describe, expect, it } from "vitest";
import { parseDirective } from "../../../checks/replay/directive.js";
import { config, GUEST, session, shown, write } from "./session.js";

const directive = (text: string) => {
  const found = parseDirective(`# quirkcheck: ${text}`);
  if (found === undefined || found.kind === "unreadable") throw new Error(JSON.stringify(found));
  return found;
};

describe("a line '# quirkcheck: ...'", () => {
  it.each([
    ["capability offset=0x50 layout=64-bit", { kind: "capability", offset: 0x50, is64Bit: true }],
    ["trap base=0x80000 size=0x40000", { kind: "trap", window: { base: 0x80000, size: 0x40000 } }],
    ["trap none", { kind: "trap", window: null }],
    ["host none", { kind: "host", host: "unreadable" }],
    [
      "host address=0xfee01004 data=64 high=0x2 order=big vectors=10",
      { kind: "host", host: { address: 0xfee01004, data: 0x64, high: 2, bigEndian: true } },
    ],
    [
      "host address=00000000FEE01004 data=4021",
      { kind: "host", host: { address: 0xfee01004, data: 0x4021, high: 0, bigEndian: false } },
    ],
    ["capability offset=50 layout=32-bit", { kind: "capability", offset: 0x50, is64Bit: false }],
    ["trap base=80000 size=40000", { kind: "trap", window: { base: 0x80000, size: 0x40000 } }],
    ["memory slot=0 address=2fee00000 data=21", { kind: "told" }],
    ["machine-reset", { kind: "machine-reset" }],
    ["eight-byte whole-only", { kind: "eight-byte", isWholeOnly: true }],
    ["read-fails", { kind: "read-fails" }],
    ["device-reset", { kind: "device-reset" }],
    ["message slot=0 address=0xfee01004 data=0x40 fate=delivered", { kind: "told" }],
    ["message slot=0 other fate=a-memory-write", { kind: "told" }],
    ["memory slot=0 address=0xfee00000 data=0x21", { kind: "told" }],
    ["read address=0x80000 size=4 value=0x0", { kind: "told" }],
    ["give-up slot=2", { kind: "told" }],
    ["  window   position=B  ", { kind: "told" }],
  ])("is read: %s", (text, expected) => {
    expect(directive(text)).toEqual(expected);
  });

  it.each([
    ["frobnicate", "'frobnicate' is none of capability, trap, eight-byte, host, machine-reset"],
    ["", "'' is none of"],
    ["toString", "'toString' is none of"],
    ["host address=0xfee01004", "host: data=... is missing"],
    ["host address=0x1fee01004 data=1", "address=0x1fee01004 is no hexadecimal number of 32 bits"],
    ["host address=1 data=65537", "data=65537 is no hexadecimal number of 16 bits"],
    ["host address=1 data=1 vectors=0x4", "vectors=0x4 is no decimal number of 8 bits"],
    ["host address=1 data=1 vectors=256", "vectors=256 is no decimal number of 8 bits"],
    ["memory slot=0 address=zero data=21", "address=zero is no hexadecimal number of 64 bits"],
    ["read address=80000 size=4 value=none", "value=none is no hexadecimal number of 64 bits"],
    ["host address=1 data=1 colour=red", "host: 'colour' is not known here"],
    ["host none address=1", "host: 'address' is not known here"],
    ["host address=1 address=2 data=1", "host: 'address' is there twice"],
    ["host address=1 data=1 order=middle", "order is little or big, not 'middle'"],
    ["capability offset=0x52 layout=32-bit", "offset is not a multiple of 4"],
    ["machine-reset now", "machine-reset: 'now' is not known here"],
    ["eight-byte", "whole-only or divisible is expected"],
    ["give-up slot=3", "slot is 0 or 1 or 2, not '3'"],
  ])("is refused with what was expected: %s", (text, problem) => {
    const found = parseDirective(`# quirkcheck: ${text}`);
    expect(found).toMatchObject({ kind: "unreadable" });
    expect(found).toHaveProperty("problem", expect.stringContaining(problem));
  });

  it.each(["# a comment", "#quirkcheck: host none", "vfio_region_write", " # quirkcheck: x"])(
    "is only what begins so: not %s",
    (text) => expect(parseDirective(text)).toBeUndefined(),
  );
});

describe("a replay that follows such lines", () => {
  const address = write(0x80000, GUEST.address);
  const data = write(0x80008, GUEST.data);

  it("takes the host's pair from them, and a new one from where it stands", () => {
    const replay = session({ host: "unknown" });
    replay.follow(directive("host address=0xfee01004 data=0x4040"));
    expect(shown(replay.step(address, 1))).toEqual([
      "0x80000/4 0xfee00000>0xfee01004 replace-address addressSeen",
    ]);
    replay.follow(directive("host address=0xfee01024 data=0x4080"));
    expect(shown(replay.step(data, 2))).toEqual([
      "0x80008/4 0x20>0x4080 replace-data dataReplaced",
    ]);
    expect(replay.lacksHost).toBe(false);
  });

  it("notices that the host's pair is missing only when the handler looks for it", () => {
    const replay = session({ host: "unknown" });
    replay.step(write(0x80000, 1), 1);
    expect(replay.lacksHost).toBe(false);
    replay.step(address, 2);
    expect(replay.lacksHost).toBe(true);
  });

  it("fails the next write only, and its reads", () => {
    const replay = session();
    replay.follow(directive("read-fails"));
    expect(shown(replay.step(address, 1))[0]).toContain("0xfee00000>0x0 replace-address");
    replay.follow(directive("write-fails"));
    expect(shown(replay.step(address, 2))[0]).toContain("0xfee00000>null replace-address");
    expect(shown(replay.step(address, 3))[0]).toContain("0xfee00000>0xfee01004 replace-address");
  });

  it("forgets the capability at a machine reset, but not the cookie", () => {
    const replay = session();
    replay.step(address, 1);
    replay.follow(directive("machine-reset"));
    expect(shown(replay.step(address, 2))[0]).toContain("pass addressSeen");
    expect(replay.summary(2).cookieLeft).toBe("0x8");
  });

  it("passes everything by where nothing is trapped, and elsewhere where the range moves", () => {
    const replay = session();
    replay.follow(directive("trap none"));
    expect(shown(replay.step(address, 1))[0]).toContain("outside");
    replay.follow(directive("trap base=0x0 size=0x1000"));
    expect(shown(replay.step(write(0x10, GUEST.address), 2))[0]).toContain("replace-address");
  });

  it("loses an 8-byte write that a device takes only whole, and no other", () => {
    const replay = session();
    replay.follow(directive("eight-byte whole-only"));
    const wide = write(0x80000, BigInt(GUEST.address), 8);
    expect(shown(replay.step(wide, 1))).toEqual([
      "0x80000/4 0xfee00000>null replace-address addressSeen",
      "0x80004/4 0x0>null pass addressSeen",
    ]);
    expect(shown(replay.step(address, 2))[0]).toContain(">0xfee01004");
  });

  it("reads a big-endian host's bytes in reverse, as the patch does", () => {
    const replay = session();
    replay.follow(directive("host address=0xfee01004 data=0x4840 order=big"));
    expect(shown(replay.step(address, 1))[0]).toContain(">0x410e0fe ");
    expect(shown(replay.step(data, 2))[0]).toContain(">0x40480000 ");
  });

  it("finds a 64-bit capability's data 12 bytes up, and its high word where the patch looks for data", () => {
    const replay = session({ enabled: false });
    replay.follow(directive("capability offset=0x60 layout=64-bit"));
    for (const [at, value, length] of [
      [0x64, GUEST.address, 4],
      [0x68, 1, 4],
      [0x6c, GUEST.data, 2],
      [0x62, 0x18b, 2],
    ] as const) {
      replay.step(config(at, value, length), 1);
    }
    replay.follow(directive("host address=0xfee01004 data=0x4040 high=0x2"));
    replay.step(address, 2);
    expect(shown(replay.step(write(0x80008, 1), 3))[0]).toContain("0x1>0x2 replace-data");
  });
});
