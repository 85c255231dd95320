/**
 * Everything that is watched while a log goes by, in one pass and constant memory.
 *
 * Which chip the log is of shows only in the end: all that are possible are followed at once, and the one
 * whose registers got the guest's address most often is chosen.
 */
import type { AssumptionId } from "../../../model/assumptions/index.js";
import { resetsSoc, SOC_GLOBAL_RESET } from "../../../model/devices/soc-reset.js";
import { settingOf } from "../../../model/devices/windows.js";
import type { MsiCapability } from "../../../model/qemu/msi-capability.js";
import type { TrappedWindow } from "../../../model/quirk.js";
import type { ConfigWriteEvent, RegionReadEvent, RegionWriteEvent } from "../../trace-log/lines.js";
import { ChipWatch, type RegisterWrite } from "./chip-watch.js";
import { GrantWatch } from "./grant-watch.js";
import { GuestPair } from "./guest-pair.js";
import { Ledger } from "./ledger.js";
import type { Reason } from "./reasons.js";
import { RegisterTable, type SlotPlace, type WatchedChip } from "./registers.js";
import type { ToldSlots } from "./told-slots.js";
import { TripleWatch } from "./triples.js";

/** So many rings programmed with a pair that is not the capability's are no accident. */
const PROGRAMMED_ENOUGH = 3;

const NOTHING: readonly SlotPlace[] = [];

/** What was seen of accesses to the trapped range that meet no slot. */
interface Tally {
  writes: number;
  reads: number;
  wide: number;
}

/** The capability, and where it begins in configuration space. */
interface CapabilityPlace {
  readonly capability: MsiCapability;
  readonly capabilityOffset: number;
}

export class LogWatch {
  /** Assumptions that no chip's registers are needed for. */
  readonly ledger = new Ledger();
  readonly pair: GuestPair;
  readonly tally: Tally = { writes: 0, reads: 0, wide: 0 };
  /** Whatever is programmed as a ring is, of any chip or none. */
  readonly triples: TripleWatch;
  readonly #table: RegisterTable;
  readonly #watches: readonly ChipWatch[];
  /** Registers that move the window of one of the chips. */
  readonly #selectors: ReadonlySet<number>;
  readonly #isTold: boolean;
  /** What an offset of BAR 0 reaches. */
  readonly #registerAt: (offset: number) => number;
  #enabledOnce = false;
  #besideSeen = false;
  #qemuResets = false;
  readonly #grants: GrantWatch;

  /**
   * @param chips those that the log may be of
   * @param slots what the log itself says of the only one
   */
  constructor(chips: readonly WatchedChip[], capability: MsiCapability, slots?: ToldSlots) {
    this.#isTold = slots !== undefined;
    this.#registerAt = (offset) => slots?.registerAt(offset) ?? offset;
    this.pair = new GuestPair(this.ledger, capability);
    this.#table = new RegisterTable(chips);
    this.#watches = chips.map((chip) => new ChipWatch(chip, this.pair));
    this.#selectors = new Set(chips.flatMap(({ windowRegister }) => windowRegister ?? []));
    this.triples = new TripleWatch(this.pair);
    this.#enabledOnce = this.pair.enabled;
    this.#grants = new GrantWatch(this.ledger);
  }

  get enabledOnce(): boolean {
    return this.#enabledOnce;
  }

