/** A counterexample as a QEMU trace log that `replay` follows; docs/replay.md has the grammar. */
import { MSI_FLAGS } from "../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import type { ActionKind, Delivery, WorldAction } from "../../model/world/action.js";
import { placeOf } from "../../model/world/registers.js";
import { allocation, granted, SLOTS, type WorldState } from "../../model/world/state.js";
import { formatLine } from "../trace-log/codec.js";
import type { Directive } from "../trace-log/lines.js";
import { type ArrivedPiece, piecesOf, type RunStep } from "../world/run.js";
import { type ConfigValue, PairValues } from "./concrete.js";
import type { Counterexample } from "./counterexample.js";
import { DeviceRegisters } from "./device-registers.js";

type ActionOf<Kind extends ActionKind> = Extract<WorldAction, { readonly kind: Kind }>;

/** What the device got of a piece, as the world has it. */
export interface DeviceWrite {
  /** Bytes from the start of BAR 0. */
  readonly address: number;
  /** Bytes: 4, or 2 of a write that the trapped window rejects. */
  readonly size: number;
  readonly guest: bigint;
  /** Undefined: nothing. */
  readonly device: bigint | undefined;
  /** As the trace says it: the branch of the handler, or "not trapped". */
  readonly branch: string;
}

export interface FindingLog {
  /** Lines before the first step, and of each step: nothing but what QEMU logs and what it does not. */
  readonly start: readonly string[];
  readonly steps: readonly (readonly string[])[];
  /** What a replay of the lines has to show. */
  readonly writes: readonly DeviceWrite[];
}

const NO_HOST: Directive = { kind: "host", host: "unreadable" };
const DEVICE = "0000:01:00.0";
const CAPABILITY = 0x50;
const WINDOW = TRAPPED_WINDOWS[0x1103] ?? { base: 0, size: 0 };
/** Where the trapped range's registers are also reached, beside it. */
const UNTRAPPED = 0x100000;
/** Words of the register map. */
const WORDS = 10;

/** The log of a counterexample, and what it has to show when it is replayed. */
export function logOf(counterexample: Counterexample): FindingLog {
  return new LogWriter(counterexample).write();
}

/** One counterexample on its way into lines. */
class LogWriter {
  private readonly lines: string[] = [];
  private readonly writes: DeviceWrite[] = [];
  private readonly registers = new DeviceRegisters();
  private readonly pairs: PairValues;
  /** BAR offset of word 0. */
  private readonly origin: number;

  constructor(private readonly counterexample: Counterexample) {
    const { start, allocated } = counterexample;
    this.pairs = new PairValues(start, allocated);
    const cut = start.windowEnd === "cuts-slot-0";
    this.origin = cut ? WINDOW.base + WINDOW.size - 8 : WINDOW.base;
  }

  write(): FindingLog {
    const { start, steps } = this.counterexample;
    this.setUp(start);
    const linesOf = (step: RunStep) => {
      this.tell(step);
      return this.lines.splice(0);
    };
    return { start: this.lines.splice(0), steps: steps.map(linesOf), writes: this.writes };
  }

  private setUp(start: WorldState): void {
    const { capability, quirk, eightByte } = start;
    this.say({ kind: "capability", offset: CAPABILITY, is64Bit: capability === "64-bit" });
    this.say({ kind: "trap", window: quirk === "present" ? WINDOW : null });
    this.sayPlaces(start);
    if (eightByte === "whole-only") this.say({ kind: "eight-byte", isWholeOnly: true });
    const isWithoutRemapping = start.remapping === "off";
    const isOtherArchitecture = start.architecture === "other";
    if (isWithoutRemapping || isOtherArchitecture) {
      this.say({ kind: "hardware", isWithoutRemapping, isOtherArchitecture });
    }
    this.say(NO_HOST);
  }

  /** Where the slots' registers are, and by which other way they are reached. */
  private sayPlaces(start: WorldState): void {
    for (const [slot, name] of SLOTS.entries()) {
      const { window: position, address, data } = placeOf(name, start);
      const at = (word: number) => this.origin + 4 * word;
      this.say({ kind: "slot", slot, address: at(address), data: at(data), position });
    }
    this.say({ kind: "window", position: start.window });
    this.say({ kind: "alias", base: UNTRAPPED, of: this.origin, size: 4 * WORDS });
  }

