/**
 * What of a patch's C the sandbox refuses: ways into the harness that runs it, ways past the coverage and the
 * memory that it counts on, and more than it has room for.
 *
 * Source: LLVM's language reference (linkage types, inline assembly, function attributes); Clang's
 * documentation of `import_module`, `import_name` and `export_name`.
 */
import { PatchError } from "../source/errors.js";

/** Variables, constants and edges of the control flow that the harness has room for (stand-in/qemu.c). */
const MOST_BYTES = 65_536;
const MOST_EDGES = 4_095;

/** What the compiler itself calls, for coverage and for undefined behaviour. */
const COMPILERS = /^(?:llvm\.|__sanitizer_cov_|(?:__start_|__stop_)?__sancov_|__ubsan_handle_)/;

/** Names that C may call and must not define. */
export interface HarnessNames {
  /** Declared in stand-in/qemu.h. */
  readonly declared: ReadonlySet<string>;
  /** Defined in stand-in/qemu.c, for the harness alone or for C. */
  readonly defined: ReadonlySet<string>;
}

/** The message for a name that is used and defined by nobody. */
export function calledByNobody(name: string): string {
  return hadByNobody("called", name);
}

function hadByNobody(how: "called" | "used", name: string): string {
  return `${name} is ${how}, which neither the patch nor the stand-in has (checks/conform/stand-in/qemu.h)`;
}

/**
 * @param ir the module's text, as the compiler wrote it
 * @throws PatchError for the first of it that the sandbox does not run
 */
export function refuseUnsafe(ir: string, names: HarnessNames): void {
  refuseBuiltins(ir);
  refuseCalls(ir, names);
  refuseDefinitions(ir, names);
  refuseLarge(ir);
}

function refuseCalls(ir: string, names: HarnessNames): void {
  for (const [, name = ""] of ir.matchAll(/^declare [^@\n]*@"?([^"(\s]+)"?\(/gm)) {
    if (COMPILERS.test(name) || names.declared.has(name)) continue;
    throw new PatchError(
      names.defined.has(name) ? `calls ${name}, which is the harness's` : calledByNobody(name),
    );
  }
  for (const [, name = ""] of ir.matchAll(/^@"?([^"\s]+)"? = (?:\w+ )*extern(?:al|_weak) /gm)) {
    if (!COMPILERS.test(name)) throw new PatchError(hadByNobody("used", name));
  }
}

function refuseDefinitions(ir: string, { defined }: HarnessNames): void {
  for (const [, how = "", name = ""] of ir.matchAll(/^define ([^@\n]*)@"?([^"(\s]+)"?\(/gm)) {
    if (/\b(?:internal|private)\b/.test(how)) continue;
    if (!defined.has(name) && !name.startsWith("__")) continue;
    throw new PatchError(`defines ${name}, a name of the harness: call it otherwise, or static`);
  }
}

function refuseBuiltins(ir: string): void {
  const [, builtin] = /^declare [^@\n]*@llvm\.wasm\.([\w.]+?)(?:\.i\d+)?\(/m.exec(ir) ?? [];
  if (builtin !== undefined) {
    throw new PatchError(`uses WebAssembly's ${builtin}, which is nothing of QEMU's`);
  }
  // An empty one (a compiler barrier) does nothing.
  if (/^module asm|\basm (?:\w+ )*"[^"]/m.test(ir)) {
    throw new PatchError("has inline assembly, which runs on one machine only");
  }
  const [, attribute] = /"wasm-(import|export)-(?:module|name)"=/.exec(ir) ?? [];
  if (attribute !== undefined) {
    throw new PatchError(`has an ${attribute}_name or ${attribute}_module attribute`);
  }
}

function refuseLarge(ir: string): void {
  for (const line of ir.split("\n")) {
    const [, name, type] =
      /^@"?([^"\s]+)"? = [^[{]*?(?:global|constant) (.*)$/.exec(line) ??
      /^%"?([^"\s]+)"? = type (.*)$/.exec(line) ??
      [];
    if (name === undefined || type === undefined || !isLarge(type)) continue;
    throw new PatchError(`${name} has more than 64 KiB, and the stand-in has no room for it`);
  }
  let edges = 0;
  for (const [, length] of ir.matchAll(
    /^@__sancov_gen_\S* = .*\[(\d+) x i32\].*"__sancov_guards"/gm,
  )) {
    edges += Number(length);
  }
  if (edges > MOST_EDGES) {
    throw new PatchError(
      `has ${edges.toLocaleString("en")} edges in its control flow, more than 4,095`,
    );
  }
}

/** By the lengths of arrays, one in another multiplied: an element has a byte at least. */
function isLarge(type: string): boolean {
  return [...type.matchAll(/(?:\[\d+ x )+/g)].some(([nested]) => {
    const lengths = [...nested.matchAll(/\d+/g)].map(([length]) => Number(length));
    return lengths.reduce((product, length) => product * length, 1) > MOST_BYTES;
  });
}
