/** The lockstep: the patch's C against the model. */
import { type CompiledPatch, CompiledQuirk } from "./compiled/compiled-quirk.js";
import { attach, DEVICE_IDS, isDevice } from "./lockstep/device.js";
import { compareProbes, probeCalls } from "./lockstep/probe-table.js";
import { type ConformOptions, Run } from "./lockstep/run.js";
import type { ConformResult } from "./result.js";

/** Compares all that can be compared. The same options give the same result. */
export function conform(patch: CompiledPatch, options: ConformOptions): ConformResult {
  const quirk = new CompiledQuirk(patch);
  const point = (name: string) => patch.tracePoints.indexOf(name);
  const calls = probeCalls(options.quick !== true);
  const probed = compareProbes(quirk, calls, point(options.names.traceProbe));
  const devices = DEVICE_IDS.map((id) => attach(quirk, id, options.names)).filter(isDevice);
  const run = new Run(quirk, options, devices);
  run.probes(probed, calls.length);
  const { symbolic, machine, random, window, accesses, devices: others, surroundings, pairs } = run;
  for (const phase of [symbolic, machine, random, window, accesses, others, surroundings, pairs]) {
    if (!run.enough) phase.call(run);
  }
  quirk.collect();
  return run.result();
}
