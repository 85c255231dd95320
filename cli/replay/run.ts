/** The replay itself: chunks of a log in, pieces of text out, constant memory. */
import type { Readable, Writable } from "node:stream";
import { DeviceSelector } from "../../checks/replay/device-names.js";
import { LogReplay, type LogSetup } from "../../checks/replay/log-replay.js";
import type { ReplaySummary } from "../../checks/replay/result.js";
import { isEvent, parseLine } from "../../checks/trace-log/codec.js";
import type { TraceEvent } from "../../checks/trace-log/lines.js";
import { EXIT, UsageError } from "../errors.js";
import { isColoured } from "../output.js";
import { Progress } from "../progress.js";
import { refuseSameFile } from "../same-file.js";
import { type Spool, spoolToFile, spoolToStream, writeTo } from "../spool.js";
import { LineSplitter } from "./lines.js";
import { logLabel, readLog } from "./log-source.js";
import { jsonWriter, type ReplayWriter, summaryText, tableWriter } from "./writers.js";

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
 * has been read.
 *
 * @returns the exit code: 1 if a quirk in place did not do what its model does, else 0
 * @throws UsageError, one line, if the log or the output file is unfit
 */
export async function runReplay(options: ReplayOptions, io: ReplayStreams): Promise<number> {
  const { log, json, assumptions } = options;
  const toFile = json !== undefined && json !== "-";
  const coloured = isColoured(io.stdout);
  if (toFile) await refuseSameFile({ inputs: [log], outputs: [json] });
  const spool = toFile ? await spoolToFile(json) : await spoolToStream(io.stdout);
  try {
    const writer = json === undefined ? tableWriter(coloured, assumptions) : jsonWriter();
    const summary = await replayInto(spool, writer, options, io);
    await spool.commit();
    if (toFile) await writeTo(io.stdout, summaryText(summary, coloured, assumptions));
    const differed = summary.verdict.quirk?.differed ?? 0;
    return differed === 0 ? EXIT.asExpected : EXIT.notAsExpected;
  } finally {
    await spool.discard();
  }
}

async function replayInto(
  spool: Spool,
  writer: ReplayWriter,
  options: ReplayOptions,
  io: ReplayStreams,
): Promise<ReplaySummary> {
  const label = logLabel(options.log);
  const splitter = new LineSplitter(label);
  const follower = new Follower(label, options);
  const progress = new Progress(io.stderr);
  try {
    await spool.write(writer.start());
    for await (const chunk of readLog(options.log, io.stdin)) {
      await spool.write(follower.follow(splitter.push(chunk), writer));
      progress.update(`${splitter.count} lines`);
    }
    await spool.write(follower.followLast(splitter.end(), writer));
    const summary = follower.finish();
    await spool.write(writer.end(summary));
    return summary;
  } finally {
    progress.clear();
  }
}

/** Takes lines through parser, device choice and session, and counts them. */
class Follower {
  readonly #label: string;
  readonly #devices: DeviceSelector;
  readonly #replay: LogReplay;
  #line = 0;

  constructor(label: string, options: ReplayOptions) {
    this.#label = label;
    this.#devices = new DeviceSelector(options.name);
    this.#replay = new LogReplay(options.setup);
  }

  /** The text of all writes on these lines. */
  follow(lines: readonly string[], writer: ReplayWriter): string {
    let text = "";
    for (const line of lines) text += this.#followLine(line, writer);
    return text;
  }

  /** The same of the line without an ending, which a killed QEMU may have cut short: then it is left out. */
  followLast(lines: readonly string[], writer: ReplayWriter): string {
    const [line] = lines;
    if (line === undefined) return "";
    if (isWhole(line)) return this.follow(lines, writer);
    this.#line++;
    this.#replay.note(`line ${this.#line}, the last, is cut short and left out`);
    return "";
  }

  #followLine(line: string, writer: ReplayWriter): string {
    this.#line++;
    const parsed = parseLine(line);
    if (parsed === undefined) return "";
    if (parsed.kind === "unreadable") return this.#explain(parsed.problem);
    if (isEvent(parsed)) return this.#followEvent(parsed, writer);
    this.#replay.follow(parsed, this.#line);
    return "";
  }

  #followEvent(event: TraceEvent, writer: ReplayWriter): string {
    if (!this.#isFollowed(event)) return "";
    let text = "";
    for (const write of this.#replay.step(event, this.#line)) text += writer.write(write);
    if (this.#replay.lacksHost) this.#explain(HOST_MISSING);
    return text;
  }

  /** @throws UsageError if the log had nothing to follow */
  finish(): ReplaySummary {
    const { seen, missing } = this.#devices;
    if (this.#line === 0) throw new UsageError(`${this.#label}: is empty, a trace log is expected`);
    if (seen.length === 0) {
      throw new UsageError(
        `${this.#label}: no vfio_region_write or vfio_pci_write_config line in ${this.#line} lines, so this is no log of these trace events`,
      );
    }
    if (missing !== undefined) {
      throw new UsageError(
        `${this.#label}: no device ${quoted(missing)} in this log, --name can be ${seen.map(quoted).join(", ")}`,
      );
    }
    return this.#replay.summary(this.#line);
  }

  #isFollowed(event: TraceEvent): boolean {
    const selection = this.#devices.select(event.name);
    if (typeof selection === "string") return selection === "follow";
    const [first, second] = selection.ambiguous;
    return this.#refuse(
      `the log has two devices, ${quoted(first)} and ${quoted(second)}: choose one with --name`,
    );
  }

  #refuse(problem: string): never {
    throw new UsageError(`${this.#label}:${this.#line}: ${problem}`);
  }

  /** Of a line that cannot be followed. The longest accepted prefix is every line before it. */
  #explain(problem: string): never {
    const accepted = this.#line === 1 ? "no line" : `lines 1 to ${this.#line - 1}`;
    return this.#refuse(`${problem}; accepted: ${accepted}, ${this.#replay.position()}`);
  }
}

/** A line that ends as QEMU ends its events, or is none of them. A quirk's line may be cut within its last number. */
function isWhole(line: string): boolean {
  const parsed = parseLine(line);
  if (parsed === undefined) return true;
  if (parsed.kind === "quirk-address" || parsed.kind === "quirk-data") return false;
  return parsed.kind !== "unreadable" || line.trimEnd().endsWith(")");
}

const HOST_MISSING =
  "--host-address and --host-data missing: what the host granted (or --read-fails, or a line '# quirkcheck: host ...')";

/** A name as one line of plain text, whatever it holds. */
function quoted(name: string): string {
  return `'${name.replace(/\p{Cc}/gu, "?").slice(0, 80)}'`;
}
