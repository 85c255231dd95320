/**
 * Makes terms. What is constant is computed, and what is plainly the same is made the same, so that code on
 * known addresses stays on known addresses. Each rule is an identity for every value: a test asks the solver.
 */

import { constant, FALSE, known, TRUE, truth } from "./leaves.js";
import { compare, compute, meaningOf } from "./meaning.js";
import { shortcut } from "./shortcuts.js";
import { type Arithmetic, BOOL, type Comparison, intern, type Term } from "./term.js";

export { apply, constant, FALSE, known, symbol, TRUE, truth } from "./leaves.js";

export function not(a: Term): Term {
  if (a.operator === "constant") return truth(a.value === 0n);
  if (a.operator === "not") return a.arguments[0] as Term;
  return intern("not", BOOL, { arguments: [a] });
}

export function and(...list: readonly Term[]): Term {
  return junction("and", list);
}

export function or(...list: readonly Term[]): Term {
  return junction("or", list);
}

function junction(operator: "and" | "or", list: readonly Term[]): Term {
  const neutral = operator === "and" ? TRUE : FALSE;
  const flat = list.flatMap((term) => (term.operator === operator ? term.arguments : [term]));
  const parts = [...new Set(flat)].filter((term) => term !== neutral);
  if (parts.includes(not(neutral)) || parts.some((term) => parts.includes(not(term)))) {
    return not(neutral);
  }
  const [first] = parts;
  if (first === undefined) return neutral;
  return parts.length === 1 ? first : intern(operator, BOOL, { arguments: parts });
}

export function ite(condition: Term, a: Term, b: Term): Term {
  if (condition === TRUE || a === b) return a;
  if (condition === FALSE) return b;
  if (a.width === BOOL) {
    return or(and(condition, a), and(not(condition), b));
  }
  return intern("ite", a.width, { arguments: [condition, a, b] });
}

/** 1 or 0 of `width` bits, as C and WebAssembly have a truth value. */
export function bit(condition: Term, width: number): Term {
  return ite(condition, constant(1, width), constant(0, width));
}

export function binary(operator: Arithmetic, a: Term, b: Term): Term {
  requireSame(operator, a, b);
  const { width } = a;
  const [x, y] = [known(a), known(b)];
  if (x !== undefined && y !== undefined) return constant(compute(operator, [x, y], width), width);
  const chosen = overChoice([a, b], (left, right) => binary(operator, left, right));
  const shorter = chosen ?? shortcut(operator, a, b) ?? regrouped(operator, a, b);
  return shorter ?? intern(operator, width, { arguments: [a, b] });
}

function regrouped(operator: Arithmetic, a: Term, b: Term): Term | undefined {
  if (operator === "bvadd") return sum(a, b);
  if (operator === "bvand") return masked(a, b) ?? masked(b, a);
  return operator === "bvsub" ? difference(a, b) : undefined;
}

/** (t + 4) + 8 is t + 12; a constant comes last. */
function sum(a: Term, b: Term): Term | undefined {
  if (known(a) !== undefined) return binary("bvadd", b, a);
  const added = known(b);
  const [first, second] = a.arguments;
  if (added === undefined || a.operator !== "bvadd" || first === undefined) return undefined;
  const before = second === undefined ? undefined : known(second);
  if (before === undefined) return undefined;
  return binary("bvadd", first, constant(before + added, a.width));
}

/** A byte of 32 bits & 0xff is the byte. */
function masked(a: Term, b: Term): Term | undefined {
  const mask = known(b);
  const [inner] = a.arguments;
  if (mask === undefined || a.operator !== "zero_extend" || inner === undefined) return undefined;
  const ones = (1n << BigInt(inner.width)) - 1n;
  return (mask & ones) === ones ? a : undefined;
}

/** t - 4 is t + -4. */
function difference(a: Term, b: Term): Term | undefined {
  const taken = known(b);
  return taken === undefined ? undefined : binary("bvadd", a, constant(-taken, a.width));
}

