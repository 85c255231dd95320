/** A patch compiled, or taken from the cache: what goes in decides what comes out. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { announceAccesses } from "../../checks/conform/compiled/accesses.js";
import { coverageOf } from "../../checks/conform/compiled/branches.js";
import type { CompiledPatch } from "../../checks/conform/compiled/compiled-quirk.js";
import { calledByNobody, refuseUnsafe } from "../../checks/conform/compiled/refused.js";
import { gatherVariables } from "../../checks/conform/compiled/variables.js";
import { PatchError } from "../../checks/conform/source/errors.js";
import { addedLines } from "../../checks/conform/source/lines.js";
import type { QuirkNames } from "../../checks/conform/source/select.js";
import {
  namesIn,
  OPTIONS_FILE,
  PATCH_FILE,
  type Unit,
  unitOf,
} from "../../checks/conform/source/unit.js";
import { packageRoot } from "../package-root.js";
import { cachedBytes } from "./cache.js";
import { type Clang, CompilerError, loadClang } from "./clang.js";

/** Another number for another form of what is kept, and for other rules of what is refused. */
const FORM = 3;

const STAND_IN = join(packageRoot(), "checks/conform/stand-in");

/** QEMU is built with -fwrapv and -fno-strict-aliasing (its meson.build): what they define is no error. */
const PATCH_FLAGS = [
  "--target=wasm32-wasip1",
  "-std=gnu11",
  "-ffreestanding",
  "-fwrapv",
  "-fno-strict-aliasing",
  "-O0",
  "-gline-tables-only",
  "-w",
  "-fsanitize-coverage=trace-pc-guard,no-prune",
  "-fsanitize=undefined",
  "-fno-sanitize=alignment,function,signed-integer-overflow,shift-base",
  "-fsanitize-minimal-runtime",
  "-fno-sanitize-recover=all",
  // What a variable on the stack holds before it is set is left over from other calls: a state nobody sees.
  "-ftrivial-auto-var-init=pattern",
  "-S",
  "-emit-llvm",
];

/** The same C with nothing of ours in it: what `prove` proves as well. */
const PLAIN_FLAGS = PATCH_FLAGS.filter(
  (flag) => !/^-(?:O0|fsanitize|fno-sanitize|ftrivial)/.test(flag),
);

const HARNESS_FLAGS = [
  "--target=wasm32-wasip1",
  "-std=gnu11",
  "-ffreestanding",
  "-mbulk-memory",
  "-msimd128",
  "-O2",
  "-w",
  "-c",
];

const LINK_FLAGS = [
  "--target=wasm32-wasip1",
  "-O0",
  "-w",
  "-nostdlib",
  "-Wl,--no-entry",
  "-Wl,--import-undefined",
  "-Wl,--stack-first",
  // Growth would take the memory away from under the arrays that look at it.
  "-Wl,--no-growable-memory",
  "-Wl,--export=__wasm_call_ctors",
];

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
  const unit = unitOf(text, names, header);
  const clang = await loadClang();
  const harness = await harnessObject(clang, header);
  const cached = await cachedBytes(
    [FORM, clang.version, PATCH_FLAGS, LINK_FLAGS, harness.key, unit],
    () => {
      onCompile();
      return compile(clang, unit, { header, ...harness });
    },
  );
  const { wasm, ...compiled } = JSON.parse(cached.bytes.toString("utf8")) as StoredPatch;
  return { ...compiled, wasm: Buffer.from(wasm, "base64") };
}

/**
 * The C that is taken from a patch, and its trace events: what makes it this patch, in whichever form it came.
 * @throws PatchError if there is no such quirk in it
 */
export async function ownCode(text: string, names: QuirkNames): Promise<string> {
  const { code } = unitOf(text, names, await readFile(join(STAND_IN, "qemu.h"), "utf8"));
  const own = code.slice(code.indexOf("#line"), code.lastIndexOf(`#line 1 "${OPTIONS_FILE}"`));
  const { traceEvents } = addedLines(text);
  return [own, ...traceEvents.map((line) => line.text)].join("\n");
}

