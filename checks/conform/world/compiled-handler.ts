/** The patch's C as a quirk of the world: its own memory is the private state. */
import { hex } from "../../../model/bits.js";
import type { Quirk } from "../../../model/quirk.js";
import { type Terms, USUAL_TERMS } from "../../../model/world/terms.js";
import { type CompiledPatch, type CompiledQuirk, isTrap } from "../compiled/compiled-quirk.js";
import { FollowedQuirk } from "../compiled/followed-quirk.js";
import { attach, DEVICE_IDS } from "../lockstep/device.js";
import { missedBranches } from "../not-compared.js";
import type { NotCompared } from "../result.js";
import type { QuirkNames } from "../source/select.js";
import { CompiledC } from "./compiled-c.js";
import { StateGrew, UnusableQuirk } from "./errors.js";
import type { FollowedDevice } from "./step.js";
import { Surroundings } from "./surroundings.js";

/** Values of one word that are taken for a state that ends. */
export const MOST_VALUES = 4096;

/** The C in the world, and what of it is not there. */
export interface PatchQuirk {
  /** Over the state known so far. A search that meets more ends with StateGrew, and has to begin again. */
  readonly quirk: () => Quirk;
  /** What it changes around itself: with its region disabled it traps nothing. */
  readonly terms?: Terms;
  /** To be asked at the end: device ids whose handler answered otherwise are among it. */
  readonly notCompared: () => readonly NotCompared[];
}

/** Does a search until it meets no more state. @throws Endless if that would take too many values */
export function searchWhole<Found>({ quirk }: PatchQuirk, search: (of: Quirk) => Found): Found {
  for (;;) {
    try {
      return search(quirk());
    } catch (error) {
      if (!(error instanceof StateGrew)) throw error;
    }
  }
}

/**
 * The quirk of the first device id; of the others each call is made too, and compared with it.
 * @param most values of one word
 * @throws UnusableQuirk if its probe makes no quirk for an ath11k device
 */
export function quirkOf(
  patch: CompiledPatch,
  names: QuirkNames,
  most: number = MOST_VALUES,
): PatchQuirk {
  const [device, ...others] = DEVICE_IDS.map((id) => followed(patch, id, names));
  if (device === undefined) {
    throw new UnusableQuirk(`the probe makes no quirk for ${hex(DEVICE_IDS[0] ?? 0)}`);
  }
  const there = others.filter((other) => other !== undefined);
  const surroundings = new Surroundings(patch, names);
  const c = new CompiledC([device, ...there], names, { most, surroundings });
  return {
    quirk: () => c.quirk(),
    terms: { ...USUAL_TERMS, traps: device.record.enabled !== 0 },
    notCompared: () => [
      ...surroundings.notCompared(),
      ...c.shared(),
      ...missedBranches({ patch, reached: reachedBy([...c.instances, ...surroundings.instances]) }),
      ...(c.otherwise.size === 0
        ? []
        : [{ kind: "devices" as const, deviceIds: [...c.otherwise] }]),
    ],
  };
}

/** Undefined if the probe makes no quirk. @throws UnusableQuirk of the first device if it does not come back */
function followed(patch: CompiledPatch, id: number, names: QuirkNames): FollowedDevice | undefined {
  const quirk = new FollowedQuirk(patch);
  const device = attach(quirk, id, names);
  if (device !== undefined && isTrap(device)) {
    if (id !== DEVICE_IDS[0]) return undefined;
    throw new UnusableQuirk(`the probe ${device.what} (line ${device.line})`);
  }
  return device === undefined ? undefined : { ...device, quirk };
}

/** By guard: 1 if any of them passed it. */
function reachedBy(quirks: readonly CompiledQuirk[]): Uint8Array {
  for (const quirk of quirks) quirk.collect();
  const length = quirks[0]?.reached.length ?? 0;
  return Uint8Array.from({ length }, (_, i) => (quirks.some(({ reached }) => reached[i]) ? 1 : 0));
}
