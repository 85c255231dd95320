import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotKnown } from "../../../checks/prove/errors.js";
import { constant, symbol } from "../../../checks/prove/terms/build.js";
import { evaluator } from "../../../checks/prove/terms/evaluate.js";
import type { Term } from "../../../checks/prove/terms/term.js";
import { decode } from "../../../checks/prove/wasm/decode.js";
import { execute } from "../../../checks/prove/wasm/execute.js";
import { INSTRUCTIONS } from "../../../checks/prove/wasm/instructions.js";
import { Memory } from "../../../checks/prove/wasm/memory.js";

const TYPE: Readonly<Record<number, number>> = { 32: 0x7f, 64: 0x7e };
const MEMORY_BYTES = 0x10000;
const STACK_TOP = 16;

const section = (id: number, bytes: readonly number[]) => [id, bytes.length, ...bytes];
const text = (name: string) => [name.length, ...[...name].map((each) => each.charCodeAt(0))];

/** A module with one function `f` of these widths and this body, one page of memory and a stack pointer. */
function moduleOf(parameters: readonly number[], result: number, body: readonly number[]) {
  const types = parameters.map((width) => TYPE[width] ?? 0);
  const code = [0, ...body, 0x0b];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, types.length, ...types, 1, TYPE[result] ?? 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(6, [1, 0x7f, 1, 0x41, STACK_TOP, 0x0b]),
    ...section(7, [1, ...text("f"), 0, 0]),
    ...section(10, [1, code.length, ...code]),
    ...section(0, [
      ...text("name"),
      ...section(1, [1, 0, ...text("f")]),
      ...section(7, [1, 0, ...text("__stack_pointer")]),
    ]),
  ]);
}

/** What Node makes of it: unsigned, or `traps`. */
function real(bytes: Uint8Array, widths: readonly number[], values: readonly bigint[]) {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports as {
    f: (...values: (number | bigint)[]) => number | bigint;
  };
  try {
    const list = values.map((value, i) =>
      widths[i] === 64 ? BigInt.asIntN(64, value) : Number(BigInt.asIntN(32, value)),
    );
    const result = f(...list);
    return typeof result === "bigint" ? BigInt.asUintN(64, result) : BigInt(result >>> 0);
  } catch {
    return "traps";
  }
}

function pathsOf(bytes: Uint8Array, list: readonly Term[]) {
  const module = decode(bytes);
  const around = { module, outside: new Map(), inside: () => true };
  return execute(around, 0, list, new Memory(new Uint8Array(MEMORY_BYTES), STACK_TOP));
}

const NAMES = ["a", "b", "c"];

/** What executing it on symbols makes of it, evaluated. */
function ours(bytes: Uint8Array, widths: readonly number[]) {
  const paths = pathsOf(
    bytes,
    widths.map((width, i) => symbol(`${NAMES[i]}${width}`, width)),
  );
  const evaluate = evaluator(
    paths.flatMap(({ condition, results, ends }) => [
      condition,
      ends === undefined ? (results[0] as Term) : constant(0, 32),
    ]),
  );
  return (values: readonly bigint[]) => {
    const found = evaluate({
      symbol: (name) => values[NAMES.indexOf(name.charAt(0))] ?? 0n,
      apply: () => 0n,
    });
    const taken = paths.flatMap(({ ends }, i) =>
      found[2 * i] === 1n ? [ends === undefined ? found[2 * i + 1] : "traps"] : [],
    );
    expect(taken).toHaveLength(1);
    return taken[0];
  };
}

const number = (width: number) => {
  const full = fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n });
  const edges = [0n, 1n, 31n, 32n, 63n, 64n, 0x7fn, 0x80n, 0x8000n, 0x7fffffffn, 0x80000000n];
  const ones = (1n << BigInt(width)) - 1n;
  return fc.oneof(full, fc.constantFrom(...edges, ones, 1n << BigInt(width - 1)));
};

function compare(bytes: Uint8Array, widths: readonly number[], runs: number) {
  const run = ours(bytes, widths);
  fc.assert(
    fc.property(fc.tuple(...widths.map(number)), (values) => {
      expect(run(values)).toBe(real(bytes, widths, values));
    }),
    { numRuns: runs },
  );
}

const PURE = [...INSTRUCTIONS].filter(
  ([, { effect, name }]) =>
    effect !== undefined && !["load", "store"].includes(effect.kind) && !/div|rem/.test(name),
);
/** Operands that are not as wide as the name says. */
const OTHER_OPERAND: Readonly<Record<string, number>> = {
  "i32.wrap_i64": 64,
  "i64.extend_i32_s": 32,
  "i64.extend_i32_u": 32,
};
const GET = [0x20, 0x20, 0x20];
const gets = (count: number) => GET.slice(0, count).flatMap((code, i) => [code, i]);