/**
 * As `compilePatch`, without checks, coverage and filled variables: at `-O0` a variable that was never set is not
 * set, and `-O2` is as the compiler makes it fast.
 * @returns the module
 */
export async function compilePlain(
  text: string,
  names: QuirkNames,
  level: "-O0" | "-O2",
): Promise<Uint8Array> {
  const header = await readFile(join(STAND_IN, "qemu.h"), "utf8");
  const { code } = unitOf(text, names, header);
  const clang = await loadClang();
  const harness = await harnessObject(clang, header);
  const flags = [...PLAIN_FLAGS, level];
  const link = [...LINK_FLAGS.filter((flag) => flag !== "-O0"), level];
  const { bytes } = await cachedBytes([clang.version, flags, link, harness.key, code], async () => {
    const sources = { "qemu.h": header, "unit.c": code };
    const made = await clang.run([...flags, "unit.c"], sources, "-");
    const { ir } = gatherVariables(Buffer.from(made).toString("utf8"));
    const objects = { "unit.ll": ir, "qemu.o": harness.object };
    return clang.run([...link, "unit.ll", "qemu.o"], objects, "quirk.wasm");
  });
  return bytes;
}

interface StoredPatch extends Omit<CompiledPatch, "wasm"> {
  readonly wasm: string;
}

/** The stand-in's own code, the same for every patch. */
async function harnessObject(clang: Clang, header: string) {
  const source = await readFile(join(STAND_IN, "qemu.c"), "utf8");
  const kept = await readFile(join(STAND_IN, "kept.h"), "utf8");
  const followed = await readFile(join(STAND_IN, "followed.h"), "utf8");
  const files = { "qemu.h": header, "kept.h": kept, "followed.h": followed, "qemu.c": source };
  const { key, bytes: object } = await cachedBytes([clang.version, HARNESS_FLAGS, files], () =>
    clang.run([...HARNESS_FLAGS, "qemu.c"], files, "qemu.o"),
  );
  const functions = `${source}\n${kept}\n${followed}`.replace(/\bEXPORT\(\w+\)/g, "");
  // What unit.ts writes behind the patch, it calls only.
  const defined = [...namesIn(functions)].filter((name) => !name.startsWith("quirk_"));
  return { key, object, defined: new Set(defined) };
}

async function compile(
  clang: Clang,
  unit: Unit,
  stand: {
    readonly header: string;
    readonly object: Uint8Array;
    readonly defined: ReadonlySet<string>;
  },
): Promise<Uint8Array> {
  try {
    const { header, defined } = stand;
    const sources = { "qemu.h": header, "unit.c": unit.code };
    const bytes = await clang.run([...PATCH_FLAGS, "unit.c"], sources, "-");
    const text = Buffer.from(bytes).toString("utf8");
    refuseUnsafe(text, { declared: namesIn(header), defined });
    const { ir, variables } = gatherVariables(text);
    const objects = { "unit.ll": announceAccesses(ir), "qemu.o": stand.object };
    const wasm = await clang.run([...LINK_FLAGS, "unit.ll", "qemu.o"], objects, "quirk.wasm");
    const { form, functions, tracePoints } = unit;
    const stored: StoredPatch = {
      wasm: Buffer.from(wasm).toString("base64"),
      form,
      functions,
      tracePoints,
      variables,
      coverage: coverageOf(ir, functions),
      elsewhere: unit.elsewhere,
    };
    return Buffer.from(JSON.stringify(stored));
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
  const missing = /^call to undeclared (?:library )?function '(\w+)'/.exec(what)?.[1];
  if (missing !== undefined) return new PatchError(calledByNobody(missing), Number(line));
  if (file === PATCH_FILE) return new PatchError(`does not compile: ${what}`, Number(line));
  if (file === OPTIONS_FILE)
    return new PatchError(`--cookie or another name does not fit: ${what}`);
  return new PatchError(`does not compile: ${what} (${file}, line ${line})`);
}
