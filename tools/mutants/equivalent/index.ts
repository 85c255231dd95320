/**
 * Mutants that no check can kill, because they say the same. Each with the reason; one that is killed after
 * all, or whose line is no more, makes `npm run mutants` fail.
 */
import type { EquivalentMutant } from "../findings.js";
import { OF_DESIGNS } from "./of-designs.js";
import { OF_DEVICES } from "./of-devices.js";
import { OF_GUESTS } from "./of-guests.js";
import { OF_PATCH } from "./of-patch.js";
import { OF_QEMU } from "./of-qemu.js";
import { OF_WORLD } from "./of-world.js";

export const EQUIVALENT: readonly EquivalentMutant[] = [
  ...OF_QEMU,
  ...OF_PATCH,
  ...OF_DESIGNS,
  ...OF_DEVICES,
  ...OF_GUESTS,
  ...OF_WORLD,
];
