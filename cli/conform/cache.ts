/** Results kept on disk by what they were made from. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";

/** The folder; QUIRKCHECK_CACHE names another. */
function cacheFolder(): string {
  return process.env.QUIRKCHECK_CACHE ?? join(packageRoot(), "node_modules/.cache/quirkcheck");
}

/** Bytes of the digest that a file begins with. */
const DIGEST = 32;

/**
 * Bytes made from `parts`, or those that were made from the same before. A file that is damaged, or of other
 * parts, counts as none.
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
  const kept = known?.subarray(DIGEST);
  if (kept !== undefined && known?.subarray(0, DIGEST).equals(digestOf(key, kept))) {
    return { key, bytes: kept };
  }
  const bytes = Buffer.from(await make());
  await store(path, Buffer.concat([digestOf(key, bytes), bytes]));
  return { key, bytes };
}

/** Of the key too: a file under another's name is not taken for it. */
function digestOf(key: string, bytes: Uint8Array): Buffer {
  return createHash("sha256").update(key).update(bytes).digest();
}

/** Whole or not at all; a folder that cannot be written costs time, not the result. */
async function store(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch {
    // The next run makes it again.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
