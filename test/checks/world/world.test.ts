import { describe, expect, it } from "vitest";
import {
  expectedCutSets,
  setText,
  worldDrifts,
} from "../../../checks/expectations/compare-world.js";
import { ALONE } from "../../../checks/expectations/world.js";
import { dropAssumptions } from "../../../checks/verify/drop-jobs.js";
import { verifyWorld } from "../../../checks/verify/verify.js";
import { SLICES, WHOLE } from "../../../checks/world/slices.js";
import { ASSUMPTIONS } from "../../../model/assumptions/index.js";
import { INVARIANT_IDS } from "../../../model/invariants.js";
import { ALLOCATIONS } from "../../../model/qemu/msi-capability.js";

/** Cut sets by invariant, as texts. */
function cutSetsOf(world: ReturnType<typeof verifyWorld>) {
  return world.invariants.map(({ invariant, undropped, cutSets }) => ({
    invariant,
    undropped,
    cutSets: cutSets.map(({ assumptions, length }) => `${setText(assumptions)} in ${length}`),
  }));
}

describe("the world with one assumption dropped", () => {
  const world = verifyWorld({ allocations: ALLOCATIONS, order: 1 });

  it("lets fall exactly what was worked out by hand, and nothing with none dropped", () => {
    expect(worldDrifts(world)).toEqual([]);
    expect(world.invariants.map(({ invariant }) => invariant)).toEqual(INVARIANT_IDS);
    expect(world.invariants.every(({ undropped }) => undropped === "holds")).toBe(true);
  });

  it("reaches the situation of every invariant with nothing dropped", () => {
    for (const { invariant, concerned } of world.invariants) {
      expect(concerned, invariant).toBeGreaterThan(0);
    }
  });

  it("takes a move or choice of every assumption but those that need another dropped too", () => {
    const idle = world.exercised.filter(({ transitions }) => transitions === 0);
    const implied = ASSUMPTIONS.filter(({ impliedBy }) => impliedBy === "capability-32-bit");
    // The architecture is looked at only where a guest address stands, which no kept assumption allows.
    const expected = [...implied.map(({ id }) => id), "same-architecture"];
    expect(idle.map(({ assumption }) => assumption)).toEqual(expected);
  });

  it("finds no unaligned base for one vector, and no growth beyond 32", () => {
    const found = (allocation: number) =>
      new Set(
        world.invariants.flatMap(({ cutSets }) =>
          cutSets
            .filter(({ allocations }) => allocations.includes(allocation))
            .flatMap(({ assumptions }) => assumptions),
        ),
      );
    expect(found(1)).not.toContain("aligned-base-data");
    expect(found(1)).not.toContain("aligned-host-base");
    expect(found(32)).not.toContain("stable-vector-count");
    expect(found(2)).toContain("aligned-base-data");
  });
});

describe("the reductions of the world", () => {
  // With more vectors, more dropped and every slice: slices.slow.ts and every-offset.slow.ts.
  it("the slices have the cut sets and lengths of the whole", () => {
    const options = { allocations: [1], order: 1 };
    const whole = cutSetsOf(verifyWorld({ ...options, slices: [WHOLE] }));
    expect(cutSetsOf(verifyWorld({ ...options, slices: SLICES }))).toEqual(whole);
  });

  it.each([1, 4])(
    "every vector offset gives the cut sets of its class, %i allocated",
    (allocated) => {
      const slices = SLICES.filter(({ name }) => name === "delivered");
      const options = { allocations: [allocated], order: 1, slices };
      const exact = cutSetsOf(verifyWorld({ ...options, exact: true }));
      expect(cutSetsOf(verifyWorld(options))).toEqual(exact);
    },
  );

  it("a search that was cut short is incomplete and a drift", () => {
    const world = verifyWorld({ allocations: [2], order: 1, limits: { states: 10 } });
    expect(world.incomplete.length).toBe(SLICES.length);
    expect(worldDrifts(world).length).toBeGreaterThan(0);
    expect(world.invariants.some(({ undropped }) => undropped === "incomplete")).toBe(true);
  });
});

// That those expected are those found, `verify` says.
describe("sets of two", () => {
  it("expected ones contain no assumption that suffices alone, with two vectors and more", () => {
    for (const invariant of INVARIANT_IDS) {
      const sets = expectedCutSets(invariant, { order: 2, allocations: ALLOCATIONS.slice(1) });
      const alone = ASSUMPTIONS.filter(({ id }) => ALONE[id].falls.includes(invariant));
      for (const set of sets.filter((text) => text.includes("+"))) {
        for (const { id } of alone) expect(set.split("+"), invariant).not.toContain(id);
      }
    }
  });
});

describe("a combination dropped", () => {
  it("tells what falls, each with a shortest way to it", () => {
    const verdicts = dropAssumptions({
      dropped: ["full-grant", "interrupt-remapping"],
      allocations: [1, 16],
    });
    const violated = verdicts.filter(({ verdict }) => verdict === "violated");
    expect(violated.map(({ invariant, run }) => [invariant, run?.steps.length])).toEqual([
      ["vector-offset-preserved", 4],
      ["interrupt-delivered", 5],
      ["interrupt-isolated", 5],
      ["no-stray-memory-write", 5],
    ]);
    const isolated = violated.find(({ invariant }) => invariant === "interrupt-isolated");
    expect(isolated?.run?.chosen).toEqual({ remapping: "off" });
    expect(isolated?.run?.steps.at(-1)).toMatchObject({
      action: { kind: "message", sends: "own", fate: "accepted by a stranger" },
      needs: [],
      violates: ["interrupt-delivered", "interrupt-isolated"],
    });
  });

  it("of nothing lets nothing fall", () => {
    const verdicts = dropAssumptions({ dropped: [], allocations: ALLOCATIONS });
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(INVARIANT_IDS.map(() => "holds"));
  });
});