describe("an instruction on terms", () => {
  it.each(PURE.map(([code, { name, effect }]) => ({ code, name, effect })))(
    "$name gives what Node's WebAssembly gives",
    ({ code, name, effect }) => {
      const width = Number(name.slice(1, 3));
      const operand = OTHER_OPERAND[name] ?? width;
      const isUnary = effect?.kind === "extend" || effect?.kind === "zero";
      const widths = isUnary ? [operand] : [operand, operand];
      const isTruth = effect?.kind === "comparison" || effect?.kind === "zero";
      const result = isTruth ? 32 : width;
      compare(moduleOf(widths, result, [...gets(widths.length), code]), widths, 200);
    },
  );

  it("is known for 2 operand widths of 13 computations and 11 comparisons, rotations and extensions", () => {
    // 2 x (13 - 4 divisions + 2 rotations + 11) + 8 extensions.
    expect(PURE).toHaveLength(2 * (13 - 4 + 2 + 11) + 8);
  });

  it.each([
    ["i32.div_u", 0x6e],
    ["i32.rem_s", 0x6f],
  ])("%s is divided by a known number only", (_, code) => {
    compare(moduleOf([32], 32, [0x20, 0, 0x41, 7, code]), [32], 200);
    expect(() => ours(moduleOf([32, 32], 32, [...gets(2), code]), [32, 32])).toThrow(NotKnown);
  });

  it.each(
    [...INSTRUCTIONS].flatMap(([code, { effect, name }]) =>
      effect?.kind === "load" ? [{ code, name, effect }] : [],
    ),
  )("$name reads back what was stored", ({ code, effect }) => {
    if (effect.kind !== "load") return;
    // i64.store at 64 + 0 of the first operand, then the load at 61 + 3 and, for the upper half, 64 + 8 - bytes.
    for (const at of [64, 72 - effect.bytes]) {
      const body = [0x41, 0xc0, 0, 0x20, 0, 0x37, 3, 0, 0x41, 0x3d, code, 0, at - 0x3d];
      compare(moduleOf([64], effect.width, body), [64], 100);
    }
  });
});

describe("control on terms", () => {
  it("goes both ways of an if, and of one without an else", () => {
    const withElse = [0x20, 0, 0x04, 0x7f, 0x41, 1, 0x05, 0x41, 2, 0x0b];
    compare(moduleOf([32], 32, withElse), [32], 100);
    // local 1 = 5, if (a) then 1 = 9
    const without = [0x41, 5, 0x21, 1, 0x20, 0, 0x04, 0x40, 0x41, 9, 0x21, 1, 0x0b, 0x20, 1];
    compare(moduleOf([32, 32], 32, without), [32, 32], 100);
  });

  it("takes each label of a table, and the last beyond it", () => {
    const body = [
      ...[0x02, 0x40, 0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0e, 2, 0, 1, 2, 0x0b],
      ...[0x41, 10, 0x0f, 0x0b, 0x41, 20, 0x0f, 0x0b, 0x41, 30],
    ];
    compare(moduleOf([32], 32, body), [32], 200);
    const run = ours(moduleOf([32], 32, body), [32]);
    expect([0n, 1n, 2n, 9n].map((value) => run([value]))).toEqual([10n, 20n, 30n, 30n]);
  });

  it("drops operands that lie below what a branch takes along", () => {
    // block (result i32): 7, a, br 0 with a on top; 7 is gone.
    const body = [0x02, 0x7f, 0x41, 7, 0x20, 0, 0x0c, 0, 0x0b];
    compare(moduleOf([32], 32, body), [32], 50);
  });

  it("ends a path at unreachable, which is no result", () => {
    compare(moduleOf([32], 32, [0x20, 0, 0x04, 0x40, 0x00, 0x0b, 0x41, 3]), [32], 50);
  });

  it("reads outside of memory is a trap, and no number", () => {
    const body = [0x41, 0, 0x28, 2, 0xfd, 0xff, 0x03];
    const [path] = pathsOf(moduleOf([32], 32, body), [symbol("a32", 32)]);
    expect(path?.ends).toBe("reads or writes outside of memory");
  });

  it.each([
    ["a loop that is gone through again", [0x03, 0x40, 0x0c, 0, 0x0b, 0x41, 0], "loop"],
    ["a symbol as an address", [0x20, 0, 0x28, 2, 0], "address"],
    ["a float", [0x43, 0, 0, 0, 0, 0x1a, 0x41, 0], "0x43"],
    ["memory.fill", [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 0, 0x41, 0], "0xfc"],
    ["a stack variable that was never set", [0x41, 8, 0x28, 2, 0], "never set"],
  ])("ends at %s, and says so", (_, body, named) => {
    const run = () => pathsOf(moduleOf([32], 32, body), [symbol("a32", 32)]);
    expect(run).toThrow(NotKnown);
    expect(run).toThrow(named);
  });

  it("forgets what lay below the stack pointer when a function returns", () => {
    const memory = new Memory(new Uint8Array(64), 32);
    memory.store(8, 4, constant(1, 32));
    memory.store(40, 4, constant(2, 32));
    memory.forget(16);
    expect(memory.byteAt(8)).toBeUndefined();
    expect(memory.byteAt(40)).toBe(constant(2, 8));
  });
});
