/** The replay itself: chunks of a log in, pieces of text out, constant memory. */
import type { Readable, Writable } from "node:stream";
import { LogError } from "../../checks/replay/log-error.js";
import { LogFollower } from "../../checks/replay/log-follower.js";
import type { LogSetup } from "../../checks/replay/log-replay.js";
import type { ReplayedWrite, ReplaySummary } from "../../checks/replay/result.js";
import {
  jsonWriter,
  type ReplayWriter,
  summaryText,
  tableWriter,
} from "../../reports/render/replay-text.js";
import { EXIT, UsageError } from "../errors.js";
import { isColoured } from "../output.js";
import { Progress } from "../progress.js";
import { refuseSameFile } from "../same-file.js";
import { schemaCheck } from "../schemas.js";
import { type Spool, spoolToFile, spoolToStream, writeTo } from "../spool.js";
import { KeptLog } from "./kept-log.js";
import { LineSplitter } from "./lines.js";
import { logLabel } from "./log-source.js";

export interface ReplayOptions {
  /** A path, or `-` for standard input. */
  readonly log: string;
  /** Where the JSON goes: a path, `-` for standard output; undefined: a table on standard output. */
  readonly json: string | undefined;
  /** The device to follow; undefined: the only one of the log. */
  readonly name: string | undefined;
  readonly setup: LogSetup;
  /** Every assumption with its reason in what people read. */
  readonly assumptions?: boolean;
}

type Output = Writable & { readonly isTTY?: boolean };

/** The streams of a process, or a test's stand-ins. */
export interface ReplayStreams {
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
}

/**
 * Replays a log and shows what the device would get.
 *
 * With a JSON file, standard output gets only the summary. Nothing is written anywhere before the whole log
 * has been read. Whose log it is shows only then: where the patch traps another range of that chip, the log is
 * replayed again with that.
 *
 * @returns the exit code: 1 if a quirk in place did not do what its model does, else 0
 * @throws UsageError, one line, if the log or the output file is unfit
 */
export async function runReplay(options: ReplayOptions, io: ReplayStreams): Promise<number> {
  const { log, json, assumptions } = options;
  const toFile = json !== undefined && json !== "-";
  const coloured = isColoured(io.stdout);
  if (toFile) await refuseSameFile({ inputs: [log], outputs: [json] });
  const newSpool = () => (toFile ? spoolToFile(json) : spoolToStream(io.stdout));
  const newWriter = () =>
    json === undefined ? tableWriter(coloured, assumptions) : checkedJsonWriter();
  const kept = new KeptLog(log, io.stdin);
  let spool = await newSpool();
  try {
    let summary = await replayInto(spool, newWriter(), { options, chunks: kept.first() }, io);
    const { range: window } = summary;
    if (window !== null) {
      await spool.discard();
      spool = await newSpool();
      const again = { ...options, setup: { ...options.setup, window } };
      const log = { options: again, chunks: kept.again() };
      summary = await replayInto(spool, newWriter(), log, io);
    }
    await spool.commit();
    if (toFile) await writeTo(io.stdout, summaryText(summary, coloured, assumptions));
    const differed = summary.verdict.quirk?.differed ?? 0;
    return differed === 0 ? EXIT.asExpected : EXIT.notAsExpected;
  } finally {
    await spool.discard();
    await kept.close();
  }
}

/** A log as it is read, and how. */
interface OpenLog {
  readonly options: ReplayOptions;
  readonly chunks: AsyncIterable<Buffer>;
}

async function replayInto(
  spool: Spool,
  writer: ReplayWriter,
  { options, chunks }: OpenLog,
  io: ReplayStreams,
): Promise<ReplaySummary> {
  const label = logLabel(options.log);
  const splitter = new LineSplitter(label);
  const follower = new LogFollower(options);
  const progress = new Progress(io.stderr);
  const textOf = (writes: readonly ReplayedWrite[]) => {
    let text = "";
    for (const write of writes) text += writer.write(write);
    return text;
  };
  try {
    await spool.write(writer.start());
    for await (const chunk of chunks) {
      let text = "";
      for (const line of splitter.push(chunk)) text += textOf(follower.follow(line));
      await spool.write(text);
      progress.update(`${splitter.count} lines`);
    }
    for (const line of splitter.end()) await spool.write(textOf(follower.followLast(line)));
    const summary = follower.finish();
    await spool.write(writer.end(summary));
    return summary;
  } catch (error) {
    throw error instanceof LogError ? usageError(label, error) : error;
  } finally {
    progress.clear();
  }
}

function checkedJsonWriter(): ReplayWriter {
  const write = schemaCheck("replay", "/properties/writes/items");
  return jsonWriter({ write, summary: schemaCheck("replay", "/properties/summary") });
}

function usageError(label: string, { line, message }: LogError): UsageError {
  return new UsageError(`${line === undefined ? label : `${label}:${line}`}: ${message}`);
}