  /** The lines of one step. What QEMU logs is as QEMU logs it. */
  private tell(step: RunStep): void {
    const { action, before, after } = step;
    switch (action.kind) {
      case "write":
        this.tellWrite(action.delivery, piecesOf(step), before);
        break;
      case "program-pair":
        this.config(this.pairs.programPair(after));
        break;
      case "enable-msi":
      case "disable-msi":
        this.config([this.flags(after)]);
        this.tellGrant(after);
        break;
      case "grow-allocation":
        this.config([this.flags(after)]);
        break;
      case "move-host-pair":
        this.say(this.host(after));
        break;
      case "move-window":
        this.say({ kind: "window", position: action.to });
        break;
      case "give-up":
        this.say({ kind: "give-up", slot: SLOTS.indexOf(action.slot) });
        break;
      case "reset-device":
        this.registers.clear();
        this.say({ kind: "device-reset" });
        break;
      case "reset-machine":
        this.tellMachineReset();
        break;
      case "program-by-memory":
        this.tellMemory(after);
        break;
      case "message":
        this.tellMessage(action);
        break;
      case "read":
        this.tellRead(action);
        break;
    }
  }

  /** QEMU logs how many vectors it got, if any. */
  private tellGrant(after: WorldState): void {
    if (after.grant === "none") {
      this.say(NO_HOST);
      return;
    }
    const vectors = granted(after, this.counterexample.allocated);
    this.lines.push(formatLine({ kind: "msi-enable", name: DEVICE, vectors }));
    this.say(this.host(after));
  }

  private tellMachineReset(): void {
    this.registers.clear();
    this.pairs.resetMachine();
    this.say({ kind: "machine-reset" });
    this.say(NO_HOST);
  }

  private tellMemory(after: WorldState): void {
    const low = this.pairs.guestValue("address", after);
    const high = this.pairs.guestValue("high-word", after);
    const data = this.pairs.guestValue("data+0", after);
    this.registers.setSlot0({ low, high, data });
    this.say({ kind: "memory", slot: 0, address: low + (high << 32n), data: Number(data) });
  }

  /** A device that sends something else than its slot holds sends a message that is nobody's. */
  private tellMessage({ sends, fate }: ActionOf<"message">): void {
    const { low, high, data } = this.registers.slot0();
    const own = { address: low + (high << 32n), data: Number(data) };
    const pair = sends === "own" ? own : null;
    this.say({ kind: "message", slot: 0, pair, fate: fate.replaceAll(" ", "-") });
  }

  private tellRead({ word, register, bytes }: ActionOf<"read">): void {
    const value = bytes === 2 ? 0n : this.registers.valueAt({ word, register });
    this.say({ kind: "read", address: this.origin + 4 * word, size: bytes, value });
  }

  private tellWrite(delivery: Delivery, pieces: readonly ArrivedPiece[], before: WorldState): void {
    if (delivery === "read-fails" || delivery === "write-fails") this.say({ kind: delivery });
    const origin = delivery === "untrapped" ? UNTRAPPED : this.origin;
    const size = delivery === "rejected" ? 2 : 4;
    const guests = pieces.map(({ value }) =>
      BigInt.asUintN(8 * size, this.pairs.guestValue(value, before)),
    );
    for (const [i, piece] of pieces.entries()) {
      const device = this.pairs.receivedValue(piece, delivery, before);
      const guest = guests[i] ?? 0n;
      const address = origin + 4 * piece.word;
      this.writes.push({ address, size, guest, device, branch: piece.branch });
      if (device !== undefined) this.registers.set(piece, device);
    }
    const whole = guests.reduce((value, guest, i) => value + (guest << BigInt(32 * i)), 0n);
    const address = origin + 4 * (pieces[0]?.word ?? 0);
    const written = { name: DEVICE, region: 0, address, value: whole, size: size * pieces.length };
    this.lines.push(formatLine({ kind: "region-write", ...written }));
  }

  private config(writes: readonly ConfigValue[]): void {
    for (const { offset, value, length } of writes) {
      const written = { name: DEVICE, address: CAPABILITY + offset, value, length };
      this.lines.push(formatLine({ kind: "config-write", ...written }));
    }
  }

  /** The flags of a device with 32 vectors and per-vector masking, as a driver writes them back. */
  private flags(state: WorldState): ConfigValue {
    const allocated = Math.log2(allocation(state, this.counterexample.allocated)) << 4;
    const layout = state.capability === "64-bit" ? 0x80 : 0;
    const value = 0x10a | layout | allocated | (state.msi === "enabled" ? 1 : 0);
    return { offset: MSI_FLAGS, value, length: 2 };
  }

  /** A pair that is new. */
  private host(state: WorldState): Directive {
    const { address, high, data } = this.pairs.nextHostPair();
    const vectors = granted(state, this.counterexample.allocated);
    const bigEndian = state.byteOrder === "big";
    const host = { address, data, high: state.capability === "64-bit" ? high : 0, bigEndian };
    return { kind: "host", host, vectors };
  }

  private say(directive: Directive): void {
    this.lines.push(formatLine(directive));
  }
}
