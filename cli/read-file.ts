/** Input of a bounded size, whole, from a file or standard input: what is endless ends at the bound. */
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "./errors.js";

/** Megabytes as they are counted of memory. */
export const MIB = 2 ** 20;

/**
 * Reads a file, or standard input for `-`.
 * @param most bytes that it may have
 * @param what it then is not, as "patch"
 * @throws UsageError if it cannot be read, or has more; then no more of it was read than that
 */
export async function readAll(path: string, most: number, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of await streamOf(path)) {
      length += chunk.length;
      if (length > most)
        throw new UsageError(`${path}: more than ${most / MIB} MiB, which is no ${what}`);
      chunks.push(chunk);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UsageError || code === undefined) throw error;
    throw new UsageError(`${path}: cannot be read (${code})`);
  }
  return Buffer.concat(chunks);
}

async function streamOf(path: string): Promise<Readable> {
  if (path === "-") return process.stdin;
  return (await open(path, "r")).createReadStream();
}
