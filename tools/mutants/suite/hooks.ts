/**
 * Hooks of Node's module loader for the tests that mutants have to get past: TypeScript is made JavaScript,
 * `vitest` is the stand-in beside this file, and a query `?load=n` makes modules anew, with all they import.
 */
import { existsSync, readFileSync } from "node:fs";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const STAND_IN = new URL("./stand-in.js", import.meta.url).href;

/** As tsconfig.json has it, one file at a time. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

/** By path: made once, whatever the query. */
const made = new Map<string, string>();

export const resolve: ResolveHook = (specifier, context, nextResolve) => {
  if (specifier === "vitest") return { url: STAND_IN, shortCircuit: true };
  const { parentURL = "" } = context;
  if (!/^\.{1,2}\//.test(specifier) || parentURL.includes("/node_modules/")) {
    return nextResolve(specifier, context);
  }
  const url = new URL(specifier.replace(/\.js$/, ".ts"), parentURL);
  if (!existsSync(fileURLToPath(url))) return nextResolve(specifier, context);
  url.search = new URL(parentURL).search;
  return { url: url.href, format: "module", shortCircuit: true };
};

export const load: LoadHook = (url, context, nextLoad) => {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:" || !pathname.endsWith(".ts")) return nextLoad(url, context);
  const path = fileURLToPath(url);
  const source = made.get(path) ?? ts.transpile(readFileSync(path, "utf8"), OPTIONS, path);
  made.set(path, source);
  return { format: "module", source, shortCircuit: true };
};
