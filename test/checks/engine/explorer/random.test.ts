/** The explorer against the plainest possible search, on models drawn at random. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import { explore } from "../../../../checks/engine/explorer/explore.js";
import type { FiniteModel } from "../../../../checks/engine/explorer/model.js";
import { faultIn, naiveExplore, subsets } from "./naive.js";
import { randomModel } from "./random-models.js";

const RUNS = { numRuns: 200 };

/** A model, and some of its assumptions. */
const modelAndDropped = randomModel.chain((model) =>
  fc.tuple(fc.constant(model), fc.subarray([...model.assumptions.keys()])),
);

describe("explore, on random models,", () => {
  it("finds the states, transitions, depth, situations and violations of the plain search", () => {
    fc.assert(
      fc.property(randomModel, (model) => {
        const compiled = compile(model);
        for (const dropped of subsets(model.assumptions.length, 5)) {
          const naive = naiveExplore(model, dropped);
          const found = explore(compiled, { dropped });
          expect(found).toMatchObject({
            states: naive.depths.size,
            transitions: naive.transitions,
            depth: Math.max(0, ...naive.depths.values()),
            taken: naive.taken,
          });
          expect(summary(found)).toEqual(summaryOf(naive, model));
        }
      }),
      RUNS,
    );
  });

  it("gives counterexamples that replay and violate, and witnesses that replay", () => {
    fc.assert(
      fc.property(modelAndDropped, ([model, dropped]) => {
        const { verdicts } = explore(compile(model), { dropped });
        for (const [invariant, verdict] of verdicts.entries()) {
          if (verdict.verdict === "violated") {
            expect(faultIn(model, verdict.path, { dropped, invariant })).toBeUndefined();
          }
          if (verdict.verdict === "holds") {
            const fault = faultIn(withConcerns(model), verdict.witness, { dropped, invariant });
            expect(fault).toBeUndefined();
          }
        }
      }),
      RUNS,
    );
  });

  it("says the same with a bitmap and with a hash", () => {
    fc.assert(
      fc.property(modelAndDropped, ([model, dropped]) => {
        const { bytes: _b, ...bitmap } = explore(compile(model), { dropped, storage: "bitmap" });
        const { bytes: _h, ...hash } = explore(compile(model), { dropped, storage: "hash" });
        expect(bitmap).toEqual(hash);
      }),
      RUNS,
    );
  });

  it("never says holds or unreachable when a limit cut it short", () => {
    fc.assert(
      fc.property(modelAndDropped, fc.nat(80), ([model, dropped], states) => {
        const all = naiveExplore(model, dropped).depths.size;
        const { incomplete, verdicts, ...found } = explore(compile(model), {
          dropped,
          limits: { states },
        });
        expect(incomplete).toBe(all > states ? `more than ${states} states` : undefined);
        expect(found.states).toBe(Math.min(all, states));
        const kinds = verdicts.map(({ verdict }) => verdict);
        expect(kinds.includes("incomplete") && all <= states).toBe(false);
        if (all > states) expect(kinds).not.toContain("holds");
        if (all > states) expect(kinds).not.toContain("unreachable");
      }),
      RUNS,
    );
  });

  it("finds violations that are shortest even when cut short", () => {
    fc.assert(
      fc.property(modelAndDropped, fc.nat(40), ([model, dropped], states) => {
        const { lengths } = naiveExplore(model, dropped);
        const { verdicts } = explore(compile(model), { dropped, limits: { states } });
        for (const [invariant, verdict] of verdicts.entries()) {
          if (verdict.verdict !== "violated") continue;
          expect(verdict.path.steps.length).toBe(lengths[invariant]);
        }
      }),
      RUNS,
    );
  });

  it("is not disturbed by a recheck", () => {
    fc.assert(
      fc.property(modelAndDropped, ([model, dropped]) => {
        const plain = explore(compile(model), { dropped });
        expect(explore(compile(model), { dropped, recheck: true })).toEqual(plain);
      }),
      RUNS,
    );
  });
});

/** The verdicts with counts and lengths, without the runs. */
function summary({ verdicts }: ReturnType<typeof explore>) {
  return verdicts.map((verdict) => {
    if (verdict.verdict === "violated") return [verdict.concerned, verdict.path.steps.length];
    return verdict.verdict === "holds" ? [verdict.concerned] : [verdict.verdict];
  });
}

function summaryOf({ concerned, lengths }: ReturnType<typeof naiveExplore>, model: FiniteModel) {
  return model.invariants.map((_, invariant) => {
    const count = concerned[invariant] ?? 0;
    const length = lengths[invariant];
    if (length !== undefined) return [count, length];
    return count > 0 ? [count] : ["unreachable"];
  });
}

/** The model as if every situation were a violation: a run to a situation is then a counterexample. */
function withConcerns(model: FiniteModel): FiniteModel {
  return {
    ...model,
    moves: model.moves.map((move) => ({
      ...move,
      outcomes: (values) =>
        move.outcomes(values).map((outcome) => ({
          ...outcome,
          violates: [...outcome.violates, ...outcome.concerns],
        })),
    })),
    observations: model.observations.map((observation) => ({
      ...observation,
      judge: (values) => {
        const { violates, concerns } = observation.judge(values);
        return { violates: [...violates, ...concerns], concerns };
      },
    })),
  };
}
