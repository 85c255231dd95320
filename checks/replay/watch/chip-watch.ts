/** One chip's slots while a log goes by: how far the driver is with each, and what it keeps and breaks. */
import type { TrappedWindow } from "../../../model/quirk.js";
import { isInProgress, type SlotPhase } from "../../../model/quirks/as-posted/events.js";
import type { GuestPair } from "./guest-pair.js";
import { Ledger } from "./ledger.js";
import type { Reason } from "./reasons.js";
import type { Slot, SlotPlace, WatchedChip } from "./registers.js";
import type { SeenRing } from "./result.js";
import { freshSlot, type SlotState } from "./slot-state.js";

/** One write of a whole register, 4 bytes. */
export interface RegisterWrite {
  readonly offset: number;
  /** 32 bits. */
  readonly value: number;
  readonly line: number;
  /** The offset by which it was reached, where that is another. */
  readonly by?: number;
}

export class ChipWatch {
  readonly chip: WatchedChip;
  readonly slots: readonly Slot[];
  readonly ledger = new Ledger();
  readonly #pair: GuestPair;
  readonly #states: SlotState[];
  readonly #inProgress = new Set<number>();
  /** Setting of a dynamic window; undefined: not seen yet, or not since the chip was reset. */
  #setting: number | undefined;
  /** The window was moved at some time. */
  windowSeen = false;
  /** Distinct registers that got the guest's address, and writes of it anywhere else. */
  hits = 0;
  misses = 0;
  #lastCompleted = 0;
  /** First line that enables MSI over programmed slots with no reset seen. */
  reenabled: { readonly line: number; readonly slots: number } | undefined;
  /** The first reset with a slot in progress. */
  resetInSlot: { readonly line: number; readonly ring: string } | undefined;
  /** The first write to configuration space that may have been a reset with a slot in progress. */
  doubtfulReset:
    | { readonly line: number; readonly address: number; readonly ring: string }
    | undefined;

  constructor(chip: WatchedChip, pair: GuestPair) {
    this.chip = chip;
    this.slots = chip.slots;
    this.#pair = pair;
    this.#states = chip.slots.map(freshSlot);
  }

