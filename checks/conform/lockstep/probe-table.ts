/** The probe's decision table, in the C and in the model. */
import type { TRAPPED_WINDOW_ACCESS } from "../../../model/quirks/as-posted/handler.js";
import {
  MSI_NOVIRT_FEATURE,
  probe,
  QUALCOMM_VENDOR_ID,
  TRAPPED_WINDOWS,
} from "../../../model/quirks/as-posted/probe.js";
import {
  type CompiledQuirk,
  isTrap,
  type ProbeCall,
  type Trap,
} from "../compiled/compiled-quirk.js";
import type { ProbeRecord } from "../compiled/records.js";

/** `VFIO_DEVICE_FEATURE_SET` of linux/vfio.h. */
const FEATURE_SET = 1 << 17;
/** Of `struct vfio_device_feature` without data: what `argsz` says at the least. */
const FEATURE_HEADER = 8;
/** `DEVICE_LITTLE_ENDIAN` of QEMU's include/exec/cpu-common.h. */
export const LITTLE_ENDIAN = 2;
/** The trapped range is put over the BAR's own region, which has priority 0. */
const PRIORITY = 1;

export interface ProbeDifference {
  readonly call: ProbeCall;
  /** Fields in which the two differ, with what each says. */
  readonly fields: readonly {
    readonly field: string;
    readonly c: number;
    readonly model: number;
  }[];
  /** Set if the probe did not come back. */
  readonly trap: Trap | undefined;
}

/** Other ways in which the rest of a device can be: its name, file, capability and fields nobody needs. */
export const VARIANTS = [1, 2, 3];

/** A device that has all that the patch wants. */
export function wantedDevice(deviceId: number): ProbeCall {
  return {
    bar: 0,
    vendorId: QUALCOMM_VENDOR_ID,
    deviceId,
    msiPresent: 1,
    featureAccepted: 1,
    otherQuirk: 0,
    variant: 0,
  };
}

/** Every device id (if asked for) with all else as the patch wants it; and boundary values of everything together. */
export function probeCalls(everyId: boolean): readonly ProbeCall[] {
  const everyDevice = Array.from({ length: everyId ? 0x10000 : 0 }, (_, id) => wantedDevice(id));
  const known = Object.keys(TRAPPED_WINDOWS).map(Number);
  const devices = new Set([...known.flatMap((id) => [id - 1, id, id + 1]), 0, 0xffff]);
  const vendors = [QUALCOMM_VENDOR_ID, QUALCOMM_VENDOR_ID + 1, 0x168c, 0, 0xffff];
  const table: ProbeCall[] = [];
  for (let bar = 0; bar < 6; bar++) {
    for (const vendorId of vendors) {
      for (const deviceId of devices) {
        for (let bits = 0; bits < 8; bits++) {
          const [msiPresent, featureAccepted, otherQuirk] = [bits & 1, (bits >> 1) & 1, bits >> 2];
          const variant = 0;
          table.push({ bar, vendorId, deviceId, msiPresent, featureAccepted, otherQuirk, variant });
        }
      }
    }
  }
  const varied = known.flatMap((id) =>
    VARIANTS.map((variant) => ({ ...wantedDevice(id), variant })),
  );
  return [...everyDevice, ...table, ...varied];
}

/** @param traceProbe the number of the probe's trace point in the C; -1 if it has none */
export function compareProbes(
  quirk: CompiledQuirk,
  calls: readonly ProbeCall[],
  traceProbe: number,
): readonly ProbeDifference[] {
  return quirk.probes(calls).flatMap((found, i): ProbeDifference[] => {
    const call = calls[i] as ProbeCall;
    if (isTrap(found)) return [{ call, fields: [], trap: found }];
    const expected = expectedRecord(call, traceProbe);
    const fields: { field: string; c: number; model: number }[] = [];
    for (const field in expected) {
      const c = fieldOf(found, field as keyof ProbeRecord);
      const model = expected[field as keyof Expected];
      if (c !== model) fields.push({ field, c, model });
    }
    return fields.length === 0 ? [] : [{ call, fields, trap: undefined }];
  });
}

/** The header's size is the least that `argsz` may be; more is as good. */
function fieldOf(found: ProbeRecord, field: keyof ProbeRecord): number {
  if (field === "featureSize") return Math.min(found.featureSize, FEATURE_HEADER);
  if (field === "tracePoint") return found.traces === 0 ? 0 : found.tracePoint;
  return found[field];
}

type Expected = Omit<
  ProbeRecord,
  | keyof ProbeCall
  | "minimum"
  | "maximum"
  | "unaligned"
  | "implementedMinimum"
  | "implementedMaximum"
  | "implementedUnaligned"
  | "endianness"
  | "accepts"
  | "reset"
>;

function expectedRecord(call: ProbeCall, traceProbe: number): Expected {
  const decision = probe({
    bar: call.bar,
    vendorId: call.vendorId,
    deviceId: call.deviceId,
    msiPresent: call.msiPresent === 1,
    featureAccepted: call.featureAccepted === 1,
  });
  const asks = decision.quirk || decision.because === "feature";
  const feature = {
    ioctls: asks ? 1 : 0,
    featureFlags: asks ? FEATURE_SET | MSI_NOVIRT_FEATURE : 0,
    featureSize: asks ? FEATURE_HEADER : 0,
  };
  if (!decision.quirk) {
    const window = { quirks: 0, base: 0, size: 0, priority: 0, onBar: 0, enabled: 0 };
    const told = { warnings: decision.warns ? 1 : 0, traces: 0, tracePoint: 0, effects: 0 };
    return { ...window, ...feature, ...told };
  }
  const { base, size } = decision.window;
  const window = { quirks: 1, base, size, priority: PRIORITY, onBar: 1, enabled: 1 };
  const told = { warnings: 0, traces: 1, tracePoint: traceProbe >>> 0, effects: 0 };
  return { ...window, ...feature, ...told };
}

/** The memory core's rules as compiled, by field; the model's are TRAPPED_WINDOW_ACCESS. */
export function accessRules(record: ProbeRecord) {
  return {
    valid: {
      minimumSize: record.minimum,
      maximumSize: record.maximum,
      unaligned: record.unaligned === 1,
    },
    implemented: {
      minimumSize: record.implementedMinimum,
      maximumSize: record.implementedMaximum,
      unaligned: record.implementedUnaligned === 1,
    },
  } satisfies typeof TRAPPED_WINDOW_ACCESS;
}
