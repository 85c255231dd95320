/** The replay itself: chunks of a log in, pieces of text out, constant memory. */
import type { Readable, Writable } from "node:stream";
import { DeviceSelector } from "../../checks/replay/device-names.js";
import { parseDirective } from "../../checks/replay/directive.js";
import { parseLine, type TraceEvent } from "../../checks/replay/parse-line.js";
import { ReplaySession, type ReplaySetup } from "../../checks/replay/replay.js";
import type { ReplaySummary } from "../../checks/replay/result.js";
import { EXIT, UsageError } from "../errors.js";
import { isColoured } from "../output.js";
import { Progress } from "../progress.js";
import { type Spool, spoolToFile, spoolToStream, writeTo } from "../spool.js";
import { LineSplitter } from "./lines.js";
import { logLabel, readLog, refuseSameFile } from "./log-source.js";
import { jsonWriter, type ReplayWriter, summaryText, tableWriter } from "./writers.js";

export interface ReplayOptions {
  /** A path, or `-` for standard input. */
  readonly log: string;
  /** Where the JSON goes: a path, `-` for standard output; undefined: a table on standard output. */
  readonly json: string | undefined;
  /** The device to follow; undefined: the only one of the log. */
  readonly name: string | undefined;
  readonly setup: ReplaySetup;
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
 * @returns the exit code, always 0
 * @throws UsageError, one line, if the log or the output file is unfit
 */
export async function runReplay(options: ReplayOptions, io: ReplayStreams): Promise<number> {
  const { log, json } = options;
  const toFile = json !== undefined && json !== "-";
  const coloured = isColoured(io.stdout);
  if (toFile && log !== "-") await refuseSameFile(log, json);
  const spool = toFile ? await spoolToFile(json) : await spoolToStream(io.stdout);
  try {
    const writer = json === undefined ? tableWriter(coloured) : jsonWriter();
    const summary = await replayInto(spool, writer, options, io);
    await spool.commit();
    if (toFile) await writeTo(io.stdout, summaryText(summary, coloured));
  } finally {
    await spool.discard();
  }
  return EXIT.asExpected;
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
    await spool.write(follower.follow(splitter.end(), writer));
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
  readonly #session: ReplaySession;
  #line = 0;

  constructor(label: string, options: ReplayOptions) {
    this.#label = label;
    this.#devices = new DeviceSelector(options.name);
    this.#session = new ReplaySession(options.setup);
  }

  /** The text of all writes on these lines. */
  follow(lines: readonly string[], writer: ReplayWriter): string {
    let text = "";
    for (const line of lines) {
      this.#line++;
      const directive = parseDirective(line);
      if (directive === undefined) text += this.#followEvent(line, writer);
      else if (directive.kind === "unreadable") this.#refuse(directive.problem);
      else this.#session.follow(directive);
    }
    return text;
  }

  #followEvent(line: string, writer: ReplayWriter): string {
    const event = parseLine(line);
    if (event === undefined) return "";
    if (event.kind === "unreadable") this.#refuse(event.problem);
    if (!this.#isFollowed(event)) return "";
    let text = "";
    for (const write of this.#session.step(event, this.#line)) text += writer.write(write);
    if (this.#session.lacksHost) this.#refuse(HOST_MISSING);
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
    return this.#session.summary(this.#line);
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
}

const HOST_MISSING =
  "--host-address and --host-data missing: what the host granted (or --read-fails, or a line '# quirkcheck: host ...')";

/** A name as one line of plain text, whatever it holds. */
function quoted(name: string): string {
  return `'${name.replace(/\p{Cc}/gu, "?").slice(0, 80)}'`;
}
