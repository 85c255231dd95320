/** Runs a built program as its own process would, but in this one: no start of Node, no modules loaded again. */
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../cli/package-root.js";
import { Collector } from "./collector.js";

/** What a program left behind. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  /** The working directory: the package's root if nothing is said. */
  readonly cwd?: string;
  /** Standard input. */
  readonly input?: string;
  /** Environment variables besides those that are set. */
  readonly env?: Readonly<Record<string, string>>;
}

let runs = 0;

/**
 * Runs `script` of dist/ with arguments, to its end. It must end by itself: `process.exit` would end the tests.
 * Not for what only a process has: signals, a pipe whose reader went away, /dev/full.
 */
export async function runHere(
  script: "cli/main.js" | `tools/${string}.js`,
  args: readonly string[],
  { cwd = packageRoot(), input = "", env = {} }: Surroundings = {},
): Promise<Ended> {
  const file = join(packageRoot(), "dist", script);
  const [stdout, stderr] = [new Collector(), new Collector()];
  const before = { cwd: process.cwd(), argv: process.argv, env: process.env };
  const restore = replaceStreams({ stdin: Readable.from([Buffer.from(input)]), stdout, stderr });
  try {
    process.chdir(cwd);
    process.argv = [process.execPath, file, ...args];
    process.env = { ...before.env, ...env };
    process.exitCode = undefined;
    // Only the script itself is evaluated again: to the loader each run is another file.
    await import(/* @vite-ignore */ `${pathToFileURL(file).href}?run=${++runs}`);
    return { status: Number(process.exitCode ?? 0), stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.exitCode = undefined;
    process.env = before.env;
    process.argv = before.argv;
    process.chdir(before.cwd);
    restore();
  }
}

/** Puts streams in the place of the process's own. @returns what puts those back */
function replaceStreams(streams: Readonly<Partial<Record<StreamName, object>>>): () => void {
  const names = Object.keys(streams) as StreamName[];
  const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const);
  for (const name of names) {
    Object.defineProperty(process, name, { value: streams[name], configurable: true });
  }
  return () => {
    for (const [name, descriptor] of own) Object.defineProperty(process, name, descriptor ?? {});
  };
}

type StreamName = "stdin" | "stdout" | "stderr";
