import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CompletenessOptions,
  proveComplete,
} from "../../../../checks/engine/cut-sets/complete.js";
import { minimalHittingSets } from "../../../../checks/engine/cut-sets/hitting-sets.js";
import { compile } from "../../../../checks/engine/explorer/compile.js";
import type { FiniteModel } from "../../../../checks/engine/explorer/model.js";
import { doors, FIVE, SHORT_CUT } from "./toys.js";

function prove(model: FiniteModel, options: CompletenessOptions) {
  return proveComplete(compile(model), options);
}

describe("the minimal hitting sets", () => {
  const hit = (family: number[][]) =>
    (minimalHittingSets(family, 1000) ?? []).map((set) => `${set}`).sort();

  it.each<[string, number[][], string[]]>([
    ["no sets: the empty set", [], [""]],
    ["an empty set: none", [[1], []], []],
    ["one set: each of its members", [[0, 2, 63]], ["0", "2", "63"]],
    ["sets apart: one of each", [[0, 1], [2], [3, 4]], ["0,2,3", "0,2,4", "1,2,3", "1,2,4"]],
    [
      "a triangle: each two corners",
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
      ["0,1", "0,2", "1,2"],
    ],
    ["a set and a part of it: the part's members", [[0, 1, 2], [1]], ["1"]],
    [
      "a way of three edges",
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      ["0,2", "1,2", "1,3"],
    ],
  ])("of %s", (_, family, expected) => {
    expect(hit(family)).toEqual(expected);
  });

  it("are those that trying out every set finds", () => {
    const set = fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(set, { maxLength: 6 }), (family) => {
        const hits = Array.from({ length: 64 }, (_, bits) =>
          [0, 1, 2, 3, 4, 5].filter((i) => (bits >> i) % 2 === 1),
        ).filter((one) => family.every((other) => other.some((member) => one.includes(member))));
        const minimal = hits.filter(
          (one) => !hits.some((other) => other !== one && other.every((i) => one.includes(i))),
        );
        expect(hit(family)).toEqual(minimal.map((one) => `${one}`).sort());
      }),
    );
  });

  it("are given up when there are too many", () => {
    const pairs = Array.from({ length: 10 }, (_, i) => [2 * i, 2 * i + 1]);
    expect(minimalHittingSets(pairs, 1024)).toHaveLength(1024);
    expect(minimalHittingSets(pairs, 1023)).toBeUndefined();
  });
});

describe("completeness", () => {
  it("is proved by dropping each maximal set that contains no cut set", () => {
    const proof = prove(FIVE, { invariant: 0, cutSets: [[0], [1, 2]] });
    // Kept is a, and b or c: dropped is c, or b.
    expect(proof).toMatchObject({ verdict: "complete", proved: 2, found: [], undecided: [] });
  });

  it("is proved by dropping everything where there is no cut set", () => {
    const proof = prove(FIVE, { invariant: 2, cutSets: [] });
    expect(proof).toMatchObject({ verdict: "complete", proved: 1, states: 6 });
  });

  it("needs no proof where nothing need be dropped", () => {
    const proof = prove(FIVE, { invariant: 4, cutSets: [[]] });
    expect(proof).toMatchObject({ verdict: "complete", proved: 0, states: 0, cutSets: [[]] });
  });

  it("finds cut sets that were not given, with their counterexamples", () => {
    const proof = prove(FIVE, { invariant: 0, cutSets: [] });
    expect(proof.cutSets).toEqual([[0], [1, 2]]);
    expect(proof.found).toMatchObject([
      { assumptions: [0], length: 1, counterexample: { steps: [{ move: "edge 0" }] } },
      { assumptions: [1, 2], length: 2, counterexample: { steps: [{}, { move: "edge 2" }] } },
    ]);
    expect(proof.verdict).toBe("complete");
  });

  it("finds one beyond the orders that a search has", () => {
    const all = [0, 1, 2, 3, 4, 5];
    const proof = prove(doors(6), { invariant: 0, cutSets: [] });
    expect(proof).toMatchObject({ verdict: "complete", cutSets: [all], proved: 6 });
    expect(proof.found[0]).toMatchObject({ length: 6 });
    // Three by each of the two openers.
    const actors = proof.found[0]?.counterexample?.steps.map(({ actor }) => actor.slice(-1));
    expect(actors?.join("")).toBe("000111");
  });

  it("minimises what it finds: the shortest run may need too much", () => {
    const proof = prove(SHORT_CUT, { invariant: 0, cutSets: [] });
    expect(proof.cutSets).toEqual([[0, 1]]);
    expect(proof.found[0]).toMatchObject({ length: 4 });
  });

  it("replaces a given set of which a part is enough", () => {
    const proof = prove(FIVE, {
      invariant: 0,
      cutSets: [
        [0, 1],
        [1, 2],
      ],
    });
    expect(proof.cutSets).toEqual([[0], [1, 2]]);
  });

  it("is asked of some assumptions only", () => {
    const proof = prove(FIVE, { invariant: 0, cutSets: [[0], [1, 2]], assumptions: [1, 2] });
    expect(proof).toMatchObject({ verdict: "complete", cutSets: [[1, 2]], proved: 2 });
  });

  it("is not claimed where an exploration hit a limit", () => {
    const proof = prove(doors(4), { invariant: 0, cutSets: [[0, 1, 2, 3]], limits: { states: 7 } });
    const why = "more than 7 states";
    expect(proof).toMatchObject({
      verdict: "incomplete",
      proved: 0,
      undecided: [
        { dropped: [0, 1, 2], why },
        { dropped: [0, 1, 3], why },
        { dropped: [0, 2, 3], why },
        { dropped: [1, 2, 3], why },
      ],
    });
  });

  it("is not claimed where the maximal sets are too many", () => {
    const proof = prove(doors(4), { invariant: 0, cutSets: [[0, 1, 2, 3]], mostSets: 3 });
    expect(proof.undecided).toEqual([{ why: "more than 3 maximal sets" }]);
    expect(proof.verdict).toBe("incomplete");
  });

  it("tells progress after each set", () => {
    const told: (readonly number[])[] = [];
    const onProgress = (...numbers: number[]) => told.push(numbers);
    prove(doors(3), { invariant: 0, cutSets: [[0, 1, 2]], onProgress });
    expect(told).toEqual([
      [1, 2, 4],
      [2, 1, 8],
      [3, 0, 12],
    ]);
  });
});
