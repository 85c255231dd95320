import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { OPERATORS } from "../../tools/mutants/operators.js";

type Path = Parameters<(typeof OPERATORS)[number]["mutate"]>[0];

/** StrykerJS's own Babel. */
const ofStryker = createRequire(
  createRequire(import.meta.resolve("@stryker-mutator/core")).resolve(
    "@stryker-mutator/instrumenter",
  ),
);
const babel = ofStryker("@babel/core") as {
  parseSync(code: string, options: object): object;
  traverse(tree: object, visitor: { enter(path: Path): void }): void;
};
const { default: print } = ofStryker("@babel/generator") as {
  default(node: object): { readonly code: string };
};

/** What the operator makes of each node of the code, on one line each. */
function mutantsOf(name: string, code: string): readonly string[] {
  const operator = OPERATORS.find((known) => known.name === name);
  if (operator === undefined) throw new Error(`no operator ${name}`);
  const found: string[] = [];
  babel.traverse(babel.parseSync(code, { configFile: false, babelrc: false }), {
    enter: (path) => {
      for (const node of operator.mutate(path)) found.push(print(node).code.replace(/\s+/g, " "));
    },
  });
  return found;
}

const MACHINE = `({
  on: { RESETS: { actions: ["clear"] } },
  states: {
    idle: { on: { WRITES: [{ guard: "matches", target: "seen", actions: ["write", "keep"] }, { actions: ["write"] }] } },
    seen: { on: {} },
  },
})`;
const FIRST = `{ guard: "matches", target: "seen", actions: ["write", "keep"] }`;
const SECOND = `{ actions: ["write"] }`;

describe("operators of our own", () => {
  it("a constant is one more and one less, bigint as well; a key is none", () => {
    expect(mutantsOf("ConstantOffByOne", "f(0x10, 0n)")).toEqual(["17", "15", "1n", "-1n"]);
    expect(mutantsOf("ConstantOffByOne", "({ 8: x })")).toEqual([]);
  });

  it("a mask is another or none, a shift goes the other way", () => {
    expect(mutantsOf("WrongMask", "a & b")).toEqual(["a | b", "a"]);
    expect(mutantsOf("WrongMask", "a << b")).toEqual(["a >> b", "a"]);
    expect(mutantsOf("WrongMask", "a + b")).toEqual([]);
  });

  it("branches change places: of a choice, of two tests in a row, of two transitions", () => {
    expect(mutantsOf("BranchOrder", "a ? b : c")).toEqual(["a ? c : b"]);
    expect(mutantsOf("BranchOrder", "function f() { if (a) return 1; if (b) return 2; }")).toEqual([
      "{ if (b) return 2; if (a) return 1; }",
    ]);
    expect(mutantsOf("BranchOrder", MACHINE)).toEqual([`[${SECOND}, ${FIRST}]`]);
  });

  it("a transition is dropped, where several compete and where one stands alone", () => {
    expect(mutantsOf("TransitionDropped", MACHINE)).toEqual(["{}", `[${SECOND}]`, `[${FIRST}]`]);
  });

  it("a transition leads to every other state", () => {
    expect(mutantsOf("TargetChanged", MACHINE)).toEqual([
      `{ target: "idle", guard: "matches", actions: ["write", "keep"] }`,
      `{ target: "seen", actions: ["write"] }`,
    ]);
  });

  it("each action is dropped", () => {
    expect(mutantsOf("ActionDropped", MACHINE)).toEqual(["[]", `["keep"]`, `["write"]`, "[]"]);
  });

  it("a guard is asked and its answer negated", () => {
    expect(mutantsOf("GuardNegated", MACHINE)).toEqual([
      "Object.assign(() => false, { check: (snapshot, step) => !snapshot.machine.implementations.guards.matches(step) })",
    ]);
  });
});
