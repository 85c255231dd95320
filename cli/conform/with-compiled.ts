/** A patch in a file, compiled. */
import type { CompiledPatch } from "../../checks/conform/compiled/compiled-quirk.js";
import { PatchError } from "../../checks/conform/source/errors.js";
import type { QuirkNames } from "../../checks/conform/source/select.js";
import { UsageError } from "../errors.js";
import { compileGuarded } from "./guard.js";
import { readPatch } from "./read-patch.js";

/**
 * Compiles the quirk of a patch in a file, and does something with it.
 * @param path `-` for standard input
 * @throws UsageError if it cannot be read, has no such quirk, does not compile or calls what nobody has; with
 *   the line if there is one
 */
export async function withCompiled<Result>(
  { path, names }: { readonly path: string; readonly names: QuirkNames },
  onCompile: () => void,
  use: (patch: CompiledPatch) => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await use(await compileGuarded(await readPatch(path), names, onCompile));
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const where = error.line === undefined ? path : `${path}:${error.line}`;
    throw new UsageError(`${where}: ${error.message}`);
  }
}
