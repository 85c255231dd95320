/** Files that a command would read and write, or write twice. */
import { fstatSync, type Stats } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./errors.js";

/** What a command reads and writes; `-` is a standard stream. */
export interface Paths {
  readonly inputs?: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Refuses an output that is an input: replacing it would destroy what was looked at. Also two outputs of one
 * name, of which only the last would be left. Links count as what they lead to; devices and pipes may be both.
 * @throws UsageError that names the output
 */
export async function refuseSameFile({ inputs = [], outputs }: Paths): Promise<void> {
  const read = await Promise.all(inputs.map(identity));
  const written = new Set<string>();
  for (const path of outputs) {
    const id = path === "-" ? "standard output" : await identity(path);
    if (id === undefined) continue;
    if (read.includes(id)) {
      throw new UsageError(`${path}: is the input itself, so the result is not written to it`);
    }
    if (written.has(id)) throw new UsageError(`${path}: two results cannot be written to one file`);
    written.add(id);
  }
}

/** The same for all names of one file, there or not yet there; undefined for what is no file. */
async function identity(path: string): Promise<string | undefined> {
  const found = path === "-" ? standardInput() : await stat(path).catch(() => undefined);
  if (found !== undefined) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  const folder = await realpath(dirname(path)).catch(() => undefined);
  return path === "-" || folder === undefined ? undefined : join(folder, basename(path));
}

/** Undefined where it is closed. */
function standardInput(): Stats | undefined {
  try {
    return fstatSync(0);
  } catch {
    return undefined;
  }
}
