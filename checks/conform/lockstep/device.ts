/** The devices whose handler is called. */
import { TRAPPED_WINDOWS } from "../../../model/quirks/as-posted/probe.js";
import {
  type CompiledQuirk,
  isTrap,
  type ProbeCall,
  type Trap,
} from "../compiled/compiled-quirk.js";
import type { ProbeRecord } from "../compiled/records.js";
import type { QuirkNames } from "../source/select.js";
import type { ComparisonOptions } from "./comparison.js";
import { accessRules, wantedDevice } from "./probe-table.js";
import type { Region } from "./reachable.js";

/** A device for which the C's probe makes a quirk, and what its calls are compared by. */
export interface Device extends Omit<ComparisonOptions, "onDifference"> {
  readonly call: ProbeCall;
  readonly record: ProbeRecord;
  readonly region: Region;
}

/** Ids of the model's table, the one that the patch's author tested first. */
export const DEVICE_IDS: readonly number[] = [
  ...new Set([0x1103, ...Object.keys(TRAPPED_WINDOWS).map(Number)]),
];

/** Attaches it. @returns it, or why its probe did not come back; undefined: the probe makes no quirk */
export function attach(
  quirk: CompiledQuirk,
  deviceId: number,
  names: Pick<QuirkNames, "traceAddress" | "traceData">,
): Device | Trap | undefined {
  const call = wantedDevice(deviceId);
  const record = quirk.attach(call);
  if (isTrap(record)) return record;
  if (record.size === 0) return undefined;
  const { tracePoints } = quirk.patch;
  return {
    call,
    record,
    region: { rules: accessRules(record), size: record.size },
    quirk,
    windowBase: record.base,
    traceAddress: tracePoints.indexOf(names.traceAddress),
    traceData: tracePoints.indexOf(names.traceData),
  };
}

/** True if there is a quirk for it. */
export function isDevice(found: Device | Trap | undefined): found is Device {
  return found !== undefined && !isTrap(found);
}
