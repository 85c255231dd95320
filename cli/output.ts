/** Where results go: standard output, or a file that appears whole or not at all. */
import type { Writable } from "node:stream";
import { spoolToFile, spoolToStream, writeTo } from "./spool.js";

/** Colours only on a terminal, and not where NO_COLOR is set. */
export function isColoured(stream: Writable & { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env.NO_COLOR === undefined;
}

/** Text to standard output; a reader that went away is no error. */
export async function print(text: string): Promise<void> {
  await writeTo(process.stdout, text);
}

/**
 * Makes a result and writes it whole to a file, or to standard output for `-`. The file is opened first, so
 * that a name that cannot be written is refused before the work, not after it.
 * @throws UsageError if the file cannot be written; then an older one is still whole
 */
export async function writeResult<Result>(
  path: string,
  make: () => Result,
  textOf: (result: Result) => string,
): Promise<Result> {
  const spool = path === "-" ? await spoolToStream(process.stdout) : await spoolToFile(path);
  try {
    const result = make();
    await spool.write(textOf(result));
    await spool.commit();
    return result;
  } finally {
    await spool.discard();
  }
}
