/** Designs that trap the same of every chip: one column, one row for all of them. */
import { CHIPS } from "../../model/devices/index.js";
import type { TrapDesign } from "../../model/quirks/trapped.js";

/** The first design stands for the others. */
export interface TrapGroup {
  readonly design: TrapDesign;
  /** The names of the others, in the order of the comparison. */
  readonly others: readonly string[];
}

/** Every design is in one group; groups come in the order of their first design. Pure. */
export function groupsOf(designs: readonly TrapDesign[]): readonly TrapGroup[] {
  const groups = new Map<string, { design: TrapDesign; others: string[] }>();
  for (const design of designs) {
    const key = JSON.stringify([design.needsNoTrap, CHIPS.map((chip) => design.ranges(chip))]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { design, others: [] });
    else known.others.push(design.id);
  }
  return [...groups.values()];
}
