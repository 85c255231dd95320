import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as build from "../../../checks/prove/terms/build.js";
import { evaluator } from "../../../checks/prove/terms/evaluate.js";
import { scriptOf } from "../../../checks/prove/terms/smt.js";
import type { Arithmetic, Term } from "../../../checks/prove/terms/term.js";
import { pairOf } from "./random-terms.js";

describe("folding", () => {
  it("changes no value, whatever the symbols are", () => {
    const values = fc.array(fc.bigInt({ min: 0n, max: 0xffffffffn }), {
      minLength: 2,
      maxLength: 2,
    });
    fc.assert(
      fc.property(pairOf(32, 4), values, ({ folded, plain }, [x = 0n, y = 0n]) => {
        const symbol = (name: string) =>
          BigInt.asUintN(Number(name.slice(1)), name.startsWith("x") ? x : y);
        const [a, b] = evaluator([folded, plain])({ symbol, apply: () => 0n });
        expect(a).toBe(b);
      }),
      { numRuns: 3000 },
    );
  });

  it("puts a value that was cut into bytes together again", () => {
    const x = build.symbol("x32", 32);
    const bytes = [0, 1, 2, 3].map((i) => build.extract(x, 8 * i, 8));
    expect(bytes.reduce((low, high) => build.concat(high, low))).toBe(x);
  });

  it("adds constants up, and leaves no mask that does nothing", () => {
    const x = build.symbol("x32", 32);
    const add = (a: Term, n: number) => build.binary("bvadd", a, build.constant(n, 32));
    expect(add(add(x, 4), 8)).toBe(add(x, 12));
    const byte = build.zeroExtend(build.symbol("x8", 8), 32);
    expect(build.binary("bvand", byte, build.constant(0xff, 32))).toBe(byte);
    expect(build.binary("bvand", byte, build.constant(0x7f, 32))).not.toBe(byte);
  });

  it.each<[Arithmetic, bigint]>([
    ["bvadd", 2n],
    ["bvsub", 0xffffffn],
    ["bvshl", 0n],
  ])("computes %s of constants modulo the width", (operator, expected) => {
    const [a, b] =
      operator === "bvsub" ? [1, 2] : operator === "bvshl" ? [1, 24] : [2 ** 24 - 1, 3];
    const made = build.binary(operator, build.constant(a, 24), build.constant(b, 24));
    expect(made.value).toBe(expected);
  });
});

describe("a script", () => {
  it("declares each symbol and function once, and names what it is made of", () => {
    const x = build.symbol("x8", 8);
    const f = build.apply("f", [x], 32);
    const { lines, names } = scriptOf([build.equal(f, build.constant(5, 32))]);
    expect(lines[0]).toBe("(declare-fun x8 () (_ BitVec 8))");
    expect(lines[1]).toBe("(declare-fun f ((_ BitVec 8)) (_ BitVec 32))");
    expect(lines[2]).toMatch(/^\(define-fun \$\d+ \(\) \(_ BitVec 32\) \(f x8\)\)$/);
    expect(lines[3]).toMatch(/^\(define-fun (\$\d+) \(\) Bool \(= \$\d+ \(_ bv5 32\)\)\)$/);
    expect(lines).toHaveLength(4);
    expect(names).toHaveLength(1);
  });

  it("refuses one name of two widths", () => {
    const terms = [build.symbol("n", 8), build.symbol("n", 16)];
    expect(() => scriptOf(terms)).toThrow("two widths");
  });

  it("are no constants of 0 bits: a truth value made so would be false, and a claim of it vacuous", () => {
    expect(() => build.constant(1, 0)).toThrow(RangeError);
  });
});
