import { chmod, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spoolToFile, spoolToStream } from "../../cli/spool.js";
import { Collector } from "../collector.js";
import { brokenPipe, replay, scratchFolder } from "./replay-streams.js";

describe("a spool to a file", () => {
  it("shows nothing before the commit, everything after it, and no other file", async () => {
    const folder = await scratchFolder();
    const spool = await spoolToFile(join(folder, "out"));
    await spool.write("a\n");
    await spool.write("b\n");
    expect(await readdir(folder)).not.toContain("out");
    await spool.commit();
    await spool.discard();
    expect(await readdir(folder)).toEqual(["out"]);
    expect(await readFile(join(folder, "out"), "utf8")).toBe("a\nb\n");
  });

  it("that is discarded leaves nothing", async () => {
    const folder = await scratchFolder();
    const spool = await spoolToFile(join(folder, "out"));
    await spool.write("a\n");
    await spool.discard();
    await spool.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it("keeps a symbolic link and the mode of the file it names", async () => {
    const folder = await scratchFolder();
    const [file, link] = [join(folder, "file"), join(folder, "link")];
    await writeFile(file, "old");
    await chmod(file, 0o640);
    await symlink(file, link);
    const spool = await spoolToFile(link);
    await spool.write("new");
    await spool.commit();
    expect(await readFile(file, "utf8")).toBe("new");
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it("writes to a device and does not replace it", async () => {
    const spool = await spoolToFile("/dev/null");
    await spool.write("gone");
    await spool.commit();
    await spool.discard();
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it("leaves no signal handler behind", async () => {
    const before = process.listenerCount("SIGTERM");
    const spool = await spoolToFile(join(await scratchFolder(), "out"));
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    await spool.discard();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});

describe("a spool to a stream", () => {
  it("hands over more than any buffer holds, in order", async () => {
    const stream = new Collector();
    const spool = await spoolToStream(stream);
    const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i}\n`);
    for (let i = 0; i < lines.length; i += 1000)
      await spool.write(lines.slice(i, i + 1000).join(""));
    expect(stream.text).toBe("");
    await spool.commit();
    await spool.discard();
    expect(stream.text).toBe(lines.join(""));
  });

  it("ends quietly when the reader goes away", async () => {
    const stream = brokenPipe();
    const spool = await spoolToStream(stream);
    await spool.write("x".repeat(2 ** 20));
    await spool.commit();
    await spool.discard();
    expect(stream.errored).toMatchObject({ code: "EPIPE" });
  });
});

describe("a long log", () => {
  it("is replayed in the memory of a short one", async () => {
    const line = "vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)\n";
    const block = Buffer.from(line.repeat(1000));
    let most = 0;
    function* input(): Generator<Buffer> {
      for (let i = 0; i < 400; i++) {
        most = Math.max(most, memoryInUse());
        yield block;
      }
    }
    const json = join(await scratchFolder(), "out.json");
    const before = memoryInUse();
    const { stdout } = await replay({ json }, input());
    expect(stdout).toMatch(/^400000 lines read\n/);
    // The log has 26 MB and the result 50 MB, as text alone; what is not yet collected is a good deal less.
    expect((await stat(json)).size).toBeGreaterThan(45 * 2 ** 20);
    expect(most - before).toBeLessThan(40 * 2 ** 20);
  });
});

/** Bytes that scripts hold, garbage included. */
function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
