/** The address registers that a trace log shows, and the rings they belong to. */
import type { Chip } from "../../model/devices/chip.js";
import { mmioRingsOf } from "../../model/devices/rings.js";
import { parseLine } from "../trace-log/codec.js";

/** The capability of WCN6855 is at 0x50: its address register is at 0x54. */
const ADDRESS_REGISTER = 0x54;

export interface TracedRing {
  /** BAR 0 offset of the address register. */
  readonly offset: number;
  /** The ring's id; null: the chip has no such register. */
  readonly ring: string | null;
}

export interface TraceMatch {
  readonly device: string;
  /** In the order of the log. */
  readonly traced: readonly TracedRing[];
  /** Rings that get an MSI by MMIO and are not in the trace. */
  readonly missing: readonly string[];
}

/**
 * Names the registers of BAR 0 that got the guest's MSI address.
 * @param lines a trace log of one device, whose capability is at 0x50
 */
export function matchTrace(chip: Chip, lines: readonly string[]): TraceMatch {
  const offsets = addressWrites(lines);
  const rings = mmioRingsOf(chip);
  return {
    device: chip.id,
    traced: offsets.map((offset) => ({
      offset,
      ring: rings.find(({ registers }) => registers.address === offset)?.id ?? null,
    })),
    missing: rings
      .filter(({ registers }) => !offsets.includes(registers.address))
      .map(({ id }) => id),
  };
}

function addressWrites(lines: readonly string[]): readonly number[] {
  let guestAddress: number | undefined;
  const offsets = new Set<number>();
  for (const line of lines) {
    const event = parseLine(line);
    if (event?.kind === "config-write" && event.address === ADDRESS_REGISTER) {
      guestAddress = event.value;
    }
    if (event?.kind !== "region-write" || event.region !== 0 || guestAddress === undefined)
      continue;
    if (event.value === BigInt(guestAddress)) offsets.add(event.address);
  }
  return [...offsets];
}
