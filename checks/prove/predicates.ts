/**
 * The handler looks at its inputs through five predicates only: which branch it takes they decide, and the branch
 * decides what is written and what the cookie becomes.
 */

import { HANDLER_BRANCHES } from "../../model/quirks/as-posted/handler.js";
import { ALLOCATED, assuming, INPUT, VIEW } from "./c/inputs.js";
import type { Handler, Predicates } from "./handler/handler.js";
import type { Query } from "./query.js";
import {
  and,
  binary,
  constant,
  equal,
  extract,
  ite,
  not,
  symbol,
  zeroExtend,
} from "./terms/build.js";
import { substitute } from "./terms/substitute.js";
import type { Term } from "./terms/term.js";

const KIND = "five predicates";

/** @param predicates of handler.ts itself */
export function predicateQueries(handler: Handler, predicates: Predicates): readonly Query[] {
  const all = Object.entries(predicates);
  return [
    decides(handler, all),
    ...HANDLER_BRANCHES.flatMap((name) => effect(handler, name)),
    ...all.map(([name]) => matters(handler, all, name)),
    ...combinations(all),
  ];
}

/** The same with other inputs altogether. */
function other(term: Term): Term {
  return substitute(term, ({ name, width }) => symbol(`${name}_b`, width));
}

function sameBranch(handler: Handler): Term {
  return and(
    ...HANDLER_BRANCHES.map((name) => equal(handler.isBranch(name), other(handler.isBranch(name)))),
  );
}

type Named = readonly (readonly [name: string, holds: Term])[];

function decides(handler: Handler, all: Named): Query {
  const same = all.map(([, term]) => equal(term, other(term)));
  const asserted = [...same, not(sameBranch(handler))];
  return { kind: KIND, what: "decide the branch", asserted, expected: "unsat" };
}

/** Two inputs that differ in this one take different branches. */
function matters(handler: Handler, all: Named, name: string): Query {
  const same = all.map(([each, term]) => {
    const agree = equal(term, other(term));
    return each === name ? not(agree) : agree;
  });
  const asserted = [...same, not(sameBranch(handler))];
  return { kind: KIND, what: `${name} matters`, asserted, expected: "sat" };
}

function effect(handler: Handler, branch: string): readonly Query[] {
  const { value, cookie } = effectOf(branch);
  const same = and(equal(handler.value, value), equal(handler.cookie, zeroExtend(cookie, 64)));
  const taken = handler.isBranch(branch);
  return [
    { kind: KIND, what: `${branch} can be taken`, asserted: [taken], expected: "sat" },
    {
      kind: KIND,
      what: `${branch} decides value and cookie`,
      asserted: assuming([taken, not(same)]),
      expected: "unsat",
    },
  ];
}

/** What docs/model.md and the world make of a branch. */
function effectOf(branch: string): { readonly value: Term; readonly cookie: Term } {
  const none = constant(0, 32);
  switch (branch) {
    case "replace-address": {
      const address = ite(VIEW.addressFails, none, VIEW.hostAddress);
      const next = extract(binary("bvadd", INPUT.offset, constant(8, 64)), 0, 32);
      return { value: zeroExtend(address, 64), cookie: next };
    }
    case "replace-data": {
      const word = zeroExtend(ite(VIEW.word8Fails, constant(0, 16), VIEW.hostWord8), 32);
      const vector = binary("bvand", extract(INPUT.data, 0, 32), VECTOR_MASK);
      return { value: zeroExtend(binary("bvadd", word, vector), 64), cookie: none };
    }
    case "data-mismatch":
      return { value: INPUT.data, cookie: none };
    default:
      return { value: INPUT.data, cookie: INPUT.cookie };
  }
}

const VECTOR_MASK = binary("bvsub", ALLOCATED, constant(1, 32));

/** Each combination of the five can be: what the world visits is no special case. */
function combinations(all: Named): readonly Query[] {
  return Array.from({ length: 2 ** all.length }, (_, bits): Query => {
    const asserted = all.map(([, term], i) => ((bits >> i) & 1 ? term : not(term)));
    const true_ = all.flatMap(([name], i) => ((bits >> i) & 1 ? [name] : []));
    return {
      kind: KIND,
      what: `can be: ${true_.join(", ") || "none"}`,
      asserted,
      expected: "sat",
    };
  });
}