export function compared(operator: Comparison, a: Term, b: Term): Term {
  requireSame(operator, a, b);
  const [x, y] = [known(a), known(b)];
  if (x !== undefined && y !== undefined) return truth(compare(operator, [x, y], a.width));
  if (a === b) return truth(operator === "=" || operator === "bvule" || operator === "bvsle");
  if (a.width === BOOL) return or(and(a, b), and(not(a), not(b)));
  const chosen = overChoice([a, b], (left, right) => compared(operator, left, right));
  return chosen ?? intern(operator, BOOL, { arguments: [a, b] });
}

export function equal(a: Term, b: Term): Term {
  return compared("=", a, b);
}

/** An operation on a choice between constants is a choice between results, where the rest is constant too. */
function overChoice(
  [a, b]: readonly [Term, Term],
  operation: (a: Term, b: Term) => Term,
): Term | undefined {
  if (isChoice(a) && known(b) !== undefined) return choice(a, (value) => operation(value, b));
  if (isChoice(b) && known(a) !== undefined) return choice(b, (value) => operation(a, value));
  return undefined;
}

function isChoice({ operator, arguments: [, a, b] }: Term): boolean {
  return operator === "ite" && a?.operator === "constant" && b?.operator === "constant";
}

function choice(term: Term, operation: (value: Term) => Term): Term {
  const [condition, a, b] = term.arguments as readonly [Term, Term, Term];
  return ite(condition, operation(a), operation(b));
}

function requireSame(operator: string, a: Term, b: Term): void {
  if (a.width !== b.width) throw new RangeError(`${operator} of ${a.width} and ${b.width} bits`);
}

/** Bits `low` to `low + width - 1`. */
export function extract(a: Term, low: number, width: number): Term {
  if (low < 0 || width < 1 || low + width > a.width) {
    throw new RangeError(`bits ${low} to ${low + width - 1} of ${a.width}`);
  }
  if (width === a.width) return a;
  const value = known(a);
  if (value !== undefined) return constant(value >> BigInt(low), width);
  if (isChoice(a)) return choice(a, (part) => extract(part, low, width));
  const [first, second] = a.arguments as readonly [Term, Term];
  if (a.operator === "extract") return extract(first, a.low + low, width);
  if (a.operator === "zero_extend") return ofExtended(first, low, width);
  if (a.operator === "concat") {
    if (low >= second.width) return extract(first, low - second.width, width);
    if (low + width <= second.width) return extract(second, low, width);
  }
  return intern("extract", width, { arguments: [a], low });
}

function ofExtended(inner: Term, low: number, width: number): Term {
  if (low >= inner.width) return constant(0, width);
  if (low + width <= inner.width) return extract(inner, low, width);
  return zeroExtend(extract(inner, low, inner.width - low), width);
}

/** `high` above `low`. */
export function concat(high: Term, low: Term): Term {
  const width = high.width + low.width;
  const [x, y] = [known(high), known(low)];
  if (x !== undefined && y !== undefined) return constant((x << BigInt(low.width)) | y, width);
  if (x === 0n) return zeroExtend(low, width);
  if (high.operator === "zero_extend") {
    return zeroExtend(concat(high.arguments[0] as Term, low), width);
  }
  const [a, b] = [partOf(high), partOf(low)];
  if (a.whole === b.whole && a.low === b.low + low.width) return extract(a.whole, b.low, width);
  return intern("concat", width, { arguments: [high, low] });
}

function partOf(term: Term): { readonly whole: Term; readonly low: number } {
  if (term.operator !== "extract") return { whole: term, low: 0 };
  return { whole: term.arguments[0] as Term, low: term.low };
}

/** To `width` bits, zeros above. */
export function zeroExtend(a: Term, width: number): Term {
  if (width === a.width) return a;
  if (a.operator === "zero_extend") return zeroExtend(a.arguments[0] as Term, width);
  return extended("zero_extend", a, width);
}

/** To `width` bits, the sign above. */
export function signExtend(a: Term, width: number): Term {
  return width === a.width ? a : extended("sign_extend", a, width);
}

function extended(operator: "zero_extend" | "sign_extend", a: Term, width: number): Term {
  if (isChoice(a)) return choice(a, (part) => extended(operator, part, width));
  const made = intern(operator, width, { arguments: [a] });
  const value = known(a);
  return value === undefined ? made : constant(meaningOf(made, [value]) ?? 0n, width);
}
