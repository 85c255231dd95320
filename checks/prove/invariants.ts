/**
 * Invariants of the compiled handler itself, for every input: of one step, and, where a step's result is the next
 * one's cookie, of any number of steps. Each has a question that shows it is not vacuous.
 */
import { allocationFor } from "../../model/qemu/msi-capability.js";
import type { CallbackPath } from "./c/callbacks.js";
import { ALLOCATED, assuming, ENABLED, INPUT, IS_64_BIT, VIEW } from "./c/inputs.js";
import { accesses } from "./goals.js";
import type { Query } from "./query.js";
import {
  and,
  binary,
  compared,
  constant,
  equal,
  extract,
  ite,
  not,
  or,
  symbol,
  zeroExtend,
} from "./terms/build.js";
import { substitute } from "./terms/substitute.js";
import type { Term } from "./terms/term.js";

/** What one call of the write callback does, all paths in one; 64 bits each. */
export interface Outcome {
  readonly value: Term;
  readonly cookie: Term;
}

/** @param paths those that come back and write once; the goals say that there are no others */
export function outcomeOf(paths: readonly CallbackPath[]): Outcome {
  const outcomes = paths.flatMap(({ condition, cookie, notes }) => {
    return accesses(notes, "write").map(({ value }) => ({ condition, cookie, value }));
  });
  const nothing = { value: constant(0, 64), cookie: constant(0, 64) };
  return outcomes.reduce<Outcome>(
    (rest, { condition, value, cookie }) => ({
      value: ite(condition, value, rest.value),
      cookie: ite(condition, cookie, rest.cookie),
    }),
    nothing,
  );
}

const COOKIE = zeroExtend(INPUT.cookie, 64);
const IS_4_BYTES = equal(INPUT.size, constant(4, 32));
const INSPECTED = and(ENABLED, IS_4_BYTES);
const IS_ADDRESS = equal(INPUT.data, zeroExtend(VIEW.guestAddress, 64));
const MASK = binary("bvsub", ALLOCATED, constant(1, 32));
const AWAITED = and(not(equal(INPUT.cookie, constant(0, 32))), equal(COOKIE, INPUT.offset));

/** All questions. @param size of the window, in bytes */
export function invariantQueries(outcome: Outcome, size: number): readonly Query[] {
  return [
    ...disabledTransparent(outcome),
    ...cookieDiscipline(outcome),
    ...inductiveCookie(outcome, size),
    ...containment(outcome),
    ...vectorOffset(outcome),
    ...usedCounts(outcome),
  ];
}

/** It follows; and what it follows from can be. */
function claim(kind: string, when: readonly Term[], holds: Term): readonly Query[] {
  return [
    can(kind, "can be", when),
    {
      kind,
      what: "always",
      asserted: assuming([...when, not(holds)]),
      expected: "unsat",
    },
  ];
}

function can(kind: string, what: string, when: readonly Term[]): Query {
  return { kind, what, asserted: assuming(when), expected: "sat" };
}

function disabledTransparent({ value, cookie }: Outcome): readonly Query[] {
  const same = and(equal(value, INPUT.data), equal(cookie, COOKIE));
  return claim("disabled-transparent", [not(ENABLED)], same);
}

/** Set by an address, to the offset + 8; cleared at the awaited offset; else as it was. */
function cookieDiscipline({ cookie }: Outcome): readonly Query[] {
  const kind = "cookie-discipline";
  const next = zeroExtend(extract(binary("bvadd", INPUT.offset, constant(8, 64)), 0, 32), 64);
  const isSet = [INSPECTED, IS_ADDRESS];
  const isCleared = [INSPECTED, not(IS_ADDRESS), AWAITED];
  const isKept = [not(and(INSPECTED, or(IS_ADDRESS, AWAITED)))];
  return [
    ...claim(`${kind}, set`, isSet, equal(cookie, next)),
    ...claim(`${kind}, cleared`, isCleared, equal(cookie, constant(0, 64))),
    ...claim(`${kind}, kept`, isKept, equal(cookie, COOKIE)),
  ];
}

/** The cookie is 0, or 8 above an aligned word of the window. */
export function isDisciplined(cookie: Term, size: number): Term {
  const word = binary("bvsub", cookie, constant(8, cookie.width));
  const isAligned = equal(extract(cookie, 0, 2), constant(0, 2));
  const isInside = compared("bvule", word, constant(size - 4, cookie.width));
  return or(equal(cookie, constant(0, cookie.width)), and(isAligned, isInside));
}

/** A call that QEMU's memory core makes of a guest's access: 4 bytes, aligned, in the window. */
export function memoryCoreCall(size: number): readonly Term[] {
  return [
    IS_4_BYTES,
    equal(extract(INPUT.data, 32, 32), constant(0, 32)),
    equal(extract(INPUT.offset, 0, 2), constant(0, 2)),
    compared("bvule", INPUT.offset, constant(size - 4, 64)),
  ];
}

/** With the cookie that the probe leaves, which is 0: after any number of calls. */
function inductiveCookie({ cookie }: Outcome, size: number): readonly Query[] {
  const kind = "cookie after any number of steps";
  const before = [...memoryCoreCall(size), isDisciplined(INPUT.cookie, size)];
  const wasSet = [...before, equal(INPUT.cookie, constant(0, 32)), not(equal(cookie, COOKIE))];
  return [
    ...claim(kind, before, isDisciplined(cookie, size)),
    can(kind, "can be set", wasSet),
    ...claim(`${kind}: set by an address`, wasSet, and(INSPECTED, IS_ADDRESS)),
  ];
}

