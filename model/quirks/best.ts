/**
 * What the search over the combinations of improvements found among the 64 that have a register table; the 96
 * that match values have not run whole (docs/designs.md). A slow test holds it against the search over all.
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
