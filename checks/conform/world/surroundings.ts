/** What of the C the world does not call: the model stands there, and what is not as in it is named. */
import { type CompiledPatch, CompiledQuirk } from "../compiled/compiled-quirk.js";
import { CONTROL } from "../compiled/records.js";
import { attach, DEVICE_IDS, type Device, isDevice } from "../lockstep/device.js";
import { compareRules } from "../lockstep/guest-accesses.js";
import { compareProbes, LITTLE_ENDIAN, probeCalls } from "../lockstep/probe-table.js";
import { elsewhere, keptStates } from "../not-compared.js";
import type { NotCompared } from "../result.js";
import type { QuirkNames } from "../source/select.js";
import { type Call, writeCallInput } from "./call.js";

/** Probe and rules: what is not as in the model, whose are in the world. */
export class Surroundings {
  readonly instances: readonly CompiledQuirk[];
  readonly #parts: readonly NotCompared[];
  readonly #first: Device | undefined;

  constructor(patch: CompiledPatch, names: QuirkNames) {
    const prober = new CompiledQuirk(patch);
    const devices = DEVICE_IDS.map((id) => attach(new CompiledQuirk(patch), id, names)).filter(
      isDevice,
    );
    this.instances = [prober, ...devices.map(({ quirk }) => quirk)];
    this.#first = devices[0];
    this.#parts = [...differentParts(prober, devices, names), ...elsewhere(patch)];
  }

  notCompared(): readonly NotCompared[] {
    return this.#parts;
  }

  /** Where the rules are the model's, QEMU makes no such call: a way that only these take is none of the world's. */
  takeOtherSizes({ access }: Call): void {
    for (const size of [1, 2, 8]) {
      for (const control of [0, CONTROL.isRead]) {
        if (this.#first === undefined) return;
        const { quirk } = this.#first;
        writeCallInput(quirk.inputs, { control, access: { ...access, size } });
        // The C may well stop at a size that it never gets.
        quirk.run(0, 1);
      }
    }
  }
}

function differentParts(
  prober: CompiledQuirk,
  devices: readonly Device[],
  names: QuirkNames,
): readonly NotCompared[] {
  const point = prober.patch.tracePoints.indexOf(names.traceProbe);
  const differs = {
    probe: compareProbes(prober, probeCalls(true), point).length > 0,
    rules: devices.some(
      ({ region, record }) =>
        compareRules(region.rules, region.size).length > 0 || record.endianness !== LITTLE_ENDIAN,
    ),
  };
  return [
    ...(["probe", "rules"] as const).flatMap((part): NotCompared[] =>
      differs[part] ? [{ kind: "part", part }] : [],
    ),
    ...sharedByProbe(prober, names),
  ];
}

/** Variables that a probe changes: with a second device they change again, and the world has one. */
function sharedByProbe(prober: CompiledQuirk, { state }: QuirkNames): readonly NotCompared[] {
  prober.collect();
  return keptStates(prober, state).map((kept) => ({ ...kept, kind: "shared" }));
}
