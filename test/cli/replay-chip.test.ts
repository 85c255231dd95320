import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ChipFile, chipOfFile } from "../../checks/devices/chip-file.js";
import { watchedChip } from "../../checks/replay/watch/registers.js";
import { QCC2072 } from "../../model/devices/ath12k.js";
import { commandError, scratchFile } from "./replay-streams.js";

const EXAMPLE = "examples/qcc2072.json";
const LOG = "traces/synthetic/qcc2072-linux-1.log";
const HOST = ["--host-address", "fee01004", "--host-data", "4041"];
const example = JSON.parse(readFileSync(EXAMPLE, "utf8")) as ChipFile;

async function replayed(...args: string[]) {
  const json = await scratchFile("out.json");
  expect(await commandError(LOG, ...HOST, ...args, "--json", json)).toBeUndefined();
  return JSON.parse(readFileSync(json, "utf8"));
}

describe("replay --chip", () => {
  it("takes the example, which is QCC2072 as the model has it", () => {
    const { chip, trapped } = chipOfFile(example);
    const { slots, byMessage, ...known } = watchedChip(QCC2072);
    expect(trapped).toBeNull();
    expect(chip).toMatchObject({ ...known, id: "file", byMessage });
    const registers = (of: typeof slots) =>
      of.filter(({ path }) => path === "mmio").map((it) => [it.name, it.registers]);
    expect(registers(chip.slots)).toEqual(registers(slots));
  });

  it("shows what is shown where the chip is known, but for its id", async () => {
    const known = await replayed();
    const { id: _, ...device } = known.summary.verdict.device;
    const { summary, writes } = await replayed("--chip", EXAMPLE);
    expect(writes).toEqual(known.writes);
    expect(summary.verdict.device).toMatchObject({
      ...device,
      id: "file",
      rings: device.rings.map(({ ring, ...of }: { ring: string }) => expect.objectContaining(of)),
    });
    expect(summary.verdict.assumptions).toEqual(known.summary.verdict.assumptions);
  });

  it("traps the range that the file says", async () => {
    const trapped = { base: "0x80000", size: "0x4" };
    const file = await scratchFile("narrow.json", JSON.stringify({ ...example, trapped }));
    const { summary } = await replayed("--chip", file);
    expect(summary.branches["replace-address"]).toBe(0);
    expect(summary.notes).toEqual([]);
  });

  const ring = (change: object) => ({ rings: [{ name: "A", address: "0x80048", ...change }] });
  it.each([
    ["{", "is no JSON"],
    ["[]", "data must be object"],
    [{ name: undefined }, "must have required property 'name'"],
    [{ rings: [] }, "data/rings must NOT have fewer than 1 items"],
    [ring({ address: 4 }), "data/rings/0/address must be string"],
    [ring({ address: "80048" }), "data/rings/0/address must match pattern"],
    [ring({ address: "0x80049" }), "rings: A: address: 0x80049 is not a multiple of 4"],
    [ring({ name: "\u001b[2J" }), "data/rings/0/name must match pattern"],
    [ring({ setting: "0x40" }), "rings: A: setting: 0x40 has more than 6 bits"],
    [{ ...ring({ setting: "0x14" }), windowRegister: undefined }, "there is no windowRegister"],
    [ring({ colour: "red" }), "must NOT have additional properties"],
    [
      { rings: [...ring({}).rings, { name: "B", address: "0x8004c" }] },
      "rings: B: has a register of A",
    ],
    [{ deviceId: "0x11112" }, "deviceId: 0x11112 has more than 16 bits"],
    [{ trapped: { base: "0x80000", size: "0x0" } }, "trapped: size: nothing is trapped"],
  ])("refuses a file that is none in one line: %j", async (change, message) => {
    const text = typeof change === "string" ? change : JSON.stringify({ ...example, ...change });
    const file = await scratchFile("bad.json", text);
    const error = await commandError(LOG, ...HOST, "--chip", file);
    expect(error?.name).toBe("UsageError");
    expect(error?.message).toContain(`--chip: ${file}: `);
    expect(error?.message).toContain(message);
  });

  it("is refused beside --device", async () => {
    const error = await commandError(LOG, ...HOST, "--chip", EXAMPLE, "--device", "0x1112");
    expect(error?.message).toContain("cannot be used with");
  });
});
