/** Code of a user's file while it runs: watched from outside, and its exceptions told in one line. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Set while code of a user's runs on this thread; 0: none does. Another thread may look at it. */
let running: Int32Array<ArrayBufferLike> = new Int32Array(1);
let calls = 0;

/** Lets another thread see through `shared` whether code of a user's runs on this one, and whether it is still the same call. */
export function showRunning(shared: SharedArrayBuffer): void {
  running = new Int32Array(shared);
}

/** Calls code of a user's. What is called in turn counts as part of it. */
export function asUserCode<Made>(run: () => Made): Made {
  const outer = begin();
  try {
    return run();
  } finally {
    running[0] = outer;
  }
}

/** The same of what ends later. */
export async function asUserCodeAwaited<Made>(run: () => Promise<Made>): Promise<Made> {
  const outer = begin();
  try {
    return await run();
  } finally {
    running[0] = outer;
  }
}

/** @returns what was running before */
function begin(): number {
  const outer = running[0] ?? 0;
  calls = (calls % 2 ** 30) + 1;
  running[0] = calls;
  return outer;
}

/** Milliseconds that loading, or one call, may take: a function is asked about a few numbers, and a machine may be busy. */
export const LONGEST_CALL_MS = 60_000;

/** Looks at a thread from time to time: is code of a user's at one call for too long? */
export class CallWatch {
  #call = 0;
  #since = 0;

  /**
   * @param call what `showRunning` shows
   * @param now milliseconds of any clock
   */
  isStuck(call: number, now: number): boolean {
    if (call !== this.#call) this.#since = now;
    this.#call = call;
    return call !== 0 && now - this.#since > LONGEST_CALL_MS;
  }
}

/** What was thrown in a few words on one line: anything may be thrown, and even looking at it may throw. */
export function thrownText(error: unknown): string {
  try {
    const text = error instanceof Error ? String(error.message) : String(error);
    // The compiler's first line only says that there are errors; of a file not found, all that asked follows.
    const lines = text
      .split("\n")
      .filter((line) => !/^Transform failed with \d+ errors?:$/.test(line));
    return lines[0] ?? "";
  } catch {
    return "something that cannot be shown";
  }
}

/** The same with the line of the file in which it was thrown, where it says that. */
export function thrownInFile(error: unknown, path: string): string {
  const text = thrownText(error);
  const line = lineIn(path, error);
  const isSaid = line === undefined || text.includes(`${path}:${line}`);
  return isSaid ? text : `${text} (line ${line})`;
}

/**
 * The first of these files that does not parse, and its line, as `file.mjs:3`: of a module of JavaScript the
 * exception does not say it. Parses and runs nothing.
 */
export function syntaxErrorPlace(paths: readonly string[]): string | undefined {
  for (const path of paths.filter((each) => /\.[cm]?js$/.test(each))) {
    const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
    const [place = ""] = stderr.split("\n");
    if (/:\d+$/.test(place)) return place.replace(/^file:\/\//, "");
  }
  return undefined;
}

/** Either a frame, `(file:///a/b.ts:1:2)`, or, of a syntax error, the first line, `file:///a/b.mjs:1`. */
function lineIn(path: string, error: unknown): number | undefined {
  try {
    const stack = error instanceof Error ? String(error.stack) : "";
    const places = stack.matchAll(
      /(?:^|[( ])((?:file:\/\/)?\/[^\n?]*?)(?:\?[^\n:]*)?:(\d+)(?::\d+)?\)?$/gm,
    );
    for (const [, file = "", line] of places) {
      if ((file.startsWith("file:") ? fileURLToPath(file) : file) === path) return Number(line);
    }
  } catch {
    // Then nobody knows.
  }
  return undefined;
}
