/**
 * A trace log's writes, taken through the model one after the other.
 *
 * The log must hold what the guest wrote: taken without the quirk and with the region not mapped into the
 * guest (`x-no-mmap=on`), as the one in the patch's comment was.
 */
import { hex } from "../../model/bits.js";
import {
  dispatchWrite,
  VFIO_REGION_ACCESS,
  type WriteAccess,
} from "../../model/qemu/memory-core.js";
import {
  isMsiEnabled,
  type MsiCapability,
  type MsiLayout,
  msiAddressLow,
  msiData,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import {
  type Cookie,
  FAILED_PHYSICAL_READ,
  type HandlerView,
  handlerView,
  type PhysicalRegisters,
  TRAPPED_WINDOW_ACCESS,
  writeHandler,
} from "../../model/quirks/as-posted/handler.js";
import type { TrappedWindow } from "../../model/quirks/as-posted/probe.js";
import {
  INITIAL_MACHINE_STATE,
  type MachineState,
  stateAfter,
} from "../../model/quirks/as-posted/states.js";
import type { ConfigWriteEvent, RegionWriteEvent, TraceEvent } from "./parse-line.js";
import type { BranchCounts, ReplayBranch, ReplayedWrite, ReplaySummary } from "./result.js";

/** The address and data that the host granted: 32 and 16 bits. */
export interface HostPair {
  readonly address: number;
  readonly data: number;
}

/** What is known before the first line of the log. */
export interface ReplaySetup {
  /** Where the MSI capability begins in configuration space. */
  readonly capabilityOffset: number;
  /** QEMU's copy of the capability as the log finds it. */
  readonly capability: MsiCapability;
  readonly window: TrappedWindow;
  /** "unreadable": the handler's reads of the physical registers fail. */
  readonly host: HostPair | "unreadable";
}

/** Follows one device. Holds the capability, the cookie and counts; never the writes. */
export class ReplaySession {
  readonly #setup: ReplaySetup;
  readonly #physical: PhysicalRegisters;
  #capability: MsiCapability;
  #view: HandlerView;
  #cookie: Cookie = 0;
  #state: MachineState = INITIAL_MACHINE_STATE;
  #enabledOnce = false;
  readonly #notes = new Set<string>();
  readonly #branches: BranchCounts = {
    "replace-address": 0,
    "replace-data": 0,
    "data-mismatch": 0,
    pass: 0,
    rejected: 0,
    outside: 0,
  };

  constructor(setup: ReplaySetup) {
    this.#setup = setup;
    this.#physical = physicalRegisters(setup.capability.layout, setup.host);
    this.#capability = setup.capability;
    this.#view = handlerView(setup.capability, this.#physical);
    this.#noteEqualRoles();
  }

  /**
   * Takes one event of the followed device.
   *
   * @param line its line of the log, from 1
   * @returns what became of each piece, in order; nothing for a configuration write or another region
   */
  step(event: TraceEvent, line: number): ReplayedWrite[] {
    if (event.kind === "config-write") {
      this.#writeConfig(event);
      return [];
    }
    return event.region === 0 ? this.#writeRegion(event, line) : [];
  }

  /** The counts so far. `lines`: lines read of the log. */
  summary(lines: number): ReplaySummary {
    const notes = [...this.#notes];
    const { pass, rejected } = this.#branches;
    if (!this.#enabledOnce && pass + rejected > 0) notes.push(NEVER_ENABLED);
    return {
      lines,
      branches: { ...this.#branches },
      cookieLeft: this.#cookie === 0 ? null : hex(this.#cookie),
      notes,
    };
  }

  #writeConfig({ address, value, length }: ConfigWriteEvent): void {
    const offset = address - this.#setup.capabilityOffset;
    const next = writeMsiConfig(this.#capability, offset, value, length);
    if (next === this.#capability) return;
    this.#capability = next;
    this.#view = handlerView(next, this.#physical);
    this.#noteEqualRoles();
  }

  /** `flatview_translate`: an access goes as far as the region it begins in, the rest is one of its own. */
  #writeRegion(event: RegionWriteEvent, line: number): ReplayedWrite[] {
    const { base, size } = this.#setup.window;
    const access = { offset: event.address, size: event.size, value: event.value };
    const writes: ReplayedWrite[] = [];
    for (const part of splitAt(access, [base, base + size])) {
      const isInWindow = part.offset >= base && part.offset < base + size;
      if (isInWindow) this.#writeWindow(part, line, writes);
      else this.#writeBeside(part, line, writes);
    }
    return writes;
  }

  #writeBeside(access: WriteAccess, line: number, writes: ReplayedWrite[]): void {
    for (const { calls } of dispatchWrite(VFIO_REGION_ACCESS, access)) {
      for (const call of calls) writes.push(this.#record(line, call, "outside", call.value));
    }
  }

  #writeWindow(access: WriteAccess, line: number, writes: ReplayedWrite[]): void {
    const { base } = this.#setup.window;
    const inWindow = { offset: access.offset - base, size: access.size, value: access.value };
    for (const { piece, rejected, calls } of dispatchWrite(TRAPPED_WINDOW_ACCESS, inWindow)) {
      if (rejected) writes.push(this.#record(line, atBar(piece, base), "rejected", null));
      for (const call of calls) {
        const result = writeHandler(this.#view, this.#cookie, call);
        this.#cookie = result.cookie;
        this.#state = stateAfter(result);
        writes.push(this.#record(line, atBar(call, base), result.branch, result.value));
      }
    }
  }

  #record(
    line: number,
    piece: WriteAccess,
    branch: ReplayBranch,
    device: bigint | null,
  ): ReplayedWrite {
    this.#branches[branch]++;
    return {
      line,
      address: hex(piece.offset),
      size: piece.size,
      guest: hex(piece.value),
      device: device === null ? null : hex(device),
      branch,
      state: this.#state,
    };
  }

  /** Only while MSI is enabled: registers not yet programmed are 0 and may equal anything. */
  #noteEqualRoles(): void {
    if (!isMsiEnabled(this.#capability)) return;
    this.#enabledOnce = true;
    if (msiAddressLow(this.#capability) === 0) this.#notes.add(ADDRESS_ZERO);
    const { host } = this.#setup;
    if (host === "unreadable") return;
    if (msiAddressLow(this.#capability) === host.address) {
      this.#notes.add(equalRoles("address", host.address));
    }
    if (msiData(this.#capability) === host.data) this.#notes.add(equalRoles("data", host.data));
  }
}

const NEVER_ENABLED =
  "MSI is not enabled anywhere in this log, so the handler passes everything on: for a log that begins later, say --enabled";

const ADDRESS_ZERO =
  "MSI is enabled with address 0 at some point, so every write of 0 is taken for an address: for a log that begins later, say --guest-address and --guest-data";

function equalRoles(what: string, value: number): string {
  return `guest and host ${what} are both ${hex(value)}: roles must be guessed from values, so a guest ${what} that reaches the device does not show`;
}

/** An access within the window, as one of BAR 0. */
function atBar({ offset, size, value }: WriteAccess, base: number): WriteAccess {
  return { offset: offset + base, size, value };
}

/** The parts of an access between `edges` (ascending, bytes), low bytes first. */
function splitAt(access: WriteAccess, edges: readonly number[]): readonly WriteAccess[] {
  const parts: WriteAccess[] = [];
  let rest = access;
  for (const edge of edges) {
    const low = edge - rest.offset;
    if (low <= 0 || low >= rest.size) continue;
    const bits = 8 * low;
    parts.push({ offset: rest.offset, size: low, value: BigInt.asUintN(bits, rest.value) });
    rest = { offset: edge, size: rest.size - low, value: rest.value >> BigInt(bits) };
  }
  parts.push(rest);
  return parts;
}

/**
 * What the handler reads at capability + 4 and + 8. In the 64-bit layout the word at + 8 is the upper half
 * of the address, 0 for a host address of 32 bits: the patch never sees the data there.
 */
function physicalRegisters(layout: MsiLayout, host: HostPair | "unreadable"): PhysicalRegisters {
  if (host === "unreadable") return FAILED_PHYSICAL_READ;
  return { addressLow: host.address, word8: layout.is64Bit ? 0 : host.data };
}
