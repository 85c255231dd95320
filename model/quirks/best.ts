/** The features of the best trap design. A test holds them against the search that found them. */
import type { Features } from "./composed/features.js";

export const BEST_FEATURES: Partial<Features> = {
  pairs: "asked by a driver",
  readsBack: true,
  everySize: true,
};
