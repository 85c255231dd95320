/** A patch compiled, or taken from the cache: what goes in decides what comes out. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { coverageOf } from "../../checks/patch/compiled/branches.js";
import type { CompiledPatch } from "../../checks/patch/compiled/compiled-quirk.js";
import { PatchError } from "../../checks/patch/source/errors.js";
import type { QuirkNames } from "../../checks/patch/source/select.js";
import { OPTIONS_FILE, PATCH_FILE, type Unit, unitOf } from "../../checks/patch/source/unit.js";
import { UsageError } from "../errors.js";
import { packageRoot } from "../package-root.js";
import { type Clang, CompilerError, loadClang } from "./clang.js";
import { readPatch } from "./read-patch.js";

const STAND_IN = join(packageRoot(), "checks/patch/stand-in");

/** QEMU is built with -fwrapv and -fno-strict-aliasing (its meson.build): what they define is no error. */
const PATCH_FLAGS = [
  "--target=wasm32-wasip1",
  "-std=gnu11",
  "-ffreestanding",
  "-fwrapv",
  "-fno-strict-aliasing",
  "-O0",
  "-g",
  "-w",
  "-fsanitize-coverage=trace-pc-guard,no-prune",
  "-fsanitize=undefined",
  "-fno-sanitize=alignment,function,signed-integer-overflow,shift-base",
  "-fsanitize-minimal-runtime",
  "-fno-sanitize-recover=all",
  "-S",
  "-emit-llvm",
];

const LINK_FLAGS = [
  "--target=wasm32-wasip1",
  "-std=gnu11",
  "-ffreestanding",
  "-mbulk-memory",
  "-O2",
  "-w",
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--import-undefined",
  "-Wl,--stack-first",
  "-Wl,--export=__wasm_call_ctors",
];

/**
 * Compiles the quirk of a patch in a file.
 * @param path `-` for standard input
 * @throws UsageError if it cannot be read, has no such quirk or does not compile, with the line if there is one
 */
export async function compileFile(
  path: string,
  names: QuirkNames,
  onCompile?: () => void,
): Promise<CompiledPatch> {
  try {
    return await compilePatch(await readPatch(path), names, onCompile);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const where = error.line === undefined ? path : `${path}:${error.line}`;
    throw new UsageError(`${where}: ${error.message}`);
  }
}

/**
 * Compiles the quirk of a patch's text.
 * @param onCompile called before the compiler is started, not for a cached result
 * @throws PatchError if the text has no such quirk or does not compile (the compiler's first error);
 *   UsageError if there is no compiler
 */
export async function compilePatch(
  text: string,
  names: QuirkNames,
  onCompile: () => void = () => undefined,
): Promise<CompiledPatch> {
  const header = await readFile(join(STAND_IN, "qemu.h"), "utf8");
  const harness = await readFile(join(STAND_IN, "qemu.c"), "utf8");
  const unit = unitOf(text, names, header);
  const clang = await loadClang();
  const key = createHash("sha256")
    .update(JSON.stringify([clang.version, PATCH_FLAGS, LINK_FLAGS, header, harness, unit]))
    .digest("hex");
  const cached = await fromCache(key);
  if (cached !== undefined) return cached;
  onCompile();
  const compiled = await compile(clang, unit, { header, harness });
  await toCache(key, compiled);
  return compiled;
}

async function compile(
  clang: Clang,
  unit: Unit,
  { header, harness }: { readonly header: string; readonly harness: string },
): Promise<CompiledPatch> {
  try {
    const sources = { "qemu.h": header, "unit.c": unit.code };
    const ir = String(await clang.run([...PATCH_FLAGS, "unit.c"], sources, "unit.ll"));
    const wasm = await clang.run(
      [...LINK_FLAGS, "unit.ll", "qemu.c"],
      { "qemu.h": header, "qemu.c": harness, "unit.ll": ir },
      "quirk.wasm",
    );
    if (typeof wasm === "string") throw new Error("the linker wrote text");
    const { form, functions, tracePoints } = unit;
    return { wasm, form, functions, tracePoints, coverage: coverageOf(ir, functions) };
  } catch (error) {
    if (!(error instanceof CompilerError)) throw error;
    throw firstError(error.message);
  }
}

/** Out of all that the compiler wrote. */
function firstError(messages: string): PatchError {
  const [, file, line, what] = /^(\S+?):(\d+):\d+: (?:fatal )?error: (.*)$/m.exec(messages) ?? [];
  if (what === undefined) {
    const [linker] = /(?:error|undefined symbol): .*/.exec(messages) ?? [];
    return new PatchError(`does not compile: ${linker ?? messages.split("\n")[0]}`);
  }
  if (file === PATCH_FILE) return new PatchError(`does not compile: ${what}`, Number(line));
  if (file === OPTIONS_FILE) return new PatchError(`--cookie or another name does not fit: ${what}`);
  return new PatchError(`does not compile: ${what} (${file}, line ${line})`);
}

function cacheFolder(): string {
  const home = process.env.QUIRKCHECK_CACHE ?? join(packageRoot(), "node_modules/.cache/quirkcheck");
  return home === "" ? join(tmpdir(), "quirkcheck-cache") : home;
}

interface CachedPatch extends Omit<CompiledPatch, "wasm"> {
  readonly wasm: string;
}

async function fromCache(key: string): Promise<CompiledPatch | undefined> {
  try {
    const text = await readFile(join(cacheFolder(), `${key}.json`), "utf8");
    const cached = JSON.parse(text) as CachedPatch;
    return { ...cached, wasm: Buffer.from(cached.wasm, "base64") };
  } catch {
    return undefined;
  }
}

/** Whole or not at all; a folder that cannot be written costs time, not the result. */
async function toCache(key: string, compiled: CompiledPatch): Promise<void> {
  const path = join(cacheFolder(), `${key}.json`);
  const wasm = Buffer.from(compiled.wasm).toString("base64");
  try {
    await mkdir(cacheFolder(), { recursive: true });
    await writeFile(`${path}.${process.pid}`, JSON.stringify({ ...compiled, wasm }));
    await rename(`${path}.${process.pid}`, path);
  } catch {
    // The next run compiles again.
  }
}
