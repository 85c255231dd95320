/** A log taken through the model and watched on the way: the whole of what `replay` does with an event. */
import { hex } from "../../model/bits.js";
import { CHIPS } from "../../model/devices/index.js";
import { allocatedVectors } from "../../model/qemu/msi-capability.js";
import type { TrappedWindow } from "../../model/quirk.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import type {
  ConfigWriteEvent,
  Directive,
  MsiSetupEvent,
  QuirkEvent,
  RegionWriteEvent,
  TraceEvent,
} from "../trace-log/lines.js";
import { CapabilityPlace, type Said } from "./capability-place.js";
import { LogError } from "./log-error.js";
import { ReplaySession, type ReplaySetup } from "./replay.js";
import type { Note, ReplayedWrite, ReplayStart, ReplaySummary } from "./result.js";
import { startOf } from "./start.js";
import { InPlaceWatch } from "./watch/in-place.js";
import { LogWatch } from "./watch/log-watch.js";
import { type WatchedChip, watchedChip } from "./watch/registers.js";
import type { LogVerdict } from "./watch/result.js";
import { ToldSlots } from "./watch/told-slots.js";
import { ToldWatch } from "./watch/told-watch.js";
import { logVerdict } from "./watch/verdict.js";

export interface LogSetup extends ReplaySetup {
  /** Chips the log may be of; default: all. */
  readonly chips?: readonly WatchedChip[];
  /** The range is one that somebody chose for this device. Default: it is another's, for want of a better one. */
  readonly isRangeSaid?: boolean;
  /** Options that were given: what the log says otherwise contradicts them. Default: none. */
  readonly said?: Said;
}

/** Follows one device, in constant memory. */
export class LogReplay {
  readonly #session: ReplaySession;
  #log: LogWatch;
  readonly #slots = new ToldSlots();
  readonly #told = new ToldWatch();
  /** Line of the first event. */
  #begun: number | undefined;
  readonly #quirk = new InPlaceWatch();
  readonly #place: CapabilityPlace;
  readonly #notes: Note[] = [];
  #barWritten = false;
  readonly #isChipFound: boolean;
  readonly #isRangeSaid: boolean;
  /** A line `# quirkcheck: trap` said it. */
  #rangeTold = false;
  readonly #start: ReplayStart;

  constructor(setup: LogSetup) {
    this.#session = new ReplaySession(setup);
    this.#log = new LogWatch(setup.chips ?? CHIPS.map(watchedChip), setup.capability);
    this.#isChipFound = setup.chips === undefined;
    this.#isRangeSaid = setup.isRangeSaid === true;
    this.#start = startOf(setup);
    this.#place = new CapabilityPlace(setup.said ?? new Set());
  }

  /**
   * Takes one event of the followed device.
   * @param line its line of the log, from 1
   * @returns what became of each piece of a write to region 0; nothing for every other event
   * @throws LogError if it contradicts what was said of the log
   */
  step(event: TraceEvent, line: number): ReplayedWrite[] {
    this.#begun ??= line;
    if (event.kind === "msi-setup") this.#setUp(event, line);
    else this.#place.use(line);
    if (event.kind === "region-write") return this.#write(event, line);
    this.#watch(event, line);
    return [];
  }

