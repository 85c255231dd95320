/** Of model/quirks/composed/ and machine/, and of model/quirks/best.ts, designs.ts and trapped.ts. */
import type { EquivalentMutant } from "../findings.js";

export const OF_DESIGNS: readonly EquivalentMutant[] = [
  {
    file: "model/quirks/composed/cookies.ts",
    source: 'return place === "none" ? 0 : 4 * Number(place.replace(/^[AB]/, ""));',
    mutants: [["Regex", "/[AB]/"]],
    because: "a place has one letter at most, and it is the first",
  },
  {
    file: "model/quirks/composed/compose.ts",
    source:
      "function trapOf({ finds, followsWindow, rightWindow }: Features): { readonly trap?: Trap } {",
    mutants: [
      [
        "BranchOrder",
        '{ if (!rightWindow) return {}; if (finds === "locations") return { trap: REGISTER_TABLE }; return { trap: followsWindow ? FOLLOWED_WINDOWS : WHOLE_WINDOWS }; }',
      ],
    ],
    because: "a table implies the right window, so never are both tests true",
  },
  {
    file: "model/quirks/composed/features.ts",
    source: "export function nameOf(features: Features): string {",
    mutants: [
      [
        "BranchOrder",
        '{ const on: string[] = SWITCHES.filter(name => features[name]); if (features.finds === "locations") on.unshift("locations"); if (features.refusal === "drop") on.push("drops"); if (features.pairs !== "capability") on.unshift(features.pairs); return on.length === 0 ? "patch" : on.join(" + "); }',
      ],
    ],
    because: "one goes to the front and the other to the end",
  },
  {
    file: "model/quirks/machine/machine.ts",
    source: "types: {",
    mutants: [["ObjectLiteral", "{}"]],
    because: "only the types of these values are used",
  },
];