  /** The log itself says where the slots are. */
  get #isTold(): boolean {
    return this.chip.windowRegister === null;
  }

  /** True if the window, as far as known, shows this register at its offset. */
  shows({ setting }: SlotPlace): boolean {
    if (setting === null || this.#setting === undefined) return true;
    return setting === this.#setting;
  }

  moveWindow(setting: number): void {
    this.#setting = setting;
    this.windowSeen = true;
  }

  writeSlot(place: SlotPlace, write: RegisterWrite, window: TrappedWindow | null): void {
    const state = this.#states[place.slot];
    const slot = this.slots[place.slot];
    if (state === undefined || slot === undefined) return;
    this.#notePeriod(slot, state, place, write.line);
    if (place.register === "address") this.#writeAddress(place.slot, write, window);
    else if (place.register === "data") this.#writeData(place.slot, write);
    else this.#writeHigh(slot, state, write);
  }

  /** A whole write of another register. */
  writeOrdinary({ offset, value, line }: RegisterWrite, shadowed: readonly SlotPlace[]): void {
    const pair = this.#pair;
    if (pair.isProgrammed && value === pair.address) {
      this.misses++;
      const chip = this.chip.name;
      this.ledger.broken("unique-address", line, {
        kind: "address elsewhere",
        value,
        offset,
        chip,
      });
    }
    for (const { slot, register } of shadowed) {
      const phase = this.#states[slot]?.phase ?? "none";
      if (register !== "data" || !isInProgress(phase)) continue;
      const ring = this.#ring(slot);
      this.ledger.broken("stable-window", line, { kind: "window moved", ring, offset });
    }
  }

  /** A write that is no whole register: `touched` are the slots' registers it meets. */
  writePartly(
    touched: readonly SlotPlace[],
    { address, size, line }: { address: number; size: number; line: number },
  ): void {
    for (const { slot, register } of touched) {
      const at = { address, size, register, ring: this.#ring(slot) };
      this.ledger.broken("whole-register-writes", line, { kind: "part of a register", ...at });
      // For the driver it is the register's write, if not the whole of it.
      if (register === "address") this.#begin(slot, line);
      if (register === "data") this.#setPhase(slot, "data");
    }
  }

  #begin(slot: number, line: number): void {
    const state = this.#states[slot];
    if (state !== undefined) {
      state.begun = line;
      state.isReset = false;
    }
    this.#setPhase(slot, "address");
  }

  /** @returns true if it meets an address or data register of a slot */
  read(touched: readonly SlotPlace[], line: number): boolean {
    const slot = touched.find(({ register }) => register !== "high");
    if (slot === undefined) return false;
    const { register } = slot;
    const ring = this.#ring(slot.slot);
    this.ledger.broken("no-readback", line, { kind: "register read", register, ring });
    return true;
  }

  enable(line: number): void {
    const programmed = this.#states.filter(({ phase }) => phase === "data").length;
    if (programmed === 0) this.ledger.kept("reset-before-reenable");
    else this.reenabled ??= { line, slots: programmed };
  }

  disable(): void {
    for (const index of this.#inProgress) this.#setPhase(index, "interrupted");
  }

  /** A write to configuration space beside the MSI capability: it may be a reset (FLR, a power state). */
  maybeReset(address: number, line: number): void {
    const [first] = this.#inProgress;
    if (first === undefined) return;
    this.doubtfulReset ??= { line, address, ring: this.#ring(first) };
  }

  /** Nothing is in the slots, and nobody did anything wrong. */
  startAnew(): void {
    for (const state of this.#states) state.phase = "none";
    this.#inProgress.clear();
    // A log that says where the window stands says where it goes.
    if (!this.#isTold) this.#setting = undefined;
  }

  reset(line: number): void {
    for (const index of this.#inProgress) {
      const ring = this.#ring(index);
      const state = this.#states[index];
      // The world's driver goes on; the machine's, by which other logs are judged, has to begin anew.
      if (state !== undefined) state.isReset = this.#isTold;
      this.resetInSlot ??= { line, ring };
      this.ledger.broken("no-reset-in-between", line, { kind: "reset in between", ring });
    }
    if (this.#inProgress.size === 0) this.ledger.kept("no-reset-in-between");
    this.startAnew();
  }

  /** The driver gave up a slot. */
  giveUp(index: number): void {
    this.#setPhase(index, "none");
  }

  /** A slot got its pair by a message in guest memory. */
  programByMessage(index: number): void {
    this.#setPhase(index, "data");
  }

  /** It got its data, and was not reset since. */
  isProgrammed(index: number): boolean {
    return this.#states[index]?.phase === "data";
  }

  /** A slot that waits for its data at the end of the log; `movedOn`: another was finished after it was begun. */
  unfinished(): { ring: string; line: number; movedOn: boolean } | undefined {
    const [first] = this.#inProgress;
    if (first === undefined) return undefined;
    const line = this.#states[first]?.begun ?? 0;
    return { ring: this.#ring(first), line, movedOn: this.#lastCompleted > line };
  }

  /** Distinct rings that got data after an address, whatever it was. */
  get programmed(): number {
    return this.#states.filter(({ completed }) => completed).length;
  }

  /** Rings whose address register was written, in the chip's order. */
  seen(): SeenRing[] {
    return this.slots.flatMap((slot, index): SeenRing[] => {
      const state = this.#states[index];
      if (state === undefined || state.firstLine === 0) return [];
      const { firstLine: line, times, vector } = state;
      const { address } = slot.registers;
      return [{ ring: slot.id, name: slot.name, address, line, times, vector }];
    });
  }

  #notePeriod(slot: Slot, state: SlotState, { register }: SlotPlace, line: number): void {
    const resumes = register === "data" && state.phase === "interrupted";
    const kind = resumes ? "disabled in between" : "written while disabled";
    const isKept = this.#pair.enabled && !resumes;
    this.ledger.note("programmed-while-enabled", isKept, line, { kind, ring: slot.name });
    this.ledger.kept("whole-register-writes");
  }

  #writeAddress(index: number, write: RegisterWrite, window: TrappedWindow | null): void {
    const { line, value } = write;
    const state = this.#states[index];
    const slot = this.slots[index];
    if (state === undefined || slot === undefined) return;
    const other = [...this.#inProgress].find((it) => it !== index);
    this.ledger.note("one-slot-at-a-time", other === undefined, line, {
      kind: "begun in between",
      ring: slot.name,
      other: this.#ring(other ?? 0),
    });
    if (this.#pair.isProgrammed) this.#noteAddress(slot, state, write);
    if (window !== null) this.#noteWindow(slot, window, write);
    if (state.firstLine === 0) state.firstLine = line;
    if (!state.hit && this.#pair.isProgrammed && value === this.#pair.address) {
      state.hit = true;
      this.hits++;
    }
    state.current = value === this.#pair.address ? value : null;
    this.#begin(index, line);
  }

  #noteAddress(slot: Slot, state: SlotState, { value, line }: RegisterWrite): void {
    const owner = this.#pair.ownerOfAddress(value);
    state.foreign = owner === "none";
    const isEarlier = owner === "earlier";
    const got = { ring: slot.name, value };
    this.ledger.note("stable-guest-pair", !isEarlier, line, { kind: "earlier address", ...got });
    const foreign: Reason = { kind: "foreign address", ...got };
    this.ledger.note("pairs-from-capability", owner !== "none", line, foreign);
    if (owner === "current") this.ledger.kept("unique-address");
  }

  #noteWindow(
    { name, registers }: Slot,
    window: TrappedWindow,
    { line, by = registers.address }: RegisterWrite,
  ): void {
    const end = window.base + window.size;
    const isInside = (offset: number) => offset >= window.base && offset < end;
    const isTrapped = isInside(by);
    const range = { ring: name, start: window.base, end };
    const outside: Reason = { kind: "ring outside", ...range, offset: by };
    this.ledger.note("slots-in-window", isTrapped, line, outside);
    if (!isTrapped) return;
    const straddles: Reason = { kind: "ring straddles", ...range, offset: registers.data };
    this.ledger.note("slots-clear-of-window-end", isInside(registers.data), line, straddles);
  }

  #writeHigh(slot: Slot, state: SlotState, { value, line }: RegisterWrite): void {
    if (state.phase === "address") state.phase = "high";
    const pair = this.#pair;
    if (!pair.isProgrammed || value !== pair.address) return;
    this.ledger.broken("unique-address", line, {
      kind: "address in a ring",
      value,
      register: "high",
      ring: slot.name,
    });
  }

  #writeData(index: number, { value, line }: RegisterWrite): void {
    const state = this.#states[index];
    const slot = this.slots[index];
    if (state === undefined || slot === undefined) return;
    const wasInProgress = isInProgress(state.phase);
    const alone: Reason = { kind: "data alone", ring: slot.name };
    // After a reset in between the data does follow its address, but to no purpose.
    if (!state.isReset) this.ledger.note("address-before-data", wasInProgress, line, alone);
    state.isReset = false;
    if (wasInProgress) {
      this.#lastCompleted = line;
      state.completed = true;
      this.ledger.kept("slot-completed");
      this.ledger.kept("stable-window");
    }
    if (this.#pair.isProgrammed) this.#noteData(slot, state, value, line);
    state.times++;
    this.#setPhase(index, "data");
  }

  #noteData(slot: Slot, state: SlotState, value: number, line: number): void {
    const pair = this.#pair;
    const owner = pair.ownerOfData(value);
    const isVector = owner === "current" && !state.foreign;
    state.vector = isVector ? value - pair.data : null;
    if (owner === "none" && value === pair.address) {
      this.ledger.broken("unique-address", line, {
        kind: "address in a ring",
        value,
        register: "data",
        ring: slot.name,
      });
      return;
    }
    const got = { ring: slot.name, value };
    const isEarlier = owner === "earlier";
    this.ledger.note("stable-guest-pair", !isEarlier, line, { kind: "earlier data", ...got });
    const { current } = state;
    if (current !== null && current !== pair.address) {
      const earlier: Reason = { kind: "earlier address", ring: slot.name, value: current };
      this.ledger.broken("stable-guest-pair", line, earlier);
    }
    const foreign: Reason = { kind: "foreign data", ...got, base: pair.data };
    this.ledger.note("pairs-from-capability", owner !== "none", line, foreign);
    if (!isVector) return;
    if (slot.registers.data === slot.registers.address + 8) this.ledger.kept("data-at-plus-8");
    const { allocated } = pair;
    const vector = value - pair.data;
    const beyond: Reason = { kind: "vector beyond", ring: slot.name, vector, allocated };
    this.ledger.note("offset-within-allocation", vector < allocated, line, beyond);
  }

  #ring(slot: number): string {
    return this.slots[slot]?.name ?? "";
  }

  #setPhase(index: number, phase: SlotPhase): void {
    const state = this.#states[index];
    if (state === undefined) return;
    state.phase = phase;
    if (isInProgress(phase)) this.#inProgress.add(index);
    else this.#inProgress.delete(index);
  }
}
