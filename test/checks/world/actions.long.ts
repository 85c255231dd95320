/** As actions.test.ts: every design, every start that one assumption frees, and the patch after a fault too. */
import { describe, expect, it } from "vitest";
import { ALLOCATIONS } from "../../../model/qemu/msi-capability.js";
import { DESIGNS } from "../../../model/quirks/designs.js";
import { allFaults, worldOf } from "./action-faults.js";
import { reachable } from "./reachable.js";

describe("each action stands for one outcome, leads there by its data alone, and has a text of its own", () => {
  it.each(DESIGNS)("in the world of $name, from every start", (design) => {
    const made = worldOf(design, 2);
    expect(allFaults(made, reachable(made.world))).toEqual([]);
  });

  it.each(ALLOCATIONS)(
    "in the world of the patch with %i allocated, a fault on the way",
    (asked) => {
      const [patch] = DESIGNS;
      if (patch === undefined) throw new Error("no designs");
      const made = worldOf(patch, asked);
      const usual = { ...made.world, choices: made.world.choices.slice(0, 1) };
      expect(allFaults(made, reachable(usual, 1))).toEqual([]);
    },
  );
});