/** What is written is the guest's value, the host's address, or the host's word with the guest's offset. */
function containment({ value }: Outcome): readonly Query[] {
  const address = ite(VIEW.addressFails, constant(0, 32), VIEW.hostAddress);
  const word = ite(VIEW.word8Fails, constant(0, 16), VIEW.hostWord8);
  const vector = binary("bvand", extract(INPUT.data, 0, 32), MASK);
  const data = binary("bvadd", zeroExtend(word, 32), vector);
  const terms = [INPUT.data, zeroExtend(address, 64), zeroExtend(data, 64)];
  const isOne = or(...terms.map((term) => equal(value, term)));
  const replaced = equal(value, zeroExtend(address, 64));
  return [
    ...claim("the guest's address replaced", [INSPECTED, IS_ADDRESS], replaced),
    ...claim("one of three values written", [], isOne),
    ...terms.map((term, i) => {
      const others = terms.filter((other) => other !== term);
      const only = [equal(value, term), ...others.map((other) => not(equal(value, other)))];
      return can("one of three values written", `only the ${i + 1}. of them`, only);
    }),
  ];
}

/** Assumptions of the catalogue (model/assumptions) as they are of one write, and what follows from all. */
export function vectorOffsetAssumptions(): readonly (readonly [id: string, holds: Term])[] {
  const { guestData, hostData, vector } = DATA;
  const low = (word: Term) => binary("bvand", zeroExtend(word, 32), MASK);
  return [
    ["programmed-while-enabled", ENABLED],
    ["aligned-four-byte-access", IS_4_BYTES],
    ["address-before-data", AWAITED],
    ["unique-address", not(IS_ADDRESS)],
    ["capability-32-bit", not(IS_64_BIT)],
    ["aligned-base-data", equal(low(guestData), constant(0, 32))],
    ["offset-within-allocation", compared("bvult", zeroExtend(vector, 32), ALLOCATED)],
    ["aligned-host-base", equal(low(hostData), constant(0, 32))],
    ["physical-read-succeeds", not(VIEW.word8Fails)],
  ];
}

/** The data registers where the layout has them, and a vector's offset. */
const DATA = {
  guestData: ite(IS_64_BIT, VIEW.guestWord12, VIEW.guestWord8),
  hostData: ite(IS_64_BIT, VIEW.hostWord12, VIEW.hostWord8),
  vector: symbol("vector", 8),
};

function vectorOffset({ value }: Outcome): readonly Query[] {
  const kind = "vector-offset-preserved";
  const { guestData, hostData, vector } = DATA;
  const offset = zeroExtend(vector, 64);
  const isData = equal(INPUT.data, binary("bvadd", zeroExtend(guestData, 64), offset));
  const base = binary("bvand", zeroExtend(hostData, 32), binary("bvxor", MASK, constant(-1, 32)));
  const word = zeroExtend(binary("bvor", base, zeroExtend(vector, 32)), 64);
  const all = vectorOffsetAssumptions();
  const holds = equal(value, word);
  return [
    ...claim(kind, [isData, ...all.map(([, term]) => term)], holds),
    ...all.map(([id]) => {
      const others = all.flatMap(([other, term]) => (other === id ? [] : [term]));
      return can(kind, `false without ${id}`, [isData, ...others, not(holds)]);
    }),
    ...[1, 2, 4, 8, 16, 32].map((count) => {
      const isLast = equal(zeroExtend(vector, 32), constant(count - 1, 32));
      const isCount = equal(ALLOCATED, constant(count, 32));
      const when = [isData, isLast, isCount, ...all.map(([, term]) => term)];
      return can(kind, `the last of ${count} allocated`, when);
    }),
  ];
}

const USED = Array.from({ length: 32 }, (_, i) => i + 1);

/** The flags' QSIZE for so many used vectors, as `allocationFor` has it. */
function flagsFor(used: Term): Term {
  const size = USED.reduce(
    (rest, count) =>
      ite(equal(used, constant(count, 6)), constant(Math.log2(allocationFor(count)), 3), rest),
    constant(7, 3),
  );
  const shifted = binary("bvshl", zeroExtend(size, 8), constant(4, 8));
  return binary("bvor", binary("bvand", VIEW.flags, constant(0x8f, 8)), shifted);
}

/** Two guests that differ in their used vectors only: the handler tells them apart by the allocation alone. */
function usedCounts(outcome: Outcome): readonly Query[] {
  const kind = "used counts of one allocation";
  const [one, other] = [symbol("used", 6), symbol("other_used", 6)];
  const withUsed = (used: Term, term: Term) =>
    substitute(term, (each) => (each === VIEW.flags ? flagsFor(used) : undefined));
  const both = (term: Term) => equal(withUsed(one, term), withUsed(other, term));
  const isUsed = (used: Term) =>
    and(compared("bvule", constant(1, 6), used), compared("bvule", used, constant(32, 6)));
  const same = and(both(outcome.value), both(outcome.cookie));
  const allocated = both(ALLOCATED);
  const asserted = [isUsed(one), isUsed(other), not(equal(one, other))];
  const counts = [...new Set(USED.map(allocationFor))];
  return [
    { kind, what: "can be", asserted: [...asserted, allocated], expected: "sat" },
    { kind, what: "always", asserted: [...asserted, allocated, not(same)], expected: "unsat" },
    ...counts.flatMap((a, i) =>
      counts.slice(i + 1).map((b): Query => {
        const are = [equal(one, constant(a, 6)), equal(other, constant(b, 6))];
        const what = `${a} and ${b} allocated are told apart`;
        return { kind, what, asserted: [...are, not(same)], expected: "sat" };
      }),
    ),
  ];
}
