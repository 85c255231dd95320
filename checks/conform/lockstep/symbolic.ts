/**
 * Every symbolic state and event of the model, made concrete in every way of concretisations.ts, at the
 * boundaries of the window and of the widths: one call each.
 */
import { ALLOCATIONS } from "../../../model/qemu/msi-capability.js";
import {
  offsetOf,
  REGISTERS,
  vectorOffsetOf,
  type WrittenValue,
} from "../../../model/quirks/as-posted/symbols.js";
import type { Comparison } from "./comparison.js";
import {
  ALLOCATIONS_DISABLED,
  CONCRETISATIONS,
  type Concretisation,
  capabilityFor,
} from "./concretisations.js";
import { type Setting, settingOf } from "./step.js";

export interface SymbolicOptions {
  /** Bytes of the trapped window. */
  readonly windowSize: number;
  readonly concretisations?: readonly Concretisation[];
  /** With MSI enabled, and with it disabled. */
  readonly allocations?: Allocations;
  /** Sizes with which the callback is called; the memory core passes only 4. */
  readonly sizes?: readonly number[];
  /** Called for each setting; false ends the phase. */
  readonly goOn?: () => boolean;
}

interface Allocations {
  readonly enabled: readonly number[];
  readonly disabled: readonly number[];
}

/** Calls for every product of setting, origin, cookie, offset, value and size. */
export function compareSymbolic(comparison: Comparison, options: SymbolicOptions): void {
  const { concretisations = CONCRETISATIONS, sizes = [4, 8, 2, 1], goOn = () => true } = options;
  const places = origins(options.windowSize).flatMap(placesFrom);
  const { allocations = { enabled: ALLOCATIONS, disabled: ALLOCATIONS_DISABLED } } = options;
  for (const setting of concretisations.flatMap((of) => settings(of, allocations))) {
    if (!goOn() || comparison.stopped) return;
    const values = writtenTo(setting);
    for (const place of places) compareValues(comparison, { setting, ...place, sizes, values });
  }
  comparison.flush();
}

function compareValues(
  comparison: Comparison,
  at: {
    readonly setting: Setting;
    readonly cookie: number;
    readonly offset: number;
    readonly sizes: readonly number[];
    readonly values: readonly bigint[];
  },
): void {
  const { setting, cookie, offset } = at;
  for (const size of at.sizes) {
    for (const value of at.values) {
      comparison.single({ setting, cookie, access: { offset, size, value } });
    }
  }
}

function settings(concretisation: Concretisation, of: Allocations): readonly Setting[] {
  const { host, readFails } = concretisation;
  const make = (enabled: boolean) => (vectors: number) =>
    settingOf(capabilityFor(concretisation, vectors, enabled), host, readFails);
  return [...of.enabled.map(make(true)), ...of.disabled.map(make(false))];
}

/** Where the first register lies: the window's start, its end, and where offset plus 8 wraps. */
function origins(windowSize: number): readonly number[] {
  return [0, windowSize - 4 * REGISTERS.length, 2 ** 32 - 16];
}

/** Pairs of a cookie (none, or what a write to a register leaves) and an offset (one not aligned). */
function placesFrom(origin: number) {
  const offsets = REGISTERS.map((register) => origin + offsetOf(register));
  const cookies = offsets.map((offset) => (offset + 8) % 2 ** 32).filter((cookie) => cookie !== 0);
  return [0, ...cookies].flatMap((cookie) =>
    [...offsets, origin + 2].map((offset) => ({ cookie, offset })),
  );
}

/** The model's alphabet of values in that setting, each also with bits above the 32nd. */
function writtenTo(setting: Setting): readonly bigint[] {
  const { view, physical } = setting;
  const vectors = view.vectorsAllocated;
  const offsets = new Set([...Array(32).keys(), vectors - 1, vectors]);
  const symbols: WrittenValue[] = [
    "guest-address",
    ...[...offsets].map((k): WrittenValue => `guest-data+${k}`),
    "guest-data-high-bits",
    "zero",
    "other",
  ];
  const narrow = [
    ...symbols.map((symbol) => concrete(setting, symbol)),
    BigInt(physical.addressLow),
    BigInt(physical.word8),
    0xffffffffn,
  ];
  const distinct = [...new Set(narrow)];
  return [
    ...distinct,
    ...distinct.map((v) => v | (1n << 32n)),
    ...distinct.map((v) => v | (1n << 63n)),
  ];
}

/** Like the model's concreteValue, but of what the handler compares with, whatever the layout. */
function concrete({ view }: Setting, symbol: WrittenValue): bigint {
  const vector = vectorOffsetOf(symbol);
  if (vector !== undefined) return BigInt(view.guestWord8 + vector);
  switch (symbol) {
    case "guest-address":
      return BigInt(view.guestAddressLow);
    case "guest-data-high-bits":
      return BigInt(view.guestWord8) | 0x10000n;
    case "zero":
      return 0n;
    default:
      return 0x5a5a5a5an;
  }
}
