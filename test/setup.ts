import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { importTypeScript } from "../cli/typescript.js";

/** Every run of the property tests draws the same cases; QUIRKCHECK_SEED tries others. */
const seed = Number(process.env.QUIRKCHECK_SEED ?? 20240812);
fc.configureGlobal({ seed, numRuns: 1000 });

/**
 * The compiler of users' TypeScript keeps the directory in which it was first needed. Tests run commands in
 * folders that they remove: it is started here, once a process, by a file that no cache has.
 */
const started = globalThis as { compilerStarted?: true };
if (started.compilerStarted === undefined) {
  started.compilerStarted = true;
  const file = join(tmpdir(), `quirkcheck-start-${process.pid}.ts`);
  writeFileSync(file, `export const start: number = ${process.hrtime.bigint()};\n`);
  await importTypeScript(pathToFileURL(file).href);
  rmSync(file);
}
