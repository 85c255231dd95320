/** Proofs of the fixture and of what is made of it, for the tests. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { HANDLER_FILE } from "../../../checks/prove/handler/handler.js";
import { type ProofOptions, prove } from "../../../checks/prove/prove.js";
import type { ProofResult } from "../../../checks/prove/result.js";
import { compilePatch, compilePlain } from "../../../cli/conform/compile.js";
import { packageRoot } from "../../../cli/package-root.js";
import type { writeHandler } from "../../../model/quirks/as-posted/handler.js";
import { hasZ3, type Solver } from "../../../tools/prove/z3.js";
import { FIXTURE, FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER } from "../conform/compiler.js";

export const CAN_PROVE = HAS_COMPILER && hasZ3();
/** For the title of what is skipped without them. */
export const NEEDS_BOTH = CAN_PROVE
  ? ""
  : " (skipped: npm ci --prefix tools/clang, npm ci --prefix tools/z3)";

export const C = readFileSync(FIXTURE, "utf8");
export const HANDLER = readFileSync(join(packageRoot(), HANDLER_FILE), "utf8");

/** @param level how many builds: 1 with conform's checks, 3 the plain ones too */
export async function proofOf(
  solver: Solver,
  { c = C, handler = HANDLER, level = 3 }: { c?: string; handler?: string; level?: 1 | 3 },
  options: ProofOptions = {},
): Promise<ProofResult> {
  const checked = await compilePatch(c, FIXTURE_NAMES);
  const builds = [{ name: "checked", patch: checked }];
  for (const name of level === 1 ? [] : (["-O0", "-O2"] as const)) {
    const wasm = await compilePlain(c, FIXTURE_NAMES, name);
    builds.push({ name, patch: { ...checked, wasm } });
  }
  const { result } = await prove({ builds, names: FIXTURE_NAMES, handler }, solver, options);
  return result;
}

/** The write handler of a changed handler.ts: without its imports, which `writeHandler` does not need. */
export async function importedHandler(text: string): Promise<typeof writeHandler> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
  });
  const alone = outputText.replace(/^import [\s\S]*?;$/gm, "");
  const url = `data:text/javascript,${encodeURIComponent(alone)}`;
  const module = (await import(url)) as { readonly writeHandler: typeof writeHandler };
  return module.writeHandler;
}
