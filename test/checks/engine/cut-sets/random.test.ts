/** The cut-set engines against trying out every set of assumptions, on models drawn at random. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { proveComplete } from "../../../../checks/engine/cut-sets/complete.js";
import { searchCutSets } from "../../../../checks/engine/cut-sets/search.js";
import { shortestCounterexample } from "../../../../checks/engine/cut-sets/shortest.js";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import type { FiniteModel } from "../../../../checks/engine/explorer/model.js";
import type { Trace } from "../../../../checks/engine/explorer/result.js";
import {
  faultIn,
  naiveCutSets,
  naiveExplore,
  naiveJudgement,
  naiveStarts,
  naiveSteps,
} from "../explorer/naive.js";
import { randomModel } from "../explorer/random-models.js";

const RUNS = { numRuns: 150 };

const order = fc.integer({ min: 1, max: 4 });

describe("the cut sets of random models", () => {
  it("are those that trying out every set finds, with shortest lengths", () => {
    fc.assert(
      fc.property(randomModel, order, (model, most) => {
        const { invariants } = searchCutSets(compile(model), {
          order: most,
          counterexamples: false,
        });
        expect(invariants.map(({ cutSets }) => cutSets)).toEqual(naiveCutSets(model, most));
      }),
      RUNS,
    );
  });

  it("are the same when each invariant is searched by itself", () => {
    fc.assert(
      fc.property(randomModel, order, (model, most) => {
        const compiled = compile(model);
        const together = searchCutSets(compiled, { order: most, counterexamples: false });
        for (const { invariant, cutSets } of together.invariants) {
          const options = { order: most, counterexamples: false, invariants: [invariant] };
          expect(searchCutSets(compiled, options).invariants[0]?.cutSets).toEqual(cutSets);
        }
      }),
      RUNS,
    );
  });

  it("come with the verdict and the situations of a plain search with nothing dropped", () => {
    fc.assert(
      fc.property(randomModel, order, (model, most) => {
        const found = searchCutSets(compile(model), { order: most, counterexamples: false });
        const said = found.invariants.map(({ undropped, concerned }) =>
          // Of what is violated the search need not see every situation.
          undropped === "violated" ? [undropped] : [undropped, concerned],
        );
        expect(said).toEqual(undroppedVerdicts(model));
      }),
      RUNS,
    );
  });

  it("come with counterexamples that replay with just those dropped, and violate", () => {
    fc.assert(
      fc.property(randomModel, order, (model, most) => {
        const { invariants } = searchCutSets(compile(model), { order: most });
        for (const { invariant, cutSets } of invariants) {
          for (const { assumptions, length, counterexample } of cutSets) {
            expect(counterexample?.steps.length).toBe(length);
            const dropped = assumptions;
            expect(counterexample && faultIn(model, counterexample, { dropped, invariant })).toBe(
              undefined,
            );
          }
        }
      }),
      RUNS,
    );
  });

  it("are completed to every size, from those of order 1 or from none", () => {
    fc.assert(
      fc.property(randomModel, fc.boolean(), (model, fromNone) => {
        const compiled = compile(model);
        const all = naiveCutSets(model, model.assumptions.length);
        const { invariants } = searchCutSets(compiled, { order: 1, counterexamples: false });
        for (const { invariant, cutSets } of invariants) {
          const given = fromNone ? [] : cutSets.map(({ assumptions }) => assumptions);
          const proof = proveComplete(compiled, { invariant, cutSets: given });
          expect(proof.verdict).toBe("complete");
          expect(proof.cutSets).toEqual(all[invariant]?.map(({ assumptions }) => assumptions));
          for (const found of proof.found) expect(all[invariant]).toContainEqual(lengthOf(found));
        }
      }),
      RUNS,
    );
  });

  it("are sets that break the invariant even where a limit cut the search short", () => {
    fc.assert(
      fc.property(randomModel, fc.integer({ min: 1, max: 100 }), (model, states) => {
        const found = searchCutSets(compile(model), { order: 2, limits: { states } });
        const all = naiveCutSets(model, 2);
        for (const { invariant, cutSets, undropped } of found.invariants) {
          if (found.incomplete !== undefined)
            expect(["violated", "incomplete"]).toContain(undropped);
          for (const { assumptions } of cutSets) {
            const isOne = all[invariant]?.some((cut) =>
              cut.assumptions.every((one) => assumptions.includes(one)),
            );
            expect(isOne).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });
});

describe("the counterexample to report, on random models,", () => {
  it("is the best of all the shortest", () => {
    fc.assert(
      fc.property(randomModel, fc.nat(31), (model, bits) => {
        const dropped = [...model.assumptions.keys()].filter((i) => (bits >> i) % 2 === 1);
        const { lengths } = naiveExplore(model, dropped);
        for (const [invariant, length] of lengths.entries()) {
          const shortest = shortestCounterexample(compile(model), { invariant, dropped });
          if (length === undefined) {
            expect(shortest).toEqual({ kind: "none" });
            continue;
          }
          const best = bestRun(model, { dropped, invariant, length });
          expect(shortest.kind === "found" && told(shortest.trace)).toEqual(best);
        }
      }),
      RUNS,
    );
  });
});

/** What is so with nothing dropped, and how many situations there are. */
function undroppedVerdicts(model: FiniteModel) {
  const { concerned, lengths } = naiveExplore(model, []);
  return concerned.map((count, invariant) => {
    if (lengths[invariant] !== undefined) return ["violated"];
    return [count > 0 ? "holds" : "unreachable", count];
  });
}

