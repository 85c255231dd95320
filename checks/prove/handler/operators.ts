/**
 * Operators of JavaScript on integers, with what has to hold for them to be exact.
 *
 * Source: ECMA-262, sections 6.1.6.1 (Number) and 6.1.6.2 (BigInt), 7.1.6 and 7.1.7 (ToInt32, ToUint32).
 */
import { NotKnown } from "../errors.js";
import {
  and,
  binary,
  compared,
  constant,
  equal,
  extract,
  known,
  not,
  signExtend,
  TRUE,
  zeroExtend,
} from "../terms/build.js";
import type { Term } from "../terms/term.js";
import type { Primitive } from "./values.js";

/** A result, and what has to hold for it to be JavaScript's. */
export interface Computed {
  readonly value: Primitive;
  readonly exact: Term;
}

const LIMIT = 2n ** 53n;

/** Below 2^53 in amount. */
function isSafe(term: Term): Term {
  return and(
    compared("bvslt", term, constant(LIMIT, 64)),
    compared("bvslt", constant(-LIMIT, 64), term),
  );
}

function isNegative(term: Term): Term {
  return compared("bvslt", term, constant(0, 64));
}

function safeNumber(term: Term): Computed {
  return { value: { kind: "number", term }, exact: isSafe(term) };
}

function exactNumber(term: Term): Computed {
  return { value: { kind: "number", term }, exact: TRUE };
}

function truth(term: Term): Computed {
  return { value: { kind: "boolean", term }, exact: TRUE };
}

export function numberOf(value: number): Primitive {
  if (!Number.isSafeInteger(value)) throw new NotKnown(`the number ${value}`);
  return { kind: "number", term: constant(BigInt(value), 64) };
}

export function bigintOf(value: bigint): Primitive {
  if (value < 0n || value >= 1n << 64n) throw new NotKnown(`the number ${value}n`);
  return { kind: "bigint", term: constant(value, 64) };
}

/** `BigInt(a)`. */
export function toBigint(a: Primitive): Computed {
  requireKind(a, "number");
  return { value: { kind: "bigint", term: a.term }, exact: not(isNegative(a.term)) };
}

/** `Number(a)`. */
export function toNumber(a: Primitive): Computed {
  requireKind(a, "bigint");
  const exact = compared("bvult", a.term, constant(LIMIT, 64));
  return { value: { kind: "number", term: a.term }, exact };
}

/** @throws NotKnown for an operator, or operands, that are not known */
export function unary(operator: string, a: Primitive): Computed {
  if (operator === "!") {
    requireKind(a, "boolean");
    return truth(not(a.term));
  }
  requireKind(a, "number");
  if (operator === "-") return safeNumber(binary("bvsub", constant(0, 64), a.term));
  if (operator !== "~") throw new NotKnown(`the operator ${operator}`);
  return exactNumber(signExtend(binary("bvxor", int32(a.term), constant(-1, 32)), 64));
}

export function infix(operator: string, a: Primitive, b: Primitive): Computed {
  if (operator === "===" || operator === "!==") {
    requireKind(b, a.kind);
    const same = equal(a.term, b.term);
    return truth(operator === "===" ? same : not(same));
  }
  requireKind(b, a.kind);
  if (a.kind === "number") return ofNumbers(operator, a.term, b.term);
  if (a.kind === "bigint") return ofBigints(operator, a.term, b.term);
  throw new NotKnown(`${operator} of a ${a.kind}`);
}

/** ToInt32: the low 32 bits, whatever the sign. */
function int32(term: Term): Term {
  return extract(term, 0, 32);
}

function ofNumbers(operator: string, a: Term, b: Term): Computed {
  switch (operator) {
    case "+":
      return safeNumber(binary("bvadd", a, b));
    case "-":
      return safeNumber(binary("bvsub", a, b));
    case "%":
      // The sign is that of the dividend; by 0 it is no number.
      return {
        ...exactNumber(binary("bvsrem", a, b)),
        exact: not(equal(b, constant(0, 64))),
      };
    case "**":
      return numberPower(a, b);
    case "&":
      return exactNumber(signExtend(binary("bvand", int32(a), int32(b)), 64));
    case "|":
      return exactNumber(signExtend(binary("bvor", int32(a), int32(b)), 64));
    case "^":
      return exactNumber(signExtend(binary("bvxor", int32(a), int32(b)), 64));
    case "<<":
      return exactNumber(signExtend(binary("bvshl", int32(a), shiftCount(b)), 64));
    case ">>":
      return exactNumber(signExtend(binary("bvashr", int32(a), shiftCount(b)), 64));
    case ">>>":
      return exactNumber(zeroExtend(binary("bvlshr", int32(a), shiftCount(b)), 64));
    case "<":
      return truth(compared("bvslt", a, b));
    case "<=":
      return truth(compared("bvsle", a, b));
    case ">":
      return truth(compared("bvslt", b, a));
    case ">=":
      return truth(compared("bvsle", b, a));
    default:
      throw new NotKnown(`${operator} of numbers`);
  }
}

/** The count of a shift is taken modulo 32. */
function shiftCount(term: Term): Term {
  return binary("bvand", int32(term), constant(31, 32));
}

function numberPower(a: Term, b: Term): Computed {
  const [base, exponent] = [known(a), known(b)];
  if (base === undefined || exponent === undefined || exponent > 64n) {
    throw new NotKnown("a power of what is not known");
  }
  return { value: numberOf(Number(base) ** Number(exponent)), exact: TRUE };
}

function ofBigints(operator: string, a: Term, b: Term): Computed {
  const exact = (term: Term, holds: Term): Computed => ({
    value: { kind: "bigint", term },
    exact: holds,
  });
  switch (operator) {
    case "+": {
      const sum = binary("bvadd", a, b);
      return exact(sum, compared("bvule", a, sum));
    }
    case "-":
      return exact(binary("bvsub", a, b), compared("bvule", b, a));
    case "&":
      return exact(binary("bvand", a, b), TRUE);
    case "|":
      return exact(binary("bvor", a, b), TRUE);
    case "^":
      return exact(binary("bvxor", a, b), TRUE);
    case ">>":
      return exact(binary("bvlshr", a, b), TRUE);
    case "%":
      return exact(binary("bvurem", a, b), not(equal(b, constant(0, 64))));
    case "<":
      return truth(compared("bvult", a, b));
    case "<=":
      return truth(compared("bvule", a, b));
    case ">":
      return truth(compared("bvult", b, a));
    case ">=":
      return truth(compared("bvule", b, a));
    default:
      throw new NotKnown(`${operator} of bigints`);
  }
}

function requireKind(value: Primitive, kind: Primitive["kind"]): void {
  if (value.kind !== kind) throw new NotKnown(`a ${value.kind} where a ${kind} is expected`);
}
