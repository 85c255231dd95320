/** The lockstep: the patch's C against the model. */
import { QUALCOMM_VENDOR_ID, TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import { type CompiledPatch, CompiledQuirk, isTrap } from "./compiled/compiled-quirk.js";
import { compareProbes, probeCalls } from "./lockstep/probe-table.js";
import { type Attached, type ConformOptions, Run } from "./lockstep/run.js";
import type { ConformReport } from "./result.js";

/** Compares all that can be compared. The same options give the same result. */
export function conform(patch: CompiledPatch, options: ConformOptions): ConformReport {
  const quirk = new CompiledQuirk(patch);
  const point = (name: string) => patch.tracePoints.indexOf(name);
  const calls = probeCalls(options.quick !== true);
  const probed = compareProbes(quirk, calls, point(options.names.traceProbe));
  const device = attachable(quirk);
  const run = new Run(patch, quirk, options, device);
  run.probes(probed, calls.length);
  if (device !== undefined) {
    for (const phase of [run.symbolic, run.machine, run.random, run.accesses]) {
      if (!run.enough) phase.call(run);
    }
  }
  quirk.collectCoverage();
  return run.report();
}

/** The first device of the model's table for which the C's probe makes a quirk. */
function attachable(quirk: CompiledQuirk): Attached | undefined {
  for (const id of ["0x1103", ...Object.keys(TRAPPED_WINDOWS)]) {
    const call = {
      bar: 0,
      vendorId: QUALCOMM_VENDOR_ID,
      deviceId: Number(id),
      msiPresent: 1,
      featureAccepted: 1,
      otherQuirk: 0,
    };
    const record = quirk.attach(call);
    if (!isTrap(record) && record.size > 0) return { call, record };
  }
  return undefined;
}
