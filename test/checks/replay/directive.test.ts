import { describe, expect, it } from "vitest";
import { isEvent, parseLine } from "../../../checks/trace-log/codec.js";
import { config, GUEST, HOST, session, shown, write } from "./session.js";

const directive = (text: string) => {
  const found = parseLine(`# quirkcheck: ${text}`);
  if (found === undefined || found.kind === "unreadable" || isEvent(found)) throw new Error(text);
  return found;
};

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
    expect(replay.summary(2).cookieLeft).toBe(0x8);
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
    const pair = `address=${HOST.address.toString(16)} data=${HOST.data.toString(16)}`;
    replay.follow(directive(`host ${pair} high=0x2`));
    replay.step(address, 2);
    expect(shown(replay.step(write(0x80008, 1), 3))[0]).toContain("0x1>0x2 replace-data");
  });
});
