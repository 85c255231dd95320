/** Operations with nothing to do, or with nothing left. */
import { constant, known } from "./leaves.js";
import type { Arithmetic, Term } from "./term.js";

type Shortcut = (a: Term, b: Term) => Term | undefined;

/** The other one, where one is this number. */
const neutral =
  (number: bigint): Shortcut =>
  (a, b) => {
    if (isNumber(b, number)) return a;
    return isNumber(a, number) ? b : undefined;
  };

/** The number itself, where one is it. */
const absorbing =
  (number: bigint): Shortcut =>
  (a, b) =>
    isNumber(a, number) || isNumber(b, number) ? constant(number, a.width) : undefined;

/** Nothing happens by 0. */
const byZero: Shortcut = (a, b) => (isNumber(b, 0n) ? a : undefined);
const same: Shortcut = (a, b) => (a === b ? a : undefined);
const nothing: Shortcut = (a, b) => (a === b ? constant(0, a.width) : undefined);

const SHORTCUTS: Readonly<Partial<Record<Arithmetic, readonly Shortcut[]>>> = {
  bvadd: [neutral(0n)],
  bvsub: [byZero, nothing],
  bvmul: [neutral(1n), absorbing(0n)],
  bvand: [neutral(-1n), absorbing(0n), same],
  bvor: [neutral(0n), absorbing(-1n), same],
  bvxor: [neutral(0n), nothing],
  bvshl: [byZero],
  bvlshr: [byZero],
  bvashr: [byZero],
};

/** The result, if it is plain whatever the operands are; else undefined. */
export function shortcut(operator: Arithmetic, a: Term, b: Term): Term | undefined {
  for (const rule of SHORTCUTS[operator] ?? []) {
    const result = rule(a, b);
    if (result !== undefined) return result;
  }
  return undefined;
}

function isNumber(term: Term, number: bigint): boolean {
  return known(term) === BigInt.asUintN(term.width, number);
}
