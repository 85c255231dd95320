/**
 * A log taken with the quirk in place: what the guest wrote, and whether the quirk did what its model does.
 *
 * `vfio_region_write` then shows what the device got. The quirk's own line comes first, from within the
 * handler, and tells what the guest wrote; a write without such a line was passed on as it was.
 */
import { hex } from "../../../model/bits.js";
import type { MachineState } from "../../../model/quirks/as-posted/states.js";
import type { QuirkEvent, RegionWriteEvent } from "../../trace-log/lines.js";
import { LogError } from "../log-error.js";
import type { ReplayedWrite } from "../result.js";
import { Ledger } from "./ledger.js";
import type { QuirkDifference, QuirkVerdict, SeenHostPair } from "./result.js";

/** Differences and pairs kept for the result. */
const KEPT = 8;

const BRANCH = { "quirk-address": "replace-address", "quirk-data": "replace-data" } as const;

const PASSED = "passed on";

type Handled = "replace-address" | "replace-data" | typeof PASSED;

/** A quirk line that waits for the write it tells of. */
interface Announced {
  readonly event: QuirkEvent;
  readonly line: number;
}

export class InPlaceWatch {
  readonly ledger = new Ledger();
  #inPlace = false;
  #announced: Announced | undefined;
  #agreed = 0;
  #differed = 0;
  readonly #differences: QuirkDifference[] = [];
  readonly #pairs: SeenHostPair[] = [];
  /** What the quirk showed of the host in this period of MSI being enabled. */
  #address: number | undefined;
  #data: number | undefined;

  /** True once a line of the quirk was seen. */
  get inPlace(): boolean {
    return this.#inPlace;
  }

  /** Something in the log is the quirk's. */
  noteInPlace(): void {
    this.#inPlace = true;
    if (this.ledger.of("msi-novirt-feature").kept === 0) this.ledger.kept("msi-novirt-feature");
  }

  /** MSI was switched: the host grants anew. */
  forgetHost(): void {
    this.#address = undefined;
    this.#data = undefined;
  }

  /**
   * A line of the quirk.
   * @param vectors vectors allocated, a power of two
   * @param state the machine's state
   * @returns the host's pair as the log shows it so far; undefined before it has shown an address
   */
  announce(
    event: QuirkEvent,
    { line, vectors, state }: { line: number; vectors: number; state: MachineState },
  ): { address: number; data: number } | undefined {
    this.noteInPlace();
    this.closeLast(state);
    this.#announced = { event, line };
    const id = "physical-read-succeeds";
    if (event.kind === "quirk-address") {
      this.ledger.note(id, event.physical !== 0, line, { kind: "host address zero" });
      this.#noteStable("address", this.#address, event.physical, line);
      this.#address = event.physical;
    } else {
      const base = event.physical - Number(event.guest & BigInt(vectors - 1));
      this.#noteStable("base data", this.#data, base, line);
      const unaligned = { base: Math.max(base, 0), allocated: vectors };
      this.ledger.note("aligned-host-base", base % vectors === 0, line, {
        kind: "unaligned host base",
        ...unaligned,
      });
      this.#data = base;
      this.#notePair();
    }
    if (this.#address === undefined) return undefined;
    return { address: this.#address, data: Math.max(this.#data ?? 0, 0) % 0x10000 };
  }

  /** What the guest wrote, where the log shows what the device got. */
  guestWrite(event: RegionWriteEvent): RegionWriteEvent {
    const told = this.#announced?.event;
    const isTold = told !== undefined && event.region === 0 && told.address === event.address;
    return isTold ? { ...event, value: told.guest } : event;
  }

  /**
   * Holds what the model makes of the guest's write against what the log shows. Also of writes before the
   * first line of the quirk: only the whole log tells whether it was in place.
   * @param logged as it stands in the log
   * @param modelled its pieces
   * @param before the machine's state before it
   */
  compare(
    logged: RegionWriteEvent,
    modelled: readonly ReplayedWrite[],
    before: MachineState,
  ): void {
    const [write] = modelled;
    if (logged.region !== 0 || write === undefined) return;
    if (this.#announced?.event.address !== logged.address) this.closeLast(before);
    const told = this.#announced;
    this.#announced = undefined;
    const expected = replacement(write);
    // Far most writes: passed on, and nothing told of them.
    if (told === undefined && expected === PASSED) return;
    if (told !== undefined) refuseCutNumber(told, logged);
    const got = told === undefined ? PASSED : BRANCH[told.event.kind];
    if (got === expected && write.device === logged.value) {
      this.#agreed++;
      return;
    }
    const { address, guest, device } = write;
    const written = { address, guest, device };
    this.#differ({
      line: told !== undefined && got !== expected ? told.line : write.line,
      expected: { handled: expected, ...written },
      got: { handled: got, value: logged.value },
      state: before,
    });
  }

  /** A line of the quirk whose write does not follow. */
  closeLast(state: MachineState): void {
    const last = this.#announced;
    this.#announced = undefined;
    if (last === undefined) return;
    const { kind, address } = last.event;
    const expected = { handled: BRANCH[kind], address };
    this.#differ({ line: last.line, expected, got: null, state });
  }

  /** @returns null if the quirk was not in place */
  verdict(): QuirkVerdict | null {
    if (!this.#inPlace) return null;
    return {
      agreed: this.#agreed,
      differed: this.#differed,
      differences: this.#differences,
      hostPairs: this.#pairs,
    };
  }

  #noteStable(
    what: "address" | "base data",
    before: number | undefined,
    now: number,
    line: number,
  ): void {
    if (before === undefined || before === now) return;
    this.ledger.broken("stable-host-pair", line, { kind: "host moved", what, before, now });
  }

  #notePair(): void {
    const { address = 0, data = 0 } = { address: this.#address, data: this.#data };
    const pair = { address, data: Math.max(data, 0) };
    const isKnown = this.#pairs.some((it) => it.address === pair.address && it.data === pair.data);
    if (!isKnown && this.#pairs.length < KEPT) this.#pairs.push(pair);
  }

  #differ(difference: QuirkDifference): void {
    this.#differed++;
    if (this.#differences.length < KEPT) this.#differences.push(difference);
  }
}

/**
 * The quirk's line ends in the number that its write then has: where one is the beginning of the other, the
 * line was cut in it, or other text stands behind it.
 */
function refuseCutNumber({ event, line }: Announced, { value }: RegionWriteEvent): void {
  const [told, written] = [hex(event.physical), hex(value)];
  if (told === written || !(written.startsWith(told) || told.startsWith(written))) return;
  throw new LogError(
    `the quirk's line ends in ${told}, and the write that follows has ${written}: a number is cut in two`,
    line,
  );
}

/** The branch that logs a line of its own, or that the write is passed on without one. */
function replacement({ branch }: ReplayedWrite): Handled {
  return branch === "replace-address" || branch === "replace-data" ? branch : PASSED;
}
