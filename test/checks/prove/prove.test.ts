import { beforeAll, describe, expect, it } from "vitest";
import { prove } from "../../../checks/prove/prove.js";
import { type Answer, answersIn, type Query } from "../../../checks/prove/query.js";
import type { Build } from "../../../checks/prove/questions.js";
import { TRUE } from "../../../checks/prove/terms/build.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { HAS_COMPILER, NEEDS_COMPILER } from "../conform/compiler.js";
import { C, HANDLER } from "./proofs.js";

const query = (expected: Query["expected"]): Query => ({
  kind: "toy",
  what: "toy",
  asserted: [TRUE],
  expected,
});

describe("the answers of a solver", () => {
  const two = [query("sat"), query("unsat")];

  it("are taken in order", () => {
    expect(answersIn("sat\nunsat\n", two)).toEqual(["sat", "unsat"]);
  });

  it.each([
    ["sat\n", "1 answers to 2"],
    ["sat\nunsat\nunsat\n", "3 answers to 2"],
    ["", "0 answers to 2"],
    ['(error "line 3")\nunsat\n', "a solver says: (error"],
  ])("are an error if they are %j", (output, message) => {
    expect(() => answersIn(output, two)).toThrow(message);
  });
});

describe.skipIf(!HAS_COMPILER)(`a proof${NEEDS_COMPILER}`, () => {
  let builds: Build[] = [];
  beforeAll(async () => {
    builds = [{ name: "checked", patch: await compilePatch(C, FIXTURE_NAMES) }];
  }, 600_000);

  /** With a solver that answers as expected but for what `otherwise` says. */
  const run = (otherwise: (query: Query) => Answer | undefined, handler = HANDLER) =>
    prove(
      { builds, names: FIXTURE_NAMES, handler },
      {
        ask: async (each) => {
          const { expected } = each;
          return otherwise(each) ?? (expected === "any" ? "sat" : expected);
        },
        values: async () => undefined,
      },
    );

  it("is one if every question is answered as it has to be", async () => {
    const { result } = await run(() => undefined);
    expect(result).toMatchObject({ verdict: "proved", unknown: [], differences: [] });
    for (const { goals, proved, controls, met } of result.claims) {
      expect([proved, met]).toEqual([goals, controls]);
    }
  });

  it("is incomplete if one question is not answered", async () => {
    const { result } = await run(({ what }) => (what === "write" ? "unknown" : undefined));
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown[0]).toEqual({ kind: "no answer", id: "paths", where: "write" });
  });

  it("is incomplete if a claim speaks of what can never be", async () => {
    const { result } = await run(({ kind, what }) =>
      kind === "disabled-transparent" && what === "can be" ? "unsat" : undefined,
    );
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown[0]).toEqual({
      kind: "vacuous",
      id: "disabled-transparent",
      where: "can be",
    });
  });

  it("is incomplete, not refuted, if no call shows the difference that the solver sees", async () => {
    const { result } = await run(({ kind, expected }) =>
      kind === "value" && expected === "unsat" ? "sat" : undefined,
    );
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown.map(({ kind }) => kind)).toContain("no call");
  });

  it("is incomplete, not refuted, if a number of the handler's is not exact", async () => {
    const { result } = await run(({ kind, expected }) =>
      kind === "exact" && expected === "unsat" ? "sat" : undefined,
    );
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown).toEqual([
      { kind: "not executed", id: "exact", where: expect.any(String) },
    ]);
  });

  it("says it if the paths are not all there are", async () => {
    const { result } = await run(({ kind }) => (kind === "paths" ? "sat" : undefined));
    expect(result.unknown).toContainEqual({ kind: "not executed", id: "paths", where: "write" });
  });

  it("is refuted if an invariant of the model is", async () => {
    const { result } = await run(({ kind, expected }) =>
      kind === "five predicates" && expected === "unsat" ? "sat" : undefined,
    );
    expect(result.verdict).toBe("refuted");
  });

  it("is incomplete of a handler in syntax that is not known, and says where", async () => {
    const handler = HANDLER.replace("const next =", "let next =");
    const { result, asked } = await run(() => undefined, handler);
    expect(result.verdict).toBe("incomplete");
    expect(result.unknown[0]).toMatchObject({
      kind: "met",
      where: expect.stringMatching(/handler\.ts:\d+$/),
      what: expect.stringMatching(/^'let next = /),
    });
    expect(asked).toEqual([]);
  });
});
