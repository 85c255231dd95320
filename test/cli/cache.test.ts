import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { cachedBytes } from "../../cli/conform/cache.js";

const folder = mkdtempSync(join(tmpdir(), "quirkcheck-cache-"));
const before = process.env.QUIRKCHECK_CACHE;
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env.QUIRKCHECK_CACHE;
  else process.env.QUIRKCHECK_CACHE = before;
});
beforeEach(() => {
  process.env.QUIRKCHECK_CACHE = folder;
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
});

/** @returns what `parts` come to, and how often it was made */
async function asked(parts: string) {
  let made = 0;
  const { key, bytes } = await cachedBytes(parts, async () => {
    made++;
    return Buffer.from(`made of ${parts}`);
  });
  return { path: join(folder, key), text: bytes.toString(), made };
}

describe("a result kept on disk", () => {
  it("is made once, in one file, and no draft is left", async () => {
    const { made } = await asked("a");
    expect([made, (await asked("a")).made]).toEqual([1, 0]);
    expect((await asked("a")).text).toBe("made of a");
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["empty", () => Buffer.alloc(0)],
    ["cut short", (bytes) => bytes.subarray(0, -1)],
    ["shorter than its digest", (bytes) => bytes.subarray(0, 7)],
    ["longer", (bytes) => Buffer.concat([bytes, Buffer.from("x")])],
    [
      "changed by one bit",
      (bytes) => bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) as Buffer,
    ],
    ["without its digest", (bytes) => bytes.subarray(32)],
  ])("is made again where the file is %s", async (_, damage) => {
    const { path } = await asked("a");
    writeFileSync(path, damage(readFileSync(path)));
    expect(await asked("a")).toMatchObject({ text: "made of a", made: 1 });
    expect((await asked("a")).made).toBe(0);
  });

  it("is made again where another's file was copied over its own", async () => {
    const [a, b] = [await asked("a"), await asked("b")];
    copyFileSync(b.path, a.path);
    expect(await asked("a")).toMatchObject({ text: "made of a", made: 1 });
  });

  it("is whole where many make it at a time, each by a draft of its own", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => asked("a")));
    expect(all.every(({ text }) => text === "made of a")).toBe(true);
    expect((await asked("a")).made).toBe(0);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("is made each time where the folder cannot be written", async () => {
    process.env.QUIRKCHECK_CACHE = join((await asked("a")).path, "below-a-file");
    expect([(await asked("c")).made, (await asked("c")).made]).toEqual([1, 1]);
  });
});
