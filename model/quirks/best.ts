/**
 * What the search over all combinations of improvements found (docs/designs.md). A slow test holds it against
 * that search.
 */
import type { Features } from "./composed/features.js";

/** The trap design that stands on least, whatever it asks of the kernel. */
export const BEST_FEATURES: Partial<Features> = {
  pairs: "asked by a driver",
  clearsAtReset: true,
  readsBack: true,
  everySize: true,
  refusal: "drop",
};

/** The same of those that ask the kernel for no more than the patch does. */
export const BEST_TODAY_FEATURES: Partial<Features> = {
  finds: "locations",
  handles64Bit: true,
  exactWords: true,
  clearsAtReset: true,
  readsBack: true,
  everySize: true,
};
