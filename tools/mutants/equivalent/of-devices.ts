/** Of model/devices/. */
import type { EquivalentMutant } from "../findings.js";

export const OF_DEVICES: readonly EquivalentMutant[] = [
  {
    file: "model/devices/windows.ts",
    source: "return (soc >>> WINDOW_RANGE_BITS) & WINDOW_VALUE_MASK;",
    mutants: [["WrongMask", "soc >> WINDOW_RANGE_BITS"]],
    because: "the bits that the sign fills are above the six that are kept",
  },
  {
    file: "model/devices/rings.ts",
    source: 'it.path === "mmio" && it.registers !== null,',
    mutants: [["ConditionalExpression", "true"]],
    because: "every ring that is programmed by MMIO has registers; the test is for the compiler",
  },
  {
    file: "model/devices/rings.ts",
    source: '...dataPath(name.toLowerCase().replace(/ /g, "-"), name, 0),',
    mutants: [
      ["ConstantOffByOne", "1"],
      ["ConstantOffByOne", "-1"],
    ],
    because: "a ring without a user has no vector, whatever its group",
  },
  {
    file: "model/devices/rings.ts",
    source:
      "plan.pointers === null || chip.shadowRegisters ? null : barRegister(chip, plan.pointers).offset;",
    mutants: [["ConditionalExpression", "false"]],
    because: "null counts as 0 and comes back as it is; the test is for the compiler",
  },
];
