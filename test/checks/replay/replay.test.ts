import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASE, config, GUEST, HOST, session, shown, write } from "./session.js";

describe("a triple of address, high word and data", () => {
  it("gets the host's pair, and the cookie comes and goes", () => {
    const replay = session();
    const writes = [
      write(BASE + 0x48, GUEST.address),
      write(BASE + 0x4c, 0x100),
      write(BASE + 0x50, GUEST.data),
      write(BASE + 0x50, GUEST.data),
    ].flatMap((event, i) => replay.step(event, i + 1));
    expect(shown(writes)).toEqual([
      "0x80048/4 0xfee00000>0xfee01004 replace-address addressSeen",
      "0x8004c/4 0x100>0x100 pass addressSeen",
      "0x80050/4 0x20>0x4040 replace-data dataReplaced",
      "0x80050/4 0x20>0x20 pass idle",
    ]);
    expect(writes.map((w) => w.line)).toEqual([1, 2, 3, 4]);
    expect(replay.summary(4).cookieLeft).toBeNull();
  });

  it("keeps the vector offset of a guest with 16 vectors", () => {
    const replay = session({ allocated: 16 });
    replay.step(write(BASE, GUEST.address), 1);
    expect(shown(replay.step(write(BASE + 8, GUEST.data + 5), 2))).toEqual([
      "0x80008/4 0x25>0x4045 replace-data dataReplaced",
    ]);
  });

  it("is written with zeros where the physical reads fail", () => {
    const replay = session({ host: "unreadable", allocated: 4 });
    const writes = [write(BASE, GUEST.address), write(BASE + 8, GUEST.data + 3)];
    expect(shown(writes.flatMap((event) => replay.step(event, 1)))).toEqual([
      "0x80000/4 0xfee00000>0x0 replace-address addressSeen",
      "0x80008/4 0x23>0x3 replace-data dataReplaced",
    ]);
  });

  it("is not recognised in the 64-bit layout, where the word at + 8 is no data", () => {
    const replay = session({ is64Bit: true });
    const writes = [write(BASE, GUEST.address), write(BASE + 8, GUEST.data)];
    expect(shown(writes.flatMap((event) => replay.step(event, 1)))).toEqual([
      "0x80000/4 0xfee00000>0xfee01004 replace-address addressSeen",
      "0x80008/4 0x20>0x20 data-mismatch cleared",
    ]);
  });

  it("leaves its cookie behind where the data never comes", () => {
    const replay = session();
    replay.step(write(0x80048, GUEST.address), 1);
    expect(replay.summary(1).cookieLeft).toBe(0x50);
  });
});

describe("what is not a write to region 0", () => {
  it("gives no entry: another region", () => {
    expect(session().step(write(BASE, GUEST.address, 4, 2), 1)).toEqual([]);
  });

  it("gives no entry: a configuration write, in or out of the capability", () => {
    const replay = session();
    expect(replay.step(config(0x10, 0xffffffff, 4), 1)).toEqual([]);
    expect(replay.step(config(0x54, 0x1000, 4), 2)).toEqual([]);
    expect(shown(replay.step(write(BASE, 0x1000), 3))[0]).toMatch(/replace-address/);
  });
});

describe("MSI, as the log programs it", () => {
  it("is followed through disabling, moving and enabling; the cookie stays", () => {
    const replay = session();
    replay.step(write(BASE, GUEST.address), 1);
    replay.step(config(0x52, 0x10a, 2), 2);
    expect(shown(replay.step(write(BASE + 8, GUEST.data), 3))).toEqual([
      "0x80008/4 0x20>0x20 pass addressSeen",
    ]);
    for (const event of [config(0x58, 0x31, 1), config(0x52, 0x10b, 2)]) replay.step(event, 4);
    expect(shown(replay.step(write(BASE + 8, 0x31), 5))).toEqual([
      "0x80008/4 0x31>0x4040 replace-data dataReplaced",
    ]);
  });

  it("takes one wide write for the two registers it covers", () => {
    const replay = session({ enabled: false });
    replay.step(config(0x50, 0x010b_0005, 4), 1);
    expect(shown(replay.step(write(BASE, GUEST.address), 2))[0]).toMatch(/replace-address/);
  });

  it("that is never enabled gives a note, once there are writes to the window", () => {
    const replay = session({ enabled: false });
    replay.step(write(0, 1), 1);
    expect(replay.summary(1).notes).toEqual([]);
    replay.step(write(BASE, GUEST.address), 2);
    expect(replay.summary(2).notes).toEqual([{ kind: "never enabled" }]);
  });
});

describe("roles that have one value", () => {
  it.each([
    ["address", { address: GUEST.address, data: HOST.data }, GUEST.address],
    ["data", { address: HOST.address, data: GUEST.data }, GUEST.data],
  ])("are noted: %s", (what, host, value) => {
    const { notes } = session({ host }).summary(0);
    expect(notes).toEqual([{ kind: "equal roles", what, value }]);
  });

  it("are noted once, however often the guest programs them", () => {
    const replay = session({ host: GUEST });
    for (let i = 0; i < 3; i++) replay.step(config(0x52, 0x10b, 2), i);
    expect(replay.summary(3).notes).toHaveLength(2);
  });

  it("are not noted while MSI is disabled: what is not programmed yet is 0", () => {
    expect(session({ host: GUEST, enabled: false }).summary(0).notes).toEqual([]);
  });

  it("are not noted where the host's values play no part", () => {
    expect(session({ host: "unreadable" }).summary(0).notes).toEqual([]);
  });
});

describe("the summary", () => {
  it("of nothing has all six branches, at zero", () => {
    expect(session().summary(0)).toEqual({
      lines: 0,
      branches: {
        "replace-address": 0,
        "replace-data": 0,
        "data-mismatch": 0,
        pass: 0,
        rejected: 0,
        outside: 0,
      },
      cookieLeft: null,
      notes: [],
    });
  });

  it("counts every entry under its branch, for any writes", () => {
    const event = fc
      .record({
        address: fc.integer({ min: BASE - 8, max: BASE + 24 }),
        value: fc.constantFrom(GUEST.address, GUEST.data, 1),
        size: fc.constantFrom(4, 8),
      })
      .map(({ address, value, size }) => write(address, value, size));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const replay = session();
        const counts: Record<string, number> = { ...replay.summary(0).branches };
        for (const { branch } of events.flatMap((e) => replay.step(e, 1))) {
          counts[branch] = (counts[branch] ?? 0) - 1;
        }
        const { branches } = replay.summary(1);
        for (const [branch, count] of Object.entries(branches)) {
          expect(count + (counts[branch] ?? 0)).toBe(0);
        }
      }),
    );
  });
});
