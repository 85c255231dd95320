import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotKnown } from "../../../checks/prove/errors.js";
import { Program } from "../../../checks/prove/handler/evaluate.js";
import { HANDLER_FILE, handlerOf, handlerProgram } from "../../../checks/prove/handler/handler.js";
import { numberOf } from "../../../checks/prove/handler/operators.js";
import { evaluator } from "../../../checks/prove/terms/evaluate.js";
import { assignmentOf } from "../../../checks/prove/witness.js";
import { packageRoot } from "../../../cli/package-root.js";
import { HANDLER_BRANCHES, writeHandler } from "../../../model/quirks/as-posted/handler.js";
import { fullCall } from "./calls.js";

const source = readFileSync(join(packageRoot(), HANDLER_FILE), "utf8");

/** Any device: the handler looks at none of it. */
const SANDBOX = { capability: 0x50, fd: 7, configOffset: 7n << 40n };

describe("the handler evaluated from its syntax tree", () => {
  it("does what the imported function does, in 10,000 random calls, each branch in 100 at least", () => {
    const { value, cookie, isBranch, obligations } = handlerOf(handlerProgram(source));
    const evaluate = evaluator([
      value,
      cookie,
      ...HANDLER_BRANCHES.map(isBranch),
      ...obligations.flatMap(({ when, holds }) => [when, holds]),
    ]);
    const met = new Map<string, number>();
    const check = (call: typeof fullCall extends fc.Arbitrary<infer Call> ? Call : never) => {
      const expected = writeHandler(call.setting.view, call.cookie, call.access);
      const [made, next, ...others] = evaluate(assignmentOf(call, SANDBOX));
      const branches = others.slice(0, HANDLER_BRANCHES.length);
      expect(made).toBe(expected.value);
      expect(next).toBe(BigInt(expected.cookie));
      expect(HANDLER_BRANCHES.filter((_, i) => branches[i] === 1n)).toEqual([expected.branch]);
      met.set(expected.branch, (met.get(expected.branch) ?? 0) + 1);
    };
    fc.assert(fc.property(fullCall, check), { numRuns: 10_000 });
    for (const branch of HANDLER_BRANCHES) expect(met.get(branch)).toBeGreaterThan(100);
  });

  it("names the numbers that have to be exact", () => {
    const { obligations } = handlerOf(handlerProgram(source));
    expect(obligations.map(({ text }) => text)).toContain("access.offset + 8");
  });
});

describe("an evaluation of TypeScript", () => {
  const run = (body: string, ...values: number[]) =>
    new Program("toy.ts", `function f(a: number, b: number) { ${body} }`).call(
      "f",
      values.map(numberOf),
    );

  it.each([
    // By the specification: ~5 is -6, -6 >>> 0 is 2^32 - 6.
    ["return ~a >>> 0;", 5, 2n ** 32n - 6n],
    ["return -7 % 4 + 10;", 0, 7n],
    ["return 1 << 33;", 0, 2n],
    ["if (a > 3) return 1; else return 2;", 4, 1n],
    ["const c = a + 1; return c === 6 ? c : 0;", 5, 6n],
    ["return a > 9 && a < 3 || a === 5 ? 1 : 0;", 5, 1n],
  ])("gives of `%s` for %d the number %s", (body, a, expected) => {
    const { value } = run(body, a, 0);
    expect(value.kind === "number" ? value.term.value : undefined).toBe(expected);
  });

  it.each([
    ["for (;;) { return a; }", "for"],
    ["let c = a; return c;", "let"],
    ["while (a) {} return a;", "while"],
    ["return Math.max(a, b);", "Math.max"],
    ["a = 1; return a;", "a = 1"],
    ["return a * 2;", "*"],
    ["return a == b ? 1 : 2;", "=="],
    ["return [a];", "[a]"],
    ["return a === 1n ? 1 : 2;", "bigint"],
    ["if (a > 1) return 1;", "nothing"],
    ["return `a`;", "`"],
    ["try { return a; } catch { return b; }", "try"],
    ["return f(a);", "f"],
    // 1 in JavaScript: the inner one is another constant.
    ["const c = 1; { const c = 2; } return c;", "c"],
    ["{ const a = 2; } return a;", "a"],
  ])("ends at `%s`, which it does not know, and says so", (body, named) => {
    expect(() => run(body, 1, 2)).toThrow(NotKnown);
    expect(() => run(body, 1, 2)).toThrow(named);
  });

  it("asks for exactness where a number may leave 2^53, and for none where it is plain", () => {
    const { obligations } = run("return a + b;", 2 ** 53 - 1, 1);
    expect(obligations.map(({ holds, text }) => [text, holds.value])).toEqual([["a + b", 0n]]);
    expect(run("return a + b;", 1, 1).obligations).toEqual([]);
  });
});
