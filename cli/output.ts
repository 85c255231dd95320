/** Where results go: standard output, or a file that appears whole or not at all. */
import type { Writable } from "node:stream";
import { printableLines } from "../reports/printable.js";
import { refuseSameFile } from "./same-file.js";
import { type Spool, spoolToFile, writeTo } from "./spool.js";

/** Colours only on a terminal, and not where NO_COLOR is set. */
export function isColoured(stream: Writable & { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env.NO_COLOR === undefined;
}

/** Text to standard output, of which every character shows; a reader that went away is no error. */
export async function print(text: string): Promise<void> {
  await writeTo(process.stdout, printableLines(text));
}

/** One form in which a result is written. */
export interface Output<Result> {
  /** A file; `-` for standard output; undefined: this form was not asked for. */
  readonly path: string | undefined;
  /** Undefined if the result has nothing of that form: then nothing is written. */
  readonly textOf: (result: Result) => string | undefined | Promise<string>;
}

/** Where a command reads from and writes to. */
export interface Files<Result> {
  /** Files that must not be replaced. */
  readonly inputs?: readonly string[];
  readonly outputs: readonly Output<Result>[];
}

/**
 * Makes a result and writes it, all of its forms or none. The files are tried first, so that a name that
 * cannot be written is refused before the work, not after it.
 * @throws UsageError if a file cannot be written or is an input; then older ones are still whole
 */
export async function writeResult<Result>(
  { inputs = [], outputs }: Files<Result>,
  make: () => Result | Promise<Result>,
): Promise<Result> {
  const asked = outputs.flatMap(({ path, textOf }) =>
    path === undefined ? [] : [{ path, textOf }],
  );
  await refuseSameFile({ inputs, outputs: asked.map(({ path }) => path) });
  // Tried now, but opened only after the work: an open spool minds signals, and would hold one up.
  for (const { path } of asked) {
    if (path !== "-") await (await spoolToFile(path)).discard();
  }
  const result = await make();
  const texts: [path: string, text: string][] = [];
  for (const { path, textOf } of asked) {
    const text = await textOf(result);
    if (text !== undefined) texts.push([path, text]);
  }
  await writeFiles(texts.filter(([path]) => path !== "-"));
  for (const [path, text] of texts) if (path === "-") await print(text);
  return result;
}

/**
 * Writes several files: all are opened before the first is replaced.
 * @throws UsageError if one cannot be written; then the older ones are still whole
 */
export async function writeFiles(
  files: readonly (readonly [path: string, text: string])[],
): Promise<void> {
  const spools: Spool[] = [];
  try {
    for (const [path, text] of files) {
      const spool = await spoolToFile(path);
      spools.push(spool);
      await spool.write(text);
    }
    for (const spool of spools) await spool.commit();
  } finally {
    for (const spool of spools) await spool.discard();
  }
}
