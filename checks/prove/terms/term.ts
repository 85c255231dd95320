/**
 * Terms of SMT-LIB's theory of bit vectors with uninterpreted functions (QF_UFBV), each held once: equal
 * terms are one object. terms/build.ts makes them, and folds what is constant.
 *
 * Source: SMT-LIB 2.6, theories Core and FixedSizeBitVectors, logic QF_BV (smt-lib.org).
 */

/** Operators with arguments of one width, and a result of that width. */
export const ARITHMETIC = [
  "bvadd",
  "bvsub",
  "bvmul",
  "bvudiv",
  "bvurem",
  "bvsdiv",
  "bvsrem",
  "bvand",
  "bvor",
  "bvxor",
  "bvshl",
  "bvlshr",
  "bvashr",
] as const;
export type Arithmetic = (typeof ARITHMETIC)[number];

/** Operators with arguments of one width, and a truth value as result. */
export const COMPARISONS = ["=", "bvult", "bvule", "bvslt", "bvsle"] as const;
export type Comparison = (typeof COMPARISONS)[number];

type Operator =
  | Arithmetic
  | Comparison
  | "constant"
  | "symbol"
  | "apply"
  | "not"
  | "and"
  | "or"
  | "ite"
  | "concat"
  | "extract"
  | "zero_extend"
  | "sign_extend";

/** The width of a truth value. */
export const BOOL = 0;

export interface Term {
  /** In order of making: arguments come before what they are arguments of. */
  readonly id: number;
  readonly operator: Operator;
  /** Bits, 1 or more; BOOL for a truth value. */
  readonly width: number;
  readonly arguments: readonly Term[];
  /** Of a constant: unsigned; 0 or 1 for a truth value. */
  readonly value: bigint;
  /** Of a symbol or an uninterpreted function. */
  readonly name: string;
  /** Of `extract`: the lowest bit taken. */
  readonly low: number;
}

interface Parts {
  readonly arguments?: readonly Term[];
  readonly value?: bigint;
  readonly name?: string;
  readonly low?: number;
}

const known = new Map<string, Term>();

/** The one term with these parts, as they are: nothing is folded. */
export function intern(operator: Operator, width: number, parts: Parts): Term {
  const { arguments: list = [], value = 0n, name = "", low = 0 } = parts;
  const key = `${operator} ${width} ${value} ${name} ${low} ${list.map(({ id }) => id).join()}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const term = { id: known.size, operator, width, arguments: list, value, name, low };
  known.set(key, term);
  return term;
}

/** All terms that these are made of, each once, arguments first. */
export function inOrder(roots: readonly Term[]): readonly Term[] {
  const found = new Set<Term>();
  const left = [...roots];
  for (let term = left.pop(); term !== undefined; term = left.pop()) {
    if (found.has(term)) continue;
    found.add(term);
    left.push(...term.arguments);
  }
  return [...found].sort((a, b) => a.id - b.id);
}

/** The low `width` bits, unsigned. */
export function unsigned(value: bigint, width: number): bigint {
  return BigInt.asUintN(width, value);
}

/** The value as two's complement has it. */
export function signed(value: bigint, width: number): bigint {
  return BigInt.asIntN(width, value);
}
