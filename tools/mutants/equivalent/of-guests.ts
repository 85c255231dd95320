/** Of model/world/guests/. */
import type { EquivalentMutant } from "../findings.js";

export const OF_GUESTS: readonly EquivalentMutant[] = [
  {
    file: "model/world/guests/linux.ts",
    source: "return [...new Set(mmioRingsOf(chip).flatMap(({ vector }) => vector ?? []))];",
    mutants: [["ArrayDeclaration", '["Stryker was here"]']],
    because:
      "every ring that is programmed by MMIO has a vector; what comes in its place is for the compiler",
  },
];
