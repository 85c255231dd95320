/**
 * A trace log's writes, taken through the model one after the other.
 *
 * The log must hold what the guest wrote: taken without the quirk and with the region not mapped into the
 * guest (`x-no-mmap=on`), as the one in the patch's comment was.
 */
import {
  dispatchWrite,
  VFIO_REGION_ACCESS,
  type WriteAccess,
} from "../../model/qemu/memory-core.js";
import {
  allocatedVectors,
  createMsiCapability,
  isMsiEnabled,
  type MsiCapability,
  msiAddressLow,
  msiData,
  resetMsiCapability,
  setAllocatedVectors,
  setMsiEnabled,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import type { TrappedWindow } from "../../model/quirk.js";
import {
  type Cookie,
  FAILED_PHYSICAL_READ,
  type HandlerResult,
  type HandlerView,
  handlerView,
  TRAPPED_WINDOW_ACCESS,
  writeHandler,
} from "../../model/quirks/as-posted/handler.js";
import {
  INITIAL_MACHINE_STATE,
  type MachineState,
  stateAfter,
} from "../../model/quirks/as-posted/states.js";
import type { ConfigWriteEvent, Directive, RegionWriteEvent } from "../trace-log/lines.js";
import { type Host, physicalRegisters } from "./host.js";
import type { BranchCounts, Note, ReplayBranch, ReplayCounts, ReplayedWrite } from "./result.js";
import { atBar, splitAt } from "./split.js";

/** What is known before the first line of the log. */
export interface ReplaySetup {
  /** Where the MSI capability begins in configuration space. */
  readonly capabilityOffset: number;
  /** QEMU's copy of the capability as the log finds it. */
  readonly capability: MsiCapability;
  readonly window: TrappedWindow;
  readonly host: Host;
}

/** Follows one device. Holds the capability, the cookie and counts; never the writes. */
export class ReplaySession {
  #capabilityOffset: number;
  /** Null: there is no quirk. */
  #window: TrappedWindow | null;
  #host: Host;
  #capability: MsiCapability;
  #view: HandlerView;
  #cookie: Cookie = 0;
  #state: MachineState = INITIAL_MACHINE_STATE;
  #enabledOnce = false;
  #lacksHost = false;
  /** The device ignores the parts of an 8-byte write. */
  #isWholeOnly = false;
  /** What fails of the next write to the region. */
  readonly #failing = { read: false, write: false };
  /** By what would be said twice. */
  readonly #notes = new Map<string, Note>();
  readonly #branches: BranchCounts = {
    "replace-address": 0,
    "replace-data": 0,
    "data-mismatch": 0,
    pass: 0,
    rejected: 0,
    outside: 0,
  };

  constructor(setup: ReplaySetup) {
    this.#capabilityOffset = setup.capabilityOffset;
    this.#window = setup.window;
    this.#host = setup.host;
    this.#capability = setup.capability;
    this.#view = this.#viewNow();
    this.#noteEqualRoles();
  }

  /** True once the handler has looked for the host's pair, and nobody had said what it is. */
  get lacksHost(): boolean {
    return this.#lacksHost;
  }

  /** Follows what the log tells beside QEMU's events. */
  follow(directive: Directive): void {
    switch (directive.kind) {
      case "capability": {
        const { offset, is64Bit } = directive;
        this.#capabilityOffset = offset;
        this.#capability = createMsiCapability({ ...this.#capability.layout, is64Bit });
        break;
      }
      case "machine-reset":
        // The patch has no reset hook: its cookie stays.
        this.#capability = resetMsiCapability(this.#capability);
        break;
      case "trap":
        this.#window = directive.window;
        break;
      case "host":
        this.#host = directive.host;
        break;
      case "eight-byte":
        this.#isWholeOnly = directive.isWholeOnly;
        break;
      case "read-fails":
        this.#failing.read = true;
        break;
      case "write-fails":
        this.#failing.write = true;
        break;
      default:
        // Nothing that the quirk sees.
        return;
    }
    this.#view = this.#viewNow();
    this.#noteEqualRoles();
  }

  /** QEMU sets the device up, its capability there: a new machine, with nothing in it yet. */
  setUp(capabilityOffset: number): void {
    this.#capabilityOffset = capabilityOffset;
    this.#cookie = 0;
    this.#state = INITIAL_MACHINE_STATE;
    this.#change(resetMsiCapability(this.#capability));
  }

  /** The capability turns out to have that layout, and nothing is in it yet but flags. */
  layOut(is64Bit: boolean): void {
    const layout = { ...this.#capability.layout, is64Bit };
    const before = this.#capability;
    const vectors = allocatedVectors(before);
    const laidOut = setAllocatedVectors(createMsiCapability(layout), vectors);
    this.#change(setMsiEnabled(laidOut, isMsiEnabled(before)));
  }

  /** QEMU's copy of the capability as it is now. */
  get capability(): MsiCapability {
    return this.#capability;
  }

  /** Where the capability begins in configuration space. */
  get capabilityOffset(): number {
    return this.#capabilityOffset;
  }

  /** The trapped range of BAR 0; null: there is no quirk. */
  get window(): TrappedWindow | null {
    return this.#window;
  }

  /** The machine's state after the last event. */
  get state(): MachineState {
    return this.#state;
  }

  /** BAR 0 offset at which the quirk awaits data; null: at none. */
  get awaited(): number | null {
    return this.#cookie === 0 ? null : this.#cookie + (this.#window?.base ?? 0);
  }

  /**
   * Takes one event of the followed device.
   *
   * @param line its line of the log, from 1
   * @returns what became of each piece, in order; nothing for a configuration write or another region
   */
  step(event: ConfigWriteEvent | RegionWriteEvent, line: number): ReplayedWrite[] {
    if (event.kind === "config-write") {
      this.#writeConfig(event);
      return [];
    }
    if (event.region !== 0) return [];
    const writes = this.#writeRegion(event, line);
    this.#failing.read = false;
    this.#failing.write = false;
    return writes;
  }

  /** The counts so far. `lines`: lines read of the log. */
  summary(lines: number): ReplayCounts {
    const notes = [...this.#notes.values()];
    const { pass, rejected } = this.#branches;
    if (!this.#enabledOnce && pass + rejected > 0) notes.push({ kind: "never enabled" });
    return {
      lines,
      branches: { ...this.#branches },
      cookieLeft: this.#cookie === 0 ? null : this.#cookie,
      notes,
    };
  }

  #writeConfig({ address, value, length }: ConfigWriteEvent): void {
    const offset = address - this.#capabilityOffset;
    const next = writeMsiConfig(this.#capability, offset, value, length);
    if (next !== this.#capability) this.#change(next);
  }

  #change(capability: MsiCapability): void {
    this.#capability = capability;
    this.#view = this.#viewNow();
    this.#noteEqualRoles();
  }

  #viewNow(): HandlerView {
    const physical = physicalRegisters(this.#capability.layout, this.#host);
    return handlerView(this.#capability, physical);
  }

  /** `flatview_translate`: an access goes as far as the region it begins in, the rest is one of its own. */
  #writeRegion(event: RegionWriteEvent, line: number): ReplayedWrite[] {
    const writes: ReplayedWrite[] = [];
    const access = { offset: event.address, size: event.size, value: event.value };
    if (this.#window === null) {
      this.#writeBeside(access, line, writes);
      return writes;
    }
    const { base, size } = this.#window;
    for (const part of splitAt(access, [base, base + size])) {
      const isInWindow = part.offset >= base && part.offset < base + size;
      const ignored = this.#isWholeOnly && event.size === 8;
      if (isInWindow) writes.push(...this.#writeWindow(part, { base, line, ignored }));
      else this.#writeBeside(part, line, writes);
    }
    return writes;
  }

  #writeBeside(access: WriteAccess, line: number, writes: ReplayedWrite[]): void {
    for (const { calls } of dispatchWrite(VFIO_REGION_ACCESS, access)) {
      for (const call of calls) writes.push(this.#record(line, call, "outside", call.value));
    }
  }

  /** @param ignored the device does nothing with what arrives. */
  #writeWindow(
    access: WriteAccess,
    { base, line, ignored }: { base: number; line: number; ignored: boolean },
  ): ReplayedWrite[] {
    const writes: ReplayedWrite[] = [];
    const inWindow = { offset: access.offset - base, size: access.size, value: access.value };
    for (const { piece, rejected, calls } of dispatchWrite(TRAPPED_WINDOW_ACCESS, inWindow)) {
      if (rejected) writes.push(this.#record(line, atBar(piece, base), "rejected", null));
      for (const call of calls) {
        const { branch, value } = this.#callHandler(call);
        const device = ignored ? null : value;
        writes.push(this.#record(line, atBar(call, base), branch, device));
      }
    }
    return writes;
  }

  #callHandler(call: WriteAccess): HandlerResult {
    const view = this.#failing.read
      ? { ...this.#view, physical: FAILED_PHYSICAL_READ }
      : this.#view;
    const result = writeHandler(view, this.#cookie, call);
    const isReplaced = result.branch === "replace-address" || result.branch === "replace-data";
    if (isReplaced && this.#host === "unknown" && !this.#failing.read) this.#lacksHost = true;
    this.#cookie = result.cookie;
    this.#state = stateAfter(result);
    return result;
  }

  #record(
    line: number,
    piece: WriteAccess,
    branch: ReplayBranch,
    value: bigint | null,
  ): ReplayedWrite {
    const device = this.#failing.write ? null : value;
    this.#branches[branch]++;
    return {
      line,
      address: piece.offset,
      size: piece.size,
      guest: piece.value,
      device,
      branch,
      state: this.#state,
    };
  }

  /** Only while MSI is enabled: registers not yet programmed are 0 and may equal anything. */
  #noteEqualRoles(): void {
    if (!isMsiEnabled(this.#capability)) return;
    this.#enabledOnce = true;
    if (msiAddressLow(this.#capability) === 0) this.#notes.set("zero", { kind: "address zero" });
    const host = this.#host;
    if (host === "unreadable" || host === "unknown") return;
    if (msiAddressLow(this.#capability) === host.address) this.#noteEqual("address", host.address);
    if (msiData(this.#capability) === host.data) this.#noteEqual("data", host.data);
  }

  #noteEqual(what: "address" | "data", value: number): void {
    this.#notes.set(`${what} ${value}`, { kind: "equal roles", what, value });
  }
}