  /** An event that writes nothing to the device. */
  #watch(event: TraceEvent, line: number): void {
    switch (event.kind) {
      case "config-write":
        this.#layOut(this.#place.write(event, this.#session, line));
        this.#writeConfig(event, line);
        break;
      case "config-read":
        this.#layOut(this.#place.read(event, this.#session, line));
        break;
      case "msi-enable":
        this.#place.enable(event, this.#session, line);
        this.#log.grant(event.vectors, line);
        break;
      case "region-read":
        if (event.region === 0) this.#log.read(event, line, this.#session.window);
        break;
      case "qemu-reset":
      case "hot-reset":
        this.#resetMachine(line);
        break;
      case "quirk-probe":
        this.#quirk.noteInPlace();
        break;
      case "quirk-address":
      case "quirk-data":
        this.#announce(event, line);
    }
  }

  #setUp(event: MsiSetupEvent, line: number): void {
    this.#place.setUp(event, this.#session, line);
    this.#session.setUp(event.offset);
    this.#log.startAnew(this.#session.capability);
    this.#quirk.forgetHost();
  }

  #layOut(is64Bit: boolean | undefined): void {
    if (is64Bit !== undefined) this.#session.layOut(is64Bit);
  }

  #writeConfig(event: ConfigWriteEvent, line: number): void {
    const wasEnabled = this.#log.pair.enabled;
    this.#session.step(event, line);
    this.#log.writeConfig(event, this.#session, line);
    if (wasEnabled === this.#log.pair.enabled) return;
    this.#quirk.forgetHost();
    this.#told.endGrant();
  }

  /**
   * QEMU resets a device with its machine or its bus, and the emulated capability with it (hw/pci/pci.c
   * pci_do_device_reset, which calls msi_reset). The patch has no reset hook.
   */
  #resetMachine(line: number): void {
    this.#log.noteQemuReset();
    this.follow({ kind: "machine-reset" }, line);
    this.#quirk.forgetHost();
  }

  #announce(event: QuirkEvent, line: number): void {
    const vectors = allocatedVectors(this.#session.capability);
    const { state } = this.#session;
    const host = this.#quirk.announce(event, { line, vectors, state });
    if (host !== undefined) this.#session.follow({ kind: "host", host });
  }

  /** One thing more that limits the meaning of the result. */
  note(note: Note): void {
    this.#notes.push(note);
  }

  /** Follows what the log tells beside QEMU's events. @param line its line of the log */
  follow(directive: Directive, line: number): void {
    this.#session.follow(directive);
    this.#followTold(directive, line);
    if (directive.kind === "capability") this.#place.tell();
    if (directive.kind === "trap") this.#rangeTold = true;
    if (directive.kind === "device-reset") this.#log.reset(line);
    if (directive.kind === "machine-reset") {
      this.#log.reset(line);
      this.#log.startAnew(this.#session.capability);
      this.#told.endGrant();
    } else this.#log.updateCapability(this.#session.capability, line);
  }

  /** What the handler does not see of it. */
  #followTold(directive: Directive, line: number): void {
    if (directive.kind === "slot" || directive.kind === "alias") this.#takePlace(directive, line);
    const watch = this.#log.told;
    const index = "slot" in directive ? this.#slots.indexOf(directive.slot) : undefined;
    const slots = watch === undefined || index === undefined ? undefined : { watch, index };
    this.#told.follow(directive, line, { pair: this.#log.pair, slots });
    if (directive.kind === "window") this.#moveWindow(this.#slots.moveWindow(directive.position));
    if (directive.kind === "read") this.#log.read(directive, line, this.#session.window);
    if (slots === undefined) return;
    if (directive.kind === "give-up") watch?.giveUp(slots.index);
    if (directive.kind === "memory") watch?.programByMessage(slots.index);
  }

  /** The log says where a slot is, or where else its registers are. */
  #takePlace(directive: Extract<Directive, { kind: "slot" | "alias" }>, line: number): void {
    if (this.#begun !== undefined) {
      throw new LogError(
        `# quirkcheck: ${directive.kind}: is expected before the first event, which is on line ${this.#begun}`,
        line,
      );
    }
    if (directive.kind === "slot") this.#slots.add(directive);
    else this.#slots.addAlias(directive);
    if (!this.#slots.any) return;
    this.#log = new LogWatch([this.#slots.chip()], this.#session.capability, this.#slots);
    this.#moveWindow(this.#slots.setting);
  }

  #moveWindow(setting: number | undefined): void {
    if (setting !== undefined) this.#log.told?.moveWindow(setting);
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
    const verdict = logVerdict({
      ...{ log: this.#log, quirk: this.#quirk, told: this.#told },
      isOfAny: this.#isChipFound,
    });
    const range = this.#ownRange(verdict);
    const unwritten: readonly Note[] = this.#barWritten ? [] : [{ kind: "BAR 0 not written" }];
    const notes = [
      ...summary.notes,
      ...unwritten,
      ...this.#notes,
      ...this.#rangeNote(verdict, range),
    ];
    return { ...summary, start: this.#start, notes, verdict, range };
  }

  /** What the patch would have trapped of the chip that the log is of; null: that was taken, or nobody knows. */
  #ownRange({ device }: LogVerdict): TrappedWindow | null {
    if (!this.#isChipFound || this.#rangeTold || device === null) return null;
    const { trapped } = this.#start;
    const own = TRAPPED_WINDOWS[device.deviceId];
    const isOther = own !== undefined && (own.base !== trapped.base || own.size !== trapped.size);
    return isOther ? own : null;
  }

  #rangeNote({ device }: LogVerdict, own: TrappedWindow | null): readonly Note[] {
    if (device === null || this.#rangeTold || this.#isRangeSaid) return [];
    const { name: chip, deviceId } = device;
    if (own !== null || TRAPPED_WINDOWS[deviceId] !== undefined) return [];
    return [{ kind: "no range", chip, deviceId }];
  }

  #write(event: RegionWriteEvent, line: number): ReplayedWrite[] {
    const guest = this.#quirk.guestWrite(event);
    const before = this.#session.state;
    if (guest.region === 0) {
      this.#barWritten = true;
      this.#log.write(guest, line, this.#session.window);
    }
    const writes = this.#session.step(guest, line);
    this.#quirk.compare(event, writes, before);
    return writes;
  }
}
