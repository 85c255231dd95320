/** The text of a patch, from a file or standard input. */
import { readFile } from "node:fs/promises";
import { UsageError } from "../errors.js";

/** A patch of this many bytes is none. */
const MOST_BYTES = 64 * 2 ** 20;

/** @throws UsageError if it cannot be read, or is no text */
export async function readPatch(path: string): Promise<string> {
  const bytes = path === "-" ? await standardInput() : await fileBytes(path);
  if (bytes.length > MOST_BYTES)
    throw new UsageError(`${path}: more than 64 MiB, which is no patch`);
  if (bytes.includes(0)) throw new UsageError(`${path}: holds zero bytes, which no patch does`);
  return bytes.toString("utf8");
}

async function fileBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path}: cannot be read (${String(code)})`);
  }
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
