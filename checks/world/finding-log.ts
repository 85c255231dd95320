/** A counterexample as a QEMU trace log that `replay` follows; docs/replay.md has the grammar. */
import { MSI_FLAGS } from "../../model/qemu/msi-capability.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import type { GuestWrite } from "../../model/world/move.js";
import { allocation, granted, type WorldState } from "../../model/world/state.js";
import { formatLine } from "../trace-log/codec.js";
import type { Directive } from "../trace-log/lines.js";
import { type ConfigValue, PairValues } from "./concrete.js";
import type { Counterexample, WorldStep } from "./counterexample.js";
import { DeviceRegisters } from "./device-registers.js";
import { deedOf, quirkTexts } from "./words.js";

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
  readonly lines: readonly string[];
  /** What a replay of the lines has to show. */
  readonly writes: readonly DeviceWrite[];
}

const NO_HOST: Directive = { kind: "host", host: "unreadable" };
const DEVICE = "0000:01:00.0";
const CAPABILITY = 0x50;
const WINDOW = TRAPPED_WINDOWS[0x1103] ?? { base: 0, size: 0 };
/** Where the trapped range's registers are also reached, beside it. */
const UNTRAPPED = 0x100000;

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
    for (const [position, step] of steps.entries()) {
      const quirk = quirkTexts(step);
      const did = quirk.length === 0 ? "" : ` [${quirk.join(", ")}]`;
      this.lines.push(`# ${position + 1} ${step.actor}: ${deedOf(step)}${did}`);
      this.tell(step);
    }
    return { lines: this.lines, writes: this.writes };
  }

  private setUp({ capability, quirk, eightByte }: WorldState): void {
    this.say({ kind: "capability", offset: CAPABILITY, is64Bit: capability === "64-bit" });
    this.say({ kind: "trap", window: quirk === "present" ? WINDOW : null });
    if (eightByte === "whole-only") this.say({ kind: "eight-byte", isWholeOnly: true });
    this.say(NO_HOST);
  }

  /** The lines of one step. What QEMU logs is as QEMU logs it. */
  private tell(step: WorldStep): void {
    const { move, outcome, after } = step;
    if (outcome.write !== undefined) this.tellWrite(outcome.write, step.before);
    else if (move === "capability pair") this.config(this.pairs.programPair(after));
    else if (move === "enable MSI") this.tellEnabled(after);
    else if (move === "disable MSI") this.tellDisabled(after);
    else if (move === "grow the allocation") this.config([this.flags(after)]);
    else if (move === "host pair moves") this.say(this.host(after));
    else this.tellOther(step);
  }

  private tellOther(step: WorldStep): void {
    const { move, outcome, after } = step;
    if (move === "window") this.say({ kind: "window", position: after.window });
    else if (move === "device reset") this.tellDeviceReset();
    else if (move === "machine reset") this.tellMachineReset();
    else if (move.endsWith(" given up"))
      this.say({ kind: "give-up", slot: Number(move.charAt("slot".length)) });
    else if (move === "pair by memory") this.tellMemory(after);
    else if (move === "message") this.tellMessage(outcome.label);
    else if (move.startsWith("read ")) this.tellRead(outcome.label, after);
    else throw new Error(`no line of a log tells '${move}'`);
  }

  private tellEnabled(after: WorldState): void {
    this.config([this.flags(after)]);
    this.say(after.grant === "none" ? NO_HOST : this.host(after));
  }

  private tellDisabled(after: WorldState): void {
    this.config([this.flags(after)]);
    this.say(NO_HOST);
  }

  private tellDeviceReset(): void {
    this.registers.clear();
    this.say({ kind: "device-reset" });
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
    this.registers.setSlot0({ low, high, data }, after);
    this.say({ kind: "memory", slot: 0, address: low + (high << 32n), data: Number(data) });
  }

  /** A device that sends something else than its slot holds sends a message that is nobody's. */
  private tellMessage(label: string): void {
    const fate = (label.split(": ")[1] ?? "").replaceAll(" ", "-");
    const { low, high, data } = this.registers.slot0(this.counterexample.start);
    const own = label.startsWith("slot 0 sends its message");
    const pair = own ? { address: low + (high << 32n), data: Number(data) } : null;
    this.say({ kind: "message", slot: 0, pair, fate });
  }

  private tellRead(label: string, after: WorldState): void {
    const { low, data } = this.registers.slot0(after);
    const size = label.startsWith("reads 2 bytes") ? 2 : 4;
    if (label === "reads slot 0's address") this.sayRead(0, size, low);
    else if (label === "reads slot 0's data") {
      this.sayRead(after.slot0Data === "plus-8" ? 2 : 9, size, data);
    } else this.sayRead(2, size, size === 2 ? 0n : this.registers.valueAt(2, after));
  }

  private sayRead(word: number, size: number, value: bigint): void {
    this.say({ kind: "read", address: this.origin + 4 * word, size, value });
  }

  private tellWrite(write: GuestWrite, before: WorldState): void {
    const { delivery, pieces } = write;
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
      if (device !== undefined) this.registers.set(piece.word, before, device);
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
