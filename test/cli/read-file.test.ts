import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readPatch } from "../../cli/conform/read-patch.js";
import { UsageError } from "../../cli/errors.js";
import { MIB, readAll } from "../../cli/read-file.js";
import { readPart } from "../../cli/shard/files.js";
import { scratchFile, scratchFolder } from "./replay-streams.js";

describe("a file that is read whole", () => {
  it("has at most as many bytes as are asked for", async () => {
    const path = await scratchFile("some", "x".repeat(MIB));
    expect((await readAll(path, MIB, "patch")).length).toBe(MIB);
    const over = await scratchFile("more", "x".repeat(MIB + 1));
    await expect(readAll(over, MIB, "patch")).rejects.toThrow(
      new UsageError(`${over}: more than 1 MiB, which is no patch`),
    );
  });

  it.skipIf(!existsSync("/dev/zero"))("ends though the file does not", async () => {
    const endless = "/dev/zero: more than";
    await expect(readPatch("/dev/zero")).rejects.toThrow(`${endless} 64 MiB, which is no patch`);
    await expect(readPart("/dev/zero")).rejects.toThrow(`${endless} 256 MiB, which is no part`);
  });

  it("is one line if it is none", async () => {
    const folder = await scratchFolder();
    await expect(readPart(folder)).rejects.toThrow(`${folder}: cannot be read (EISDIR)`);
    await expect(readPatch(`${folder}/x`)).rejects.toThrow(`${folder}/x: cannot be read (ENOENT)`);
  });
});
