/** Of model/quirks/composed/, model/quirks/designs.ts and model/quirks/best.ts. */
import type { EquivalentMutant } from "../findings.js";

export const OF_DESIGNS: readonly EquivalentMutant[] = [
  {
    file: "model/quirks/composed/cookies.ts",
    source: 'return place === "none" ? 0 : 4 * Number(place.replace(/^[AB]/, ""));',
    mutants: [["Regex", "/[AB]/"]],
    because: "a place has one letter at most, and it is the first",
  },
];