function lengthOf({ assumptions, length }: { assumptions: readonly number[]; length: number }) {
  return { assumptions, length };
}

/** What a run is told by: its start and steps. */
function told({ start, steps }: Trace): readonly string[] {
  return [
    `${start.values}`,
    ...steps.map(({ move, action }) => `${move} ${JSON.stringify(action)}`),
  ];
}

interface Wanted {
  readonly dropped: readonly number[];
  readonly invariant: number;
  readonly length: number;
}

interface Way {
  readonly state: readonly number[];
  readonly run: readonly string[];
  readonly actors: readonly string[];
}

/** The best violating run of that length: every one of them is tried, in catalogue order. */
function bestRun(model: FiniteModel, wanted: Wanted): readonly string[] | undefined {
  const { depths } = naiveExplore(model, wanted.dropped);
  // On a shortest run each state is as deep as the run is long.
  const isShortest = ({ state, actors }: Way) => depths.get(`${state}`) === actors.length;
  let ways: readonly Way[] = naiveStarts(model, wanted.dropped).map(({ values }) => {
    return { state: values, run: [`${values}`], actors: [] };
  });
  for (let left = wanted.length; left > 1; left--) {
    const next = ways.flatMap((way) => onwards(model, way, wanted).map(({ to }) => to));
    ways = next.filter(isShortest);
  }
  const ends =
    wanted.length === 0 ? ways.filter(shows(model, wanted)) : lastSteps(model, ways, wanted);
  const least = Math.min(...ends.map(({ actors }) => changesIn(actors)));
  return ends.find(({ actors }) => changesIn(actors) === least)?.run;
}

/** The ways one step on, and whether that step violates. */
function onwards(model: FiniteModel, { state, run, actors }: Way, { dropped, invariant }: Wanted) {
  return naiveSteps(model, state, dropped).map(({ family, outcome, to }) => {
    const { name = "", actor = "" } = model.moves[family] ?? {};
    const told = `${name} ${JSON.stringify(outcome.action)}`;
    return {
      to: { state: to, run: [...run, told], actors: [...actors, actor] },
      violates: outcome.violates.includes(invariant),
    };
  });
}

function lastSteps(model: FiniteModel, ways: readonly Way[], wanted: Wanted): readonly Way[] {
  const all = ways.flatMap((way) => onwards(model, way, wanted));
  const isShown = shows(model, wanted);
  return all.filter(({ to, violates }) => violates || isShown(to)).map(({ to }) => to);
}

/** Whether the state that a way leads to shows the violation. */
function shows(model: FiniteModel, { invariant }: Wanted): (way: Way) => boolean {
  return ({ state }) =>
    naiveJudgement(model, state).some(({ violates }) => violates.includes(invariant));
}

function changesIn(actors: readonly string[]): number {
  return actors.filter((actor, i) => i > 0 && actor !== actors[i - 1]).length;
}
