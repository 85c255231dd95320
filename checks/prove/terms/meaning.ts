/** What each operator does to constants: for folding, and to evaluate a term. */
import { type Arithmetic, BOOL, type Comparison, signed, type Term, unsigned } from "./term.js";

type Values = readonly [bigint, bigint];

/** SMT-LIB defines division by zero too; nothing here relies on it (the executor stops there). */
const COMPUTE: Readonly<Record<Arithmetic, (values: Values, width: number) => bigint>> = {
  bvadd: ([a, b]) => a + b,
  bvsub: ([a, b]) => a - b,
  bvmul: ([a, b]) => a * b,
  bvudiv: ([a, b], width) => (b === 0n ? (1n << BigInt(width)) - 1n : a / b),
  bvurem: ([a, b]) => (b === 0n ? a : a % b),
  bvsdiv: ([a, b], width) => {
    if (b === 0n) return signed(a, width) < 0n ? 1n : -1n;
    return signed(a, width) / signed(b, width);
  },
  bvsrem: ([a, b], width) => (b === 0n ? a : signed(a, width) % signed(b, width)),
  bvand: ([a, b]) => a & b,
  bvor: ([a, b]) => a | b,
  bvxor: ([a, b]) => a ^ b,
  bvshl: ([a, b], width) => (b >= BigInt(width) ? 0n : a << b),
  bvlshr: ([a, b], width) => (b >= BigInt(width) ? 0n : a >> b),
  bvashr: ([a, b], width) => signed(a, width) >> (b >= BigInt(width) ? BigInt(width - 1) : b),
};

const COMPARE: Readonly<Record<Comparison, (values: Values, width: number) => boolean>> = {
  "=": ([a, b]) => a === b,
  bvult: ([a, b]) => a < b,
  bvule: ([a, b]) => a <= b,
  bvslt: ([a, b], width) => signed(a, width) < signed(b, width),
  bvsle: ([a, b], width) => signed(a, width) <= signed(b, width),
};

/** @returns unsigned, of `width` bits */
export function compute(operator: Arithmetic, values: Values, width: number): bigint {
  return unsigned(COMPUTE[operator](values, width), width);
}

/** @param width of the arguments */
export function compare(operator: Comparison, values: Values, width: number): boolean {
  return COMPARE[operator](values, width);
}

type Meaning = (values: readonly [bigint, bigint, bigint], term: Term) => bigint;

/** Operators that are neither arithmetic nor a comparison. A truth value is 0 or 1. */
const OTHERS: Readonly<Partial<Record<Term["operator"], Meaning>>> = {
  constant: (_, { value }) => value,
  not: ([a]) => 1n - a,
  ite: ([a, b, c]) => (a === 1n ? b : c),
  concat: ([a, b], { arguments: [, low] }) => (a << BigInt(low?.width ?? 0)) | b,
  extract: ([a], { low, width }) => unsigned(a >> BigInt(low), width),
  zero_extend: ([a]) => a,
  sign_extend: ([a], { arguments: [inner], width }) =>
    unsigned(signed(a, inner?.width ?? 0), width),
};

/**
 * The value of a term by those of its arguments; undefined for a symbol and for a function, which have no
 * value of their own.
 */
export function meaningOf(term: Term, values: readonly bigint[]): bigint | undefined {
  const { operator, width } = term;
  if (operator === "symbol" || operator === "apply") return undefined;
  if (operator === "and") return values.includes(0n) ? 0n : 1n;
  if (operator === "or") return values.includes(1n) ? 1n : 0n;
  const [a = 0n, b = 0n, c = 0n] = values;
  const other = OTHERS[operator];
  if (other !== undefined) return other([a, b, c], term);
  if (width !== BOOL) return compute(operator as Arithmetic, [a, b], width);
  const [first] = term.arguments;
  return compare(operator as Comparison, [a, b], first?.width ?? 0) ? 1n : 0n;
}
