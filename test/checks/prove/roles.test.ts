import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  conditions,
  numbersOfValues,
  STATES,
  symbolic,
  WRITTEN,
} from "../../../checks/prove/roles.js";
import { constant } from "../../../checks/prove/terms/build.js";
import { evaluator } from "../../../checks/prove/terms/evaluate.js";
import { packageRoot } from "../../../cli/package-root.js";
import { USUAL_STATE } from "../../../model/world/state.js";
import { concrete, type GuestValue } from "../../../model/world/values.js";

const numbers = new Map([...numbersOfValues()].map(([{ name }, value]) => [name, value]));
const assignment = {
  symbol: (name: string) => {
    const value = numbers.get(name);
    if (value === undefined) throw new Error(`${name} has no number`);
    return value;
  },
  apply: () => 0n,
};

describe("the roles' symbols", () => {
  const hasOffset = (kind: string) => kind === "data" || kind === "pair-data";
  const values = WRITTEN.flatMap((kind) =>
    (hasOffset(kind) ? [0, 1, 31, 64] : [0]).map((offset) => {
      const value = (hasOffset(kind) ? `${kind}+${offset}` : kind) as GuestValue;
      return { kind, offset, value };
    }),
  );

  it.each(values)(
    "are with the numbers of values.ts what it makes of $value in each state",
    ({ kind, offset, value }) => {
      const terms = STATES.map((state) => symbolic(kind, state, constant(offset, 32)));
      expect(evaluator(terms)(assignment)).toEqual(
        STATES.map((state) => concrete(value, { ...USUAL_STATE, ...state })),
      );
    },
  );

  it("meet every condition with the numbers of values.ts", () => {
    const all = conditions();
    const met = evaluator(all.map(({ holds }) => holds))(assignment);
    expect(all.filter((_, i) => met[i] !== 1n).map(({ id }) => id)).toEqual([]);
  });

  it("have conditions with ids of their own", () => {
    const ids = conditions().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("have conditions that docs/model.md says, each with who it speaks of and what it asks", () => {
    const text = readFileSync(join(packageRoot(), "docs/model.md"), "utf8").replace(/\s+/g, " ");
    const [, section = ""] = text.split("## When one number for each role is enough");
    for (const { claim, id } of conditions()) {
      const [, who = "", , what = ""] = /^(.*?)(,.*?,)? (?:is|has) (.*)$/.exec(claim) ?? [];
      expect(section, id).toContain(who);
      expect(section, id).toContain(what.split(",")[0]);
    }
  });
});
