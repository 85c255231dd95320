import { describe, expect, it } from "vitest";
import { cutSetsIn, findingOf, SEVERITIES, severityOf } from "../../../checks/findings/findings.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { WorldModels } from "../../../checks/world/models.js";
import { INVARIANT_IDS, type InvariantId } from "../../../model/invariants.js";

describe("findings", () => {
  const world = verifyWorld({ allocations: [2], order: 1 });
  const models = new WorldModels(1);
  const findings = cutSetsIn(world).map((cut) => findingOf(models, cut));

  it("are one for each minimal cut set, with a counterexample of the search's length", () => {
    const cuts = world.invariants.flatMap(({ invariant, cutSets }) =>
      cutSets.map(({ assumptions, length }) => [`${invariant}/${assumptions.join("+")}`, length]),
    );
    expect(findings.map(({ id, counterexample }) => [id, counterexample.steps.length])).toEqual(
      cuts,
    );
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });

  it("end with the step that violates: a message for those about messages, a read for reads", () => {
    const kinds: Partial<Record<InvariantId, string>> = {
      "interrupt-delivered": "message",
      "interrupt-isolated": "message",
      "readback-faithful": "read",
      "collateral-free": "write",
    };
    for (const { invariant, counterexample } of findings) {
      const last = counterexample.steps.at(-1);
      if (kinds[invariant] !== undefined) expect(last?.action.kind).toBe(kinds[invariant]);
      expect(last?.violates).toContain(invariant);
    }
  });

  it("are gravest where isolation is lost", () => {
    const grave = INVARIANT_IDS.filter((id) => severityOf(id) === SEVERITIES[0]);
    expect(grave).toEqual(["interrupt-isolated"]);
    expect(SEVERITIES[0]).toBe("isolation lost");
  });
});
