import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HYPOTHESES } from "../../../checks/prove/c/inputs.js";
import * as build from "../../../checks/prove/terms/build.js";
import { evaluator } from "../../../checks/prove/terms/evaluate.js";
import { intern } from "../../../checks/prove/terms/term.js";
import { hasZ3, loadZ3, type Solver } from "../../../tools/prove/z3.js";
import { pairOf } from "./random-terms.js";

const NEEDS_Z3 = hasZ3() ? "" : " (skipped: npm ci --prefix tools/z3)";
const toy = { kind: "toy", what: "toy", expected: "any" } as const;

describe.skipIf(!hasZ3())(`z3${NEEDS_Z3}`, () => {
  let solver: Solver;
  beforeAll(async () => {
    solver = await loadZ3();
  }, 600_000);
  afterAll(() => solver.close());

  it("finds no value at which a folded term is another than the plain one", async () => {
    const pairs = fc.sample(pairOf(8, 3), { numRuns: 60, seed: 11 });
    const differ = pairs.map(({ folded, plain }) => {
      return intern("not", 0, { arguments: [intern("=", 0, { arguments: [folded, plain] })] });
    });
    const any = intern("or", 0, { arguments: differ });
    expect(await solver.ask({ ...toy, asserted: [any] })).toBe("unsat");
  });

  it("gives values at which the evaluator finds the same", async () => {
    const [a, b] = [build.symbol("a16", 16), build.symbol("b16", 16)];
    const product = build.binary("bvmul", a, b);
    const asserted = [
      build.equal(product, build.constant(0xbeef, 16)),
      build.compared("bvult", build.constant(9, 16), a),
      build.compared("bvslt", b, build.constant(0, 16)),
    ];
    const [x = 0n, y = 0n] = (await solver.values({ ...toy, asserted }, [a, b])) ?? [];
    const values = evaluator(asserted)({
      symbol: (name) => (name === "a16" ? x : y),
      apply: () => 0n,
    });
    expect(values).toEqual([1n, 1n, 1n]);
  });

  it("gives no values where there are none", async () => {
    const a = build.symbol("a16", 16);
    const asserted = [build.compared("bvult", a, build.constant(0, 16))];
    expect(await solver.values({ ...toy, asserted }, [a])).toBeUndefined();
  });

  it("meets all hypotheses at once", async () => {
    const asserted = HYPOTHESES.flatMap(({ holds }) => holds);
    expect(await solver.ask({ ...toy, asserted })).toBe("sat");
  });
});
