/** A shortest sequence of guest actions after which the C and the model do different things. */
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import { offsetOf, REGISTERS } from "../../../model/quirks/as-posted/symbols.js";
import { Comparison, type ComparisonOptions, type StepDifference } from "./comparison.js";
import { CONCRETISATIONS, capabilityFor } from "./concretisations.js";
import { isReachable, type Region } from "./reachable.js";
import { type Setting, settingOf } from "./step.js";

/** Longest sequences tried; their number grows with the power. */
const MOST_CALLS = 3;
const VECTORS = 4;

type Call = { readonly setting: Setting; readonly access: WriteAccess };

/**
 * Every sequence of one call, then of two, then of three, out of an alphabet of settings and writes; those
 * that the memory core can make first.
 * @returns the first in which they differ; undefined if there is none
 */
export function shortestSequence(
  options: Omit<ComparisonOptions, "onDifference">,
  region: Region,
): StepDifference | undefined {
  const all = alphabet();
  const reachable = all.filter(({ access }) => isReachable(region, access));
  for (const [calls, most] of [
    [reachable, MOST_CALLS],
    [all, MOST_CALLS - 1],
  ] as const) {
    for (let length = 1; length <= most; length++) {
      const found = firstDifference(options, calls, length);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function firstDifference(
  options: Omit<ComparisonOptions, "onDifference">,
  calls: readonly Call[],
  length: number,
): StepDifference | undefined {
  let found: StepDifference | undefined;
  const comparison = new Comparison({
    ...options,
    onDifference: (difference) => {
      found ??= difference;
    },
  });
  for (const sequence of sequences(calls, length)) {
    comparison.sequence(sequence);
    if (found !== undefined) return found;
  }
  comparison.flush();
  return found;
}

function* sequences(calls: readonly Call[], length: number): Generator<readonly Call[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const before of sequences(calls, length - 1)) {
    const last = before.at(-1);
    for (const call of calls) {
      // Whether the host's registers can be read does not change under way, as in a log.
      if (last === undefined || last.setting.readFails === call.setting.readFails) {
        yield [...before, call];
      }
    }
  }
}

/** MSI enabled and disabled, with one pair and with none, registers that cannot be read; the first two slots' registers; each kind of value. */
function alphabet(): readonly Call[] {
  const [plain] = CONCRETISATIONS;
  if (plain === undefined) throw new Error("there is a concretisation");
  const settings = [
    settingOf(capabilityFor(plain, VECTORS, true), plain.host),
    settingOf(capabilityFor(plain, VECTORS, false), plain.host),
    settingOf(capabilityFor({ ...plain, address: 0n, data: 0 }, VECTORS, true), plain.host),
    settingOf(capabilityFor(plain, VECTORS, true), plain.host, true),
  ];
  const offsets = REGISTERS.slice(0, 4).map(offsetOf);
  return settings.flatMap((setting, i) => {
    const values = valuesFor(setting, i === 0);
    return offsets.flatMap((offset) =>
      values.map(({ value, size }) => ({ setting, access: { offset, size, value } })),
    );
  });
}

function valuesFor({ view, physical }: Setting, isMain: boolean) {
  const address = BigInt(view.guestAddressLow);
  const data = BigInt(view.guestWord8);
  const words = [address, data + 1n];
  const more = [
    data,
    data + BigInt(VECTORS),
    data | 0x10000n,
    0x5a5a5a5an,
    BigInt(physical.addressLow),
    BigInt(physical.word8),
  ];
  const wide = [
    { value: address, size: 8 },
    { value: data + 1n, size: 8 },
    { value: address | (1n << 32n), size: 4 },
    { value: address, size: 2 },
    { value: address, size: 1 },
  ];
  const narrow = (isMain ? [...words, ...more] : words).map((value) => ({ value, size: 4 }));
  return isMain ? [...narrow, ...wide] : narrow;
}