  /** @param session as the write leaves it */
  writeConfig(event: ConfigWriteEvent, session: CapabilityPlace, line: number): void {
    const offset = event.address - session.capabilityOffset;
    const isElsewhere = offset + event.length <= 0 || offset >= session.capability.bytes.length;
    if (isElsewhere) for (const watch of this.#watches) watch.maybeReset(event.address, line);
    this.pair.noteLayout(offset, event.length, line);
    this.updateCapability(session.capability, line);
  }

  updateCapability(capability: MsiCapability, line: number): void {
    const change = this.pair.update(capability, line);
    if (change === "same") return;
    if (change === "enabled") {
      this.#enabledOnce = true;
      this.#grants.enable(line);
    } else this.#grants.disable();
    for (const watch of this.#watches) {
      if (change === "enabled") watch.enable(line);
      else watch.disable();
    }
  }

  /** The device is reset. */
  reset(line: number): void {
    for (const watch of this.#watches) watch.reset(line);
  }

  /** By an event of QEMU's: so resets of QEMU's are in the log. */
  noteQemuReset(): void {
    this.#qemuResets = true;
  }

  /** QEMU's own resets are in this log. */
  get qemuResets(): boolean {
    return this.#qemuResets;
  }

  /** BAR 0 was written or read beside the trapped range: so all of it is in the log. */
  get besideSeen(): boolean {
    return this.#besideSeen;
  }

  /** The machine begins anew, with nothing in its slots and the capability as at first. */
  startAnew(capability: MsiCapability): void {
    this.pair.startAnew(capability);
    this.#grants.disable();
    for (const watch of this.#watches) watch.startAnew();
  }

  /** MSI was enabled with so many vectors. */
  grant(vectors: number, line: number): void {
    this.#grants.grant(vectors, this.pair.allocated, line);
  }

  /** What of the host's grants is in this log. */
  get grants(): GrantWatch {
    return this.#grants;
  }

  /** The slots of a log that says itself where they are; undefined of any other. */
  get told(): ChipWatch | undefined {
    return this.#isTold ? this.#watches[0] : undefined;
  }

  /** A write of the guest to region 0. @param window the trapped range; null: there is none */
  write(event: RegionWriteEvent, line: number, window: TrappedWindow | null): void {
    const { address, size, value } = event;
    if (size === 8 && isWithin(address, window)) this.tally.wide++;
    if (address % 4 !== 0 || size < 4) {
      this.#writePartly(event, line, window);
      return;
    }
    const low = size === 8 ? Number(value & 0xffffffffn) : Number(value);
    this.#writeRegister({ offset: address, value: low, line }, window);
    if (size === 8) {
      const high = Number(value >> 32n);
      this.#writeRegister({ offset: address + 4, value: high, line }, window);
    }
  }

  read(
    { address, size }: Pick<RegionReadEvent, "address" | "size">,
    line: number,
    window: TrappedWindow | null,
  ): void {
    this.tally.reads++;
    if (!isWithin(address, window)) this.#besideSeen = true;
    const places = this.#placesWithin(address, size);
    for (const [i, watch] of this.#watches.entries()) {
      const own = places.filter((place) => place.chip === i && watch.shows(place));
      if (watch.read(own, line)) continue;
      watch.ledger.kept("no-readback");
      if (own.length === 0) this.#noteAlignment(watch, { address, size, line }, window);
    }
  }

  /**
   * The chips that fit, best first: by registers that got the guest's address, then the fewest such values
   * elsewhere; if none did, by rings programmed with any pair.
   */
  ranked(): readonly ChipWatch[] {
    const hit = this.#watches.filter(({ hits }) => hits > 0);
    if (hit.length > 0) return hit.sort((a, b) => b.hits - a.hits || a.misses - b.misses);
    return this.#watches
      .filter(({ programmed }) => programmed >= PROGRAMMED_ENOUGH)
      .sort((a, b) => b.programmed - a.programmed);
  }

  #writeRegister(written: RegisterWrite, window: TrappedWindow | null): void {
    const { offset, value } = written;
    const register = this.#registerAt(offset);
    const write = register === offset ? written : { ...written, offset: register, by: offset };
    this.#writeControl(write);
    this.triples.write(write);
    const places = this.#table.at(register);
    const isAddress = value === this.pair.address && this.pair.isProgrammed;
    if (isWithin(offset, window)) this.tally.writes++;
    else this.#besideSeen = true;
    // Far most writes end here.
    if (places === undefined && !isAddress) return;
    for (const [i, watch] of this.#watches.entries()) {
      const own = places?.filter(({ chip }) => chip === i) ?? NOTHING;
      const place = own.find((it) => watch.shows(it));
      if (place === undefined) watch.writeOrdinary(write, own);
      else watch.writeSlot(place, write, window);
    }
  }

  #writePartly(event: RegionWriteEvent, line: number, window: TrappedWindow | null): void {
    const { address, size } = event;
    const places = this.#placesWithin(address, size);
    for (const [i, watch] of this.#watches.entries()) {
      const own = places.filter((place) => place.chip === i && watch.shows(place));
      if (own.length > 0) watch.writePartly(own, { address, size, line });
      else this.#noteAlignment(watch, { address, size, line }, window);
    }
  }

  /** An access that meets no slot of this chip. */
  #noteAlignment(
    { ledger }: ChipWatch,
    { address, size, line }: { address: number; size: number; line: number },
    window: TrappedWindow | null,
  ): void {
    if (!isWithin(address, window)) return;
    const id: AssumptionId = "aligned-four-byte-access";
    const small: Reason = { kind: "small access", size, address };
    ledger.note(id, address % 4 === 0 && size >= 4, line, small);
  }

  #placesWithin(address: number, size: number): readonly SlotPlace[] {
    const places: SlotPlace[] = [];
    for (let at = address - (address % 4); at < address + size; at += 4) {
      places.push(...(this.#table.at(this.#registerAt(at)) ?? NOTHING));
    }
    return places;
  }

  /** The registers that say what the others are, or empty them. */
  #writeControl({ offset, value, line }: RegisterWrite): void {
    if (this.#selectors.has(offset)) this.#moveWindow(offset, value);
    if (offset === SOC_GLOBAL_RESET && resetsSoc(value)) this.reset(line);
  }

  #moveWindow(register: number, value: number): void {
    for (const watch of this.#watches) {
      const { window, windowRegister } = watch.chip;
      if (window === "dynamic" && windowRegister === register) watch.moveWindow(settingOf(value));
    }
  }
}

function isWithin(offset: number, window: TrappedWindow | null): boolean {
  return window !== null && offset >= window.base && offset < window.base + window.size;
}
