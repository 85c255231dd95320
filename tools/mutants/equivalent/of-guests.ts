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
  {
    file: "model/world/guests/index.ts",
    source: 'const isForeign = outcome.values?.every((value) => value.startsWith("foreign-"));',
    mutants: [["MethodExpression", 'outcome.values?.some(value => value.startsWith("foreign-"))']],
    because: "Linux writes one value at a time, and a write has one at least",
  },
];
