/** The C compiler of tools/clang: Clang compiled to WebAssembly, run in this process, on files in memory. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../errors.js";
import { packageRoot } from "../package-root.js";

const FOLDER = "tools/clang/node_modules/@yowasp/clang";

type Files = Readonly<Record<string, string | Uint8Array>>;

interface RunOptions {
  readonly stdout?: (bytes: Uint8Array | null) => void;
  readonly stderr?: (bytes: Uint8Array | null) => void;
  readonly fetchProgress?: () => void;
}

/** What this project uses of @yowasp/clang; its own types come with it, and it may be missing. */
interface Package {
  readonly runClang: (args: string[], files: Files, options: RunOptions) => Promise<Files>;
  /** Without arguments it only loads, and tells how far it is where it is asked to: else on standard output. */
  readonly runLLVM: (args: null, files: Files, options: RunOptions) => Promise<void>;
}

/** The compiler refused its input: what it wrote. */
export class CompilerError extends Error {
  override readonly name = "CompilerError";
}

export interface Clang {
  readonly version: string;
  /**
   * @param output a file's name, or `-` for standard output, which is much faster for text (the files in
   *   memory grow by a copy for each write)
   * @throws CompilerError with the compiler's own messages
   */
  run(args: readonly string[], files: Files, output: string): Promise<Uint8Array>;
}

/** @throws UsageError that names the command which installs it, where it is not installed */
export async function loadClang(): Promise<Clang> {
  const folder = join(packageRoot(), FOLDER);
  if (!existsSync(folder)) {
    throw new UsageError(
      "the C compiler is not installed: npm ci --prefix tools/clang installs it",
    );
  }
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string;
  };
  const entry = pathToFileURL(join(folder, "gen/bundle.js")).href;
  const { runClang, runLLVM } = (await import(entry)) as Package;
  let loaded: Promise<void> | undefined;
  return {
    version,
    run: async (args, files, output) => {
      loaded ??= runLLVM(null, {}, { fetchProgress: () => undefined });
      await loaded;
      return run(runClang, args, files, output);
    },
  };
}

async function run(
  runClang: Package["runClang"],
  args: readonly string[],
  files: Files,
  output: string,
): Promise<Uint8Array> {
  const written: Uint8Array[] = [];
  const messages: Uint8Array[] = [];
  const into = (list: Uint8Array[]) => (bytes: Uint8Array | null) => {
    if (bytes !== null) list.push(Uint8Array.from(bytes));
  };
  const streams = { stdout: into(written), stderr: into(messages) };
  const failed = () => new CompilerError(Buffer.concat(messages).toString("utf8"));
  let made: Files;
  try {
    made = await runClang(["clang", ...args, "-o", output], files, streams);
  } catch (error) {
    // It breaks off for want of memory or stack, or by a bug of its own.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      throw new CompilerError(`the compiler breaks off (${error.message})`);
    }
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw failed();
  }
  if (output === "-") return Buffer.concat(written);
  const result = made[output];
  if (result === undefined) throw failed();
  return typeof result === "string" ? Buffer.from(result, "latin1") : result;
}
