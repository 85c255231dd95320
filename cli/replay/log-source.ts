/** The log as a stream of chunks, with every failure to read it turned into one line for the user. */
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "../errors.js";

/** Bytes read at a time. */
const CHUNK = 2 ** 16;

/** What messages call a log: its path, or "standard input" for `-`. */
export function logLabel(path: string): string {
  return path === "-" ? "standard input" : path;
}

/**
 * Reads a log. Nothing is opened before the first chunk is asked for; leaving the loop closes it.
 * @param path a file, or `-` for `stdin`
 * @throws UsageError if there is no such file, it is a directory or it cannot be read
 */
export async function* readLog(path: string, stdin: Readable): AsyncGenerator<Buffer> {
  try {
    const stream = path === "-" ? stdin : await openStream(path);
    for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
  } catch (error) {
    throw readError(logLabel(path), error);
  }
}

async function openStream(path: string): Promise<Readable> {
  const handle = await open(path, "r");
  // The stream closes the handle, also when its first read fails because this is a directory.
  return handle.createReadStream({ highWaterMark: CHUNK });
}

function readError(label: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case undefined:
      return error;
    case "ENOENT":
    case "ENOTDIR":
      return new UsageError(`${label}: no such file`);
    case "EISDIR":
      return new UsageError(`${label}: is a directory, a log file is expected`);
    default:
      return new UsageError(`${label}: cannot be read (${String(code)})`);
  }
}
