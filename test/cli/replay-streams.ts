/** Stand-ins for a process's streams and shortcuts to run a replay in process. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { replayCommand } from "../../cli/commands/replay.js";
import { type ReplayOptions, runReplay } from "../../cli/replay/run.js";
import { createMsiCapability, WCN6855_MSI_LAYOUT } from "../../model/qemu/msi-capability.js";
import type { ReplayReport } from "../../reports/replay-report.js";
import { Collector } from "../collector.js";

/** Replays the trace of the patch's card, whose log begins before MSI is set up. */
export const OPTIONS: ReplayOptions = {
  log: "-",
  json: undefined,
  name: undefined,
  setup: {
    capabilityOffset: 0x50,
    capability: createMsiCapability(WCN6855_MSI_LAYOUT),
    window: { base: 0x80000, size: 0x40000 },
    host: { address: 0xfee01004, data: 0x4041 },
  },
};

/** What a run wrote, whole, and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly error: Error | undefined;
}

/** Runs with `input` as standard input; bytes, or chunks as they arrive. */
export async function replay(
  change: Partial<ReplayOptions>,
  input: Iterable<string | Buffer> | string = "",
): Promise<Outcome> {
  const stdin = Readable.from(typeof input === "string" ? [input] : input);
  const [stdout, stderr] = [new Collector(), new Collector()];
  try {
    await runReplay({ ...OPTIONS, ...change }, { stdin, stdout, stderr });
    return { stdout: stdout.text, stderr: stderr.text, error: undefined };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { stdout: stdout.text, stderr: stderr.text, error };
  }
}

/** The JSON of a run that must succeed. */
export async function replayJson(
  change: Partial<ReplayOptions>,
  input?: Iterable<string | Buffer> | string,
): Promise<ReplayReport> {
  const { stdout, error } = await replay({ ...change, json: "-" }, input);
  if (error !== undefined) throw error;
  return JSON.parse(stdout) as ReplayReport;
}

/** The error of a command line; undefined if it ran. */
export async function commandError(...args: string[]): Promise<Error | undefined> {
  try {
    const io = { stdin: Readable.from([]), stdout: new Collector(), stderr: new Collector() };
    await replayCommand(io).parseAsync(args, { from: "user" });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A new folder that is removed when the test ends. */
export async function scratchFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "quirkcheck-test-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** A path in such a folder, of a file with `content` if that is given. */
export async function scratchFile(name: string, content?: string): Promise<string> {
  const path = join(await scratchFolder(), name);
  if (content !== undefined) await writeFile(path, content);
  return path;
}

/** A stream whose reader goes away after the first chunk. */
export function brokenPipe(): Writable {
  let chunks = 0;
  return new Writable({
    write(_chunk, _encoding, done) {
      chunks++;
      done(chunks > 1 ? Object.assign(new Error("broken pipe"), { code: "EPIPE" }) : null);
    },
  });
}
