/** Lines of a log, one after the other: parsed, their device chosen, replayed and counted. */
import { isEvent, isWholeLine, parseLine } from "../trace-log/codec.js";
import type { TraceEvent } from "../trace-log/lines.js";
import { DeviceSelector } from "./device-names.js";
import { LogError } from "./log-error.js";
import { LogReplay, type LogSetup } from "./log-replay.js";
import type { ReplayedWrite, ReplaySummary } from "./result.js";

export class LogFollower {
  readonly #devices: DeviceSelector;
  readonly #replay: LogReplay;
  #line = 0;

  /** `name`: the device to follow; undefined: the only one of the log. */
  constructor({ name, setup }: { readonly name: string | undefined; readonly setup: LogSetup }) {
    this.#devices = new DeviceSelector(name);
    this.#replay = new LogReplay(setup);
  }

  /**
   * What became of the writes on the next line, which is without its ending.
   * @throws LogError if it cannot be followed
   */
  follow(line: string): readonly ReplayedWrite[] {
    this.#line++;
    const parsed = parseLine(line);
    if (parsed === undefined) return NOTHING;
    if (parsed.kind === "unreadable") return this.#explain(parsed.problem);
    if (isEvent(parsed)) return this.#followEvent(parsed);
    this.#replay.follow(parsed, this.#line);
    return NOTHING;
  }

  /** The same of the line without an ending, which a killed QEMU may have cut short: then it is left out. */
  followLast(line: string): readonly ReplayedWrite[] {
    if (isWholeLine(line)) return this.follow(line);
    this.#line++;
    this.#replay.note({ kind: "cut short", line: this.#line });
    return NOTHING;
  }

  /**
   * What came out of the whole log.
   * @throws LogError if it had nothing to follow
   */
  finish(): ReplaySummary {
    const { seen, missing } = this.#devices;
    if (this.#line === 0) throw new LogError("is empty, a trace log is expected");
    if (seen.length === 0) {
      throw new LogError(
        `no vfio_region_write or vfio_pci_write_config line in ${this.#line} lines, so this is no log of these trace events`,
      );
    }
    if (missing !== undefined) {
      throw new LogError(
        `no device ${quoted(missing)} in this log, --name can be ${seen.map(quoted).join(", ")}`,
      );
    }
    return this.#replay.summary(this.#line);
  }

  #followEvent(event: TraceEvent): readonly ReplayedWrite[] {
    if (!this.#isFollowed(event)) return NOTHING;
    const writes = this.#replay.step(event, this.#line);
    if (this.#replay.lacksHost) this.#explain(HOST_MISSING);
    return writes;
  }

  #isFollowed(event: TraceEvent): boolean {
    const selection = this.#devices.select(event.name);
    if (typeof selection === "string") return selection === "follow";
    const [first, second] = selection.ambiguous;
    throw new LogError(
      `the log has two devices, ${quoted(first)} and ${quoted(second)}: choose one with --name`,
      this.#line,
    );
  }

  /** Of a line that cannot be followed. The longest accepted prefix is every line before it. */
  #explain(problem: string): never {
    const accepted = this.#line === 1 ? "no line" : `lines 1 to ${this.#line - 1}`;
    const message = `${problem}; accepted: ${accepted}, ${this.#replay.position()}`;
    throw new LogError(message, this.#line);
  }
}

const NOTHING: readonly ReplayedWrite[] = [];

const HOST_MISSING =
  "--host-address and --host-data missing: what the host granted (or --read-fails, or a line '# quirkcheck: host ...')";

/** A name as one line of plain text, whatever it holds. */
function quoted(name: string): string {
  return `'${name.replace(/\p{Cc}/gu, "?").slice(0, 80)}'`;
}
