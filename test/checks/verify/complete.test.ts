import { describe, expect, it } from "vitest";
import { expectedCutSets } from "../../../checks/expectations/compare-world.js";
import { proveWorldComplete } from "../../../checks/verify/complete.js";
import { type SharedWorld, shareWorld } from "../../../checks/world/finite.js";
import { sliceOf } from "../../../checks/world/slices.js";
import { ASSUMPTIONS, type AssumptionId } from "../../../model/assumptions/index.js";
import type { InvariantId } from "../../../model/invariants.js";
import { AS_POSTED } from "../../../model/quirks/as-posted/quirk.js";
import type { Move, WorldOutcome } from "../../../model/world/move.js";
import type { World } from "../../../model/world/world.js";
import { createWorld, representativeOffsets } from "../../../model/world/world.js";

const asked = 4;
const shared = shareWorld(
  createWorld({
    asked,
    offsets: representativeOffsets(asked),
    order: ASSUMPTIONS.length,
    quirk: AS_POSTED,
  }),
);

function prove(invariant: InvariantId, cutSets: readonly (readonly AssumptionId[])[]) {
  const scope = { invariant, slice: sliceOf(invariant), allocated: asked, limits: {}, cutSets };
  return proveWorldComplete(shared, scope);
}

function committed(invariant: InvariantId): readonly (readonly AssumptionId[])[] {
  return expectedCutSets(invariant, { order: 3, allocations: [asked] }).map(
    (text) => text.split("+") as AssumptionId[],
  );
}

describe("the cut sets of the world", () => {
  // Those of interrupt-isolated take longer: complete.slow.ts.
  it.each(["interrupt-delivered", "vector-offset-preserved"] as const)(
    "of %s are all there are, of whatever size",
    (invariant) => {
      const proof = prove(invariant, committed(invariant));
      expect(proof).toMatchObject({ verdict: "complete", found: [], why: [] });
      expect(proof.proved).toBeGreaterThan(0);
    },
  );

  it("are found to lack one that is withheld", () => {
    const all = committed("interrupt-delivered");
    const [withheld] = all;
    const proof = prove("interrupt-delivered", all.slice(1));
    expect(proof.found).toEqual([withheld]);
  });
});

describe("choices made anew", () => {
  const action = { kind: "disable-msi" } as const;
  const step = (changes: object, violates: InvariantId[] = []): WorldOutcome => {
    return { action, changes, needs: [], violates, concerns: violates };
  };

  /** On a host that remaps the cookie can be set, and on one that does not a set cookie is a violation. */
  function world(moves: readonly Pick<Move, "name" | "reads" | "outcomes">[]): SharedWorld {
    const choice = { changes: { remapping: "off" }, needs: ["interrupt-remapping"] } as const;
    const made: World = {
      ...shared.world,
      choices: [{ changes: {}, needs: [] }, choice],
      moves: moves.map((move) => ({ kind: "disable-msi", ...move })),
      observations: [],
    };
    return shareWorld(made);
  }
  const sets = { name: "sets", reads: ["remapping", "msi"] } as const;
  const breaks = { name: "breaks", reads: ["remapping", "msi"] } as const;
  const scope = {
    invariant: "cookie-discipline",
    slice: {
      ...sliceOf("cookie-discipline"),
      without: sliceOf("cookie-discipline").without.filter((name) => name !== "remapping"),
    },
    allocated: asked,
    limits: {},
    cutSets: [],
  } as const;

  it("do not count where a run needs the choice both ways: it is fixed, and the run is gone", () => {
    const both = world([
      { ...sets, outcomes: (s) => (s.remapping === "on" ? [step({ msi: "enabled" })] : []) },
      {
        ...breaks,
        outcomes: (s) =>
          s.remapping === "off" && s.msi === "enabled" ? [step({}, ["cookie-discipline"])] : [],
      },
    ]);
    expect(proveWorldComplete(both, scope)).toMatchObject({ verdict: "complete", found: [] });
  });

  it("count where a run makes the choice one way: a cut set that was missed", () => {
    const one = world([
      { ...sets, outcomes: () => [step({ msi: "enabled" })] },
      {
        ...breaks,
        outcomes: (s) =>
          s.remapping === "off" && s.msi === "enabled" ? [step({}, ["cookie-discipline"])] : [],
      },
    ]);
    const proof = proveWorldComplete(one, scope);
    expect(proof.found).toEqual([["interrupt-remapping"]]);
  });

  it("are lost to no choice that goes only with another: fixed, it brings the other along", () => {
    const high = { guestHigh: "unaligned", capability: "64-bit" } as const;
    const moves: readonly Pick<Move, "name" | "reads" | "outcomes">[] = [
      {
        name: "sets",
        reads: ["guestHigh", "msi"],
        outcomes: (s) => (s.guestHigh !== "zero" ? [step({ msi: "enabled" })] : []),
      },
      // Shorter, but it takes the choice both ways.
      {
        name: "spurious",
        reads: ["guestHigh", "msi"],
        outcomes: (s) =>
          s.msi === "enabled" && s.guestHigh === "zero" ? [step({}, ["cookie-discipline"])] : [],
      },
      {
        name: "goes on",
        reads: ["msi", "window"],
        outcomes: (s) => (s.msi === "enabled" ? [step({ window: "B" })] : []),
      },
      {
        name: "breaks",
        reads: ["window", "guestHigh"],
        outcomes: (s) =>
          s.window === "B" && s.guestHigh !== "zero" ? [step({}, ["cookie-discipline"])] : [],
      },
    ];
    const made: World = {
      ...shared.world,
      choices: [
        { changes: {}, needs: [] },
        { changes: { capability: "64-bit" }, needs: ["capability-32-bit"] },
        { changes: high, needs: ["low-guest-address", "capability-32-bit"] },
      ],
      moves: moves.map((move) => ({ kind: "disable-msi", ...move })),
      observations: [],
    };
    const proof = proveWorldComplete(shareWorld(made), {
      ...scope,
      slice: sliceOf("cookie-discipline"),
    });
    expect(proof.found).toEqual([["low-guest-address", "capability-32-bit"]]);
  });
});
