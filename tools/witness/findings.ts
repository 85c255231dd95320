/** What the real QEMU and the model said of each device. */
import type { AccessRules } from "../../model/qemu/memory-core.js";
import type { MsiLayout } from "../../model/qemu/msi-capability.js";

/** The first step in which the two differ; nothing is compared behind it. */
export interface WitnessDifference {
  /** Counted from 1; 0: as QEMU started. */
  readonly step: number;
  readonly did: string;
  readonly model: string;
  readonly qemu: string;
}

interface Compared {
  /** What stands behind QEMU's `-device`. */
  readonly device: string;
  readonly steps: number;
  /** Steps at an offset that is no multiple of their size. */
  readonly unaligned: number;
  readonly difference: WitnessDifference | null;
  /** Why not all was compared; null if it was. */
  readonly notCompared: string | null;
}

/** Configuration writes and resets, every byte of the capability read back. */
export interface MsiComparison extends Compared {
  readonly layout: MsiLayout;
  readonly resets: number;
  /** Writes that enable MSI and ask for more vectors than the device has. */
  readonly clamped: number;
  /** Writes of which a part was left out, and why; null if none had to be. */
  readonly leftOut: { readonly writes: number; readonly because: string } | null;
}

/** Reads and writes of 1 to 8 bytes, each call of the device's callback and each rejection looked at. */
export interface RegionComparison extends Compared {
  /** QEMU's name of the region. */
  readonly region: string;
  readonly rules: AccessRules;
  readonly reads: number;
  readonly calls: number;
  readonly rejected: number;
}

/** What `npm run witness -- --json` writes. */
export interface WitnessReport {
  /** QEMU's version, as its monitor says it. */
  readonly qemu: string;
  readonly seed: number;
  readonly msi: readonly MsiComparison[];
  readonly regions: readonly RegionComparison[];
  /** Layouts of the capability that nothing here was compared with. */
  readonly layoutsWithoutWitness: readonly MsiLayout[];
  readonly steps: number;
  /** All was compared, and nothing differs. */
  readonly agree: boolean;
}

/** No difference, and nothing left uncompared. */
export function agrees({ difference, notCompared }: Compared): boolean {
  return difference === null && notCompared === null;
}
