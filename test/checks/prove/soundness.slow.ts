import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assuming, HYPOTHESES } from "../../../checks/prove/c/inputs.js";
import { goalsOf, queryOf } from "../../../checks/prove/goals.js";
import { handlerOf, handlerProgram } from "../../../checks/prove/handler/handler.js";
import { questionsOf, type Subject } from "../../../checks/prove/questions.js";
import type { Term } from "../../../checks/prove/terms/term.js";
import { compilePatch } from "../../../cli/conform/compile.js";
import { loadZ3, type Solver } from "../../../tools/prove/z3.js";
import { FIXTURE_NAMES } from "../../fixtures/seeded-bugs.js";
import { C, CAN_PROVE, HANDLER, NEEDS_BOTH } from "./proofs.js";

/** What could make a goal pass although it is wrong, each brought about. */
describe.skipIf(!CAN_PROVE)(`a proof that lacks something${NEEDS_BOTH}`, () => {
  let solver: Solver;
  let subject: Subject;
  const handler = handlerOf(handlerProgram(HANDLER));
  beforeAll(async () => {
    solver = await loadZ3();
    const patch = await compilePatch(C, FIXTURE_NAMES);
    const input = {
      builds: [{ name: "checked", patch }],
      names: FIXTURE_NAMES,
      handler: HANDLER,
    };
    [subject] = questionsOf(input).subjects as [Subject];
  }, 600_000);
  afterAll(() => solver.close());

  const ask = (asserted: readonly Term[]) =>
    solver.ask({ kind: "toy", what: "toy", asserted, expected: "any" });

  it("a path is missed: then the paths are not all there are", async () => {
    const { callbacks, attached, build } = subject;
    const returning = callbacks.write.filter(({ ends }) => ends === undefined);
    for (const missing of returning) {
      const write = callbacks.write.filter((path) => path !== missing);
      const { tracePoints } = build.patch;
      const [covered] = goalsOf({
        callbacks: { ...callbacks, write },
        handler,
        attached,
        tracePoints,
        names: FIXTURE_NAMES,
      });
      expect(covered?.kind).toBe("paths");
      if (covered !== undefined) expect(await solver.ask(queryOf(covered))).toBe("sat");
    }
  });

  it("no two paths are taken at once", async () => {
    const conditions = subject.callbacks.write.map(({ condition }) => condition);
    for (const [i, a] of conditions.entries()) {
      for (const b of conditions.slice(i + 1)) expect(await ask(assuming([a, b]))).toBe("unsat");
    }
  });

  it("configuration space may lie anywhere: then a pointer into it may be undefined", async () => {
    const undefined_ = subject.callbacks.write.filter(({ ends }) => ends !== undefined);
    expect(undefined_.length).toBeGreaterThan(0);
    for (const { condition } of undefined_) {
      expect(await ask([condition])).toBe("sat");
      expect(await ask(assuming([condition]))).toBe("unsat");
    }
  });

  it("the offset may be anything: then a number of the handler's is not exact", async () => {
    const [obligation] = handler.obligations.filter(({ text }) => text === "access.offset + 8");
    if (obligation === undefined) throw new Error("the sum has to be exact");
    const query = queryOf({ kind: "exact", where: "sum", ...obligation });
    expect(await solver.ask(query)).toBe("unsat");
    const [offset] = HYPOTHESES.filter(({ id }) => id === "offset-exact").flatMap(
      ({ holds }) => holds,
    );
    const without = query.asserted.filter((term) => term !== offset);
    expect(without.length).toBe(query.asserted.length - 1);
    expect(await ask(without)).toBe("sat");
  });
});
