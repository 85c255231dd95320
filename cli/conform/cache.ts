/** Results kept on disk by what they were made from. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";

/** The folder; QUIRKCHECK_CACHE names another. */
function cacheFolder(): string {
  return process.env.QUIRKCHECK_CACHE ?? join(packageRoot(), "node_modules/.cache/quirkcheck");
}

/**
 * Bytes made from `parts`, or those that were made from the same before.
 * @param parts everything that decides the result, as JSON
 * @returns the bytes, and the key that stands for `parts`
 */
export async function cachedBytes(
  parts: unknown,
  make: () => Promise<Uint8Array>,
): Promise<{ readonly key: string; readonly bytes: Buffer }> {
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const path = join(cacheFolder(), key);
  const known = await readFile(path).catch(() => undefined);
  if (known !== undefined) return { key, bytes: known };
  const bytes = Buffer.from(await make());
  await store(path, bytes);
  return { key, bytes };
}

/** Whole or not at all; a folder that cannot be written costs time, not the result. */
async function store(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch {
    // The next run makes it again.
  }
}
