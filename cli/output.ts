/** Where results go: standard output, or a file that appears whole or not at all. */
import type { Writable } from "node:stream";
import { spoolToFile, writeTo } from "./spool.js";

/** Colours only on a terminal, and not where NO_COLOR is set. */
export function isColoured(stream: Writable & { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env.NO_COLOR === undefined;
}

/** Text to standard output; a reader that went away is no error. */
export async function print(text: string): Promise<void> {
  await writeTo(process.stdout, text);
}

/**
 * A whole result to a file, or to standard output for `-`.
 * @throws UsageError if the file cannot be written; then an older one is still whole
 */
export async function writeResult(path: string, text: string): Promise<void> {
  if (path === "-") return print(text);
  const spool = await spoolToFile(path);
  try {
    await spool.write(text);
    await spool.commit();
  } finally {
    await spool.discard();
  }
}
