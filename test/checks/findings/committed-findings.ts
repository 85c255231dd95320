/** Every minimal cut set of one and two assumptions, as committed, with its counterexample: no search for sets. */
import { expectedCutSets } from "../../../checks/expectations/compare-world.js";
import { type Finding, findingOf } from "../../../checks/findings/findings.js";
import { WorldModels } from "../../../checks/world/models.js";
import type { AssumptionId } from "../../../model/assumptions/index.js";
import { INVARIANT_IDS } from "../../../model/invariants.js";
import { ALLOCATIONS } from "../../../model/qemu/msi-capability.js";

export function committedFindings(): readonly Finding[] {
  const models = new WorldModels(2);
  return INVARIANT_IDS.flatMap((invariant) =>
    expectedCutSets(invariant, { order: 2, allocations: ALLOCATIONS }).map((text) => {
      const assumptions = text.split("+") as AssumptionId[];
      const allocations = ALLOCATIONS.filter((allocated) =>
        expectedCutSets(invariant, { order: 2, allocations: [allocated] }).includes(text),
      );
      return findingOf(models, { invariant, assumptions, allocations });
    }),
  );
}
