/** Where results go: standard output, or a file that appears whole or not at all. */
import type { Writable } from "node:stream";
import { type Spool, spoolToFile, writeTo } from "./spool.js";

/** Colours only on a terminal, and not where NO_COLOR is set. */
export function isColoured(stream: Writable & { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env.NO_COLOR === undefined;
}

/** Text to standard output; a reader that went away is no error. */
export async function print(text: string): Promise<void> {
  await writeTo(process.stdout, text);
}

/**
 * Makes a result and writes it whole to a file, or to standard output for `-`. The file is tried
 * first, so that a name that cannot be written is refused before the work, not after it.
 * @throws UsageError if the file cannot be written; then an older one is still whole
 */
export async function writeResult<Result>(
  path: string,
  make: () => Result | Promise<Result>,
  textOf: (result: Result) => string,
): Promise<Result> {
  // Tried now, but opened only after the work: an open spool minds signals, and would hold one up.
  if (path !== "-") await (await spoolToFile(path)).discard();
  const result = await make();
  if (path === "-") await print(textOf(result));
  else await writeFiles([[path, textOf(result)]]);
  return result;
}

/**
 * Writes several files: all are opened before the first is replaced.
 * @throws UsageError if one cannot be written; then the older ones are still whole
 */
export async function writeFiles(
  files: readonly (readonly [path: string, text: string])[],
): Promise<void> {
  const spools: Spool[] = [];
  try {
    for (const [path, text] of files) {
      const spool = await spoolToFile(path);
      spools.push(spool);
      await spool.write(text);
    }
    for (const spool of spools) await spool.commit();
  } finally {
    for (const spool of spools) await spool.discard();
  }
}
