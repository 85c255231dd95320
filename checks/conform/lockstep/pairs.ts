/** Two devices in one QEMU: each has its own cookie, file, registers and window, whichever was probed last. */
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import { isTrap, type ProbeCall, type Trap } from "../compiled/compiled-quirk.js";
import type { ProbeRecord } from "../compiled/records.js";
import type { Comparison, PairCall } from "./comparison.js";
import { CONCRETISATIONS, capabilityFor } from "./concretisations.js";
import { DEVICE_IDS } from "./device.js";
import { wantedDevice } from "./probe-table.js";
import { type Setting, settingOf } from "./step.js";

/** Which of a device's fields the second one has: two of one id are not the same. */
const SECOND_VARIANT = 1;

/** Every device id with every other and with itself, each of them the first. */
export function devicePairs(ids: readonly number[] = DEVICE_IDS): readonly DevicePair[] {
  return ids.flatMap((first) =>
    ids.map((second): DevicePair => {
      return [wantedDevice(first), { ...wantedDevice(second), variant: SECOND_VARIANT }];
    }),
  );
}
export type DevicePair = readonly [ProbeCall, ProbeCall];

/** In what the second's probe differs from one that has nothing beside it. */
export function unlike(
  alone: ProbeRecord | Trap,
  beside: ProbeRecord | Trap,
): readonly PairField[] {
  if (isTrap(alone) || isTrap(beside)) return [];
  return (Object.keys(alone) as (keyof ProbeRecord)[])
    .filter((field) => alone[field] !== beside[field])
    .map((field) => ({ field, c: beside[field], model: alone[field] }));
}
interface PairField {
  readonly field: string;
  readonly c: number;
  readonly model: number;
}

/** A programming of a slot by each, in every order in which the calls of the two can follow each other. */
export function compareInterleaved(comparison: Comparison): void {
  const [first, second] = [programOf(0, false), programOf(3, true)];
  for (const calls of interleavings(first, second)) comparison.pair(calls);
  comparison.flush();
}

/** Address, data, and the data once more. @param at which concretisation its capability and its host have */
function programOf(at: number, isSecond: boolean): readonly PairCall[] {
  const concretisation = CONCRETISATIONS[at];
  if (concretisation === undefined) throw new Error("there is a concretisation");
  const setting = settingOf(capabilityFor(concretisation, 4, true), concretisation.host);
  return writesOf(setting).map((access) => ({ setting, access, isSecond }));
}

function writesOf({ view }: Setting): readonly WriteAccess[] {
  const data = BigInt(view.guestWord8 + 1);
  return [
    { offset: 0, size: 4, value: BigInt(view.guestAddressLow) },
    { offset: 8, size: 4, value: data },
    { offset: 8, size: 4, value: data },
  ];
}

function interleavings<Call>(
  first: readonly Call[],
  second: readonly Call[],
): readonly (readonly Call[])[] {
  const [a, ...restOfFirst] = first;
  const [b, ...restOfSecond] = second;
  if (a === undefined) return [second];
  if (b === undefined) return [first];
  return [
    ...interleavings(restOfFirst, second).map((rest) => [a, ...rest]),
    ...interleavings(first, restOfSecond).map((rest) => [b, ...rest]),
  ];
}
