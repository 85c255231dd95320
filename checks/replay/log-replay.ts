/** A log taken through the model and watched on the way: the whole of what `replay` does with an event. */
import { hex } from "../../model/bits.js";
import type { Chip } from "../../model/devices/chip.js";
import { CHIPS } from "../../model/devices/index.js";
import { allocatedVectors } from "../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import type { Directive, RegionWriteEvent, TraceEvent } from "../trace-log/lines.js";
import { ReplaySession, type ReplaySetup } from "./replay.js";
import type { Note, ReplayedWrite, ReplayStart, ReplaySummary } from "./result.js";
import { startOf } from "./start.js";
import { InPlaceWatch } from "./watch/in-place.js";
import { LogWatch } from "./watch/log-watch.js";
import type { LogVerdict } from "./watch/result.js";
import { logVerdict } from "./watch/verdict.js";

export interface LogSetup extends ReplaySetup {
  /** Chips the log may be of; default: all. */
  readonly chips?: readonly Chip[];
}

/** Follows one device, in constant memory. */
export class LogReplay {
  readonly #session: ReplaySession;
  readonly #log: LogWatch;
  readonly #quirk = new InPlaceWatch();
  readonly #notes: Note[] = [];
  readonly #isChipFound: boolean;
  readonly #start: ReplayStart;

  constructor(setup: LogSetup) {
    this.#session = new ReplaySession(setup);
    this.#log = new LogWatch(setup.chips ?? CHIPS, setup.capability);
    this.#isChipFound = setup.chips === undefined;
    this.#start = startOf(setup);
  }

  /**
   * Takes one event of the followed device.
   * @param line its line of the log, from 1
   * @returns what became of each piece of a write to region 0; nothing for every other event
   */
  step(event: TraceEvent, line: number): ReplayedWrite[] {
    switch (event.kind) {
      case "region-write":
        return this.#write(event, line);
      case "config-write": {
        const wasEnabled = this.#log.pair.enabled;
        this.#session.step(event, line);
        this.#log.writeConfig(event, this.#session, line);
        if (wasEnabled !== this.#log.pair.enabled) this.#quirk.forgetHost();
        return [];
      }
      case "region-read":
        if (event.region === 0) this.#log.read(event, line, this.#session.window);
        return [];
      case "qemu-reset":
        this.#log.reset(line);
        return [];
      case "quirk-probe":
        this.#quirk.noteInPlace();
        return [];
      default: {
        const vectors = allocatedVectors(this.#session.capability);
        const { state } = this.#session;
        const host = this.#quirk.announce(event, { line, vectors, state });
        if (host === undefined) return [];
        this.#session.follow({ kind: "host", host });
        return [];
      }
    }
  }

  /** One thing more that limits the meaning of the result. */
  note(note: Note): void {
    this.#notes.push(note);
  }

  /** Follows what the log tells beside QEMU's events. @param line its line of the log */
  follow(directive: Directive, line: number): void {
    this.#session.follow(directive);
    const isReset = directive.kind === "machine-reset" || directive.kind === "device-reset";
    if (isReset) this.#log.reset(line);
    this.#log.updateCapability(this.#session.capability, line);
  }

  /** True once the handler has looked for the host's pair, and nobody had said what it is. */
  get lacksHost(): boolean {
    return this.#session.lacksHost;
  }

  /** Where the model stands and what it waits for, as part of a sentence. */
  position(): string {
    const { state, awaited } = this.#session;
    const next =
      awaited === null ? "no data is awaited" : `the data of a slot is awaited at ${hex(awaited)}`;
    return `the model is in ${state}, ${next}`;
  }

  /** What came out so far. `lines`: lines read of the log. */
  summary(lines: number): ReplaySummary {
    this.#quirk.closeLast(this.#session.state);
    const summary = this.#session.summary(lines);
    const verdict = logVerdict(this.#log, this.#quirk);
    const notes = [...summary.notes, ...this.#notes, ...this.#rangeNote(verdict)];
    return { ...summary, start: this.#start, notes, verdict };
  }

  /** The chip was found by the log, and the patch would have trapped another range of it. */
  #rangeNote({ device }: LogVerdict): readonly Note[] {
    const { window } = this.#session;
    if (!this.#isChipFound || device === null || window === null) return [];
    const own = TRAPPED_WINDOWS[device.deviceId];
    if (own === undefined || (own.base === window.base && own.size === window.size)) return [];
    return [{ kind: "other range", chip: device.name, deviceId: device.deviceId }];
  }

  #write(event: RegionWriteEvent, line: number): ReplayedWrite[] {
    const guest = this.#quirk.guestWrite(event);
    const before = this.#session.state;
    if (guest.region === 0) this.#log.write(guest, line, this.#session.window);
    const writes = this.#session.step(guest, line);
    this.#quirk.compare(event, writes, before);
    return writes;
  }
}
