/** The text of a patch, from a file or standard input. */
import { UsageError } from "../errors.js";
import { MIB, readAll } from "../read-file.js";

/** @throws UsageError if it cannot be read, or is no text */
export async function readPatch(path: string): Promise<string> {
  const bytes = await readAll(path, 64 * MIB, "patch");
  if (bytes.includes(0)) throw new UsageError(`${path}: holds zero bytes, which no patch does`);
  return bytes.toString("utf8");
}
