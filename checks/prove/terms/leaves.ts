/** Terms without arguments of our own making: constants, symbols; and applied functions. */
import { BOOL, intern, type Term, unsigned } from "./term.js";

/**
 * @param width bits; a value that does not fit loses its upper bits
 * @throws RangeError for no bits: truth values are TRUE and FALSE
 */
export function constant(value: bigint | number, width: number): Term {
  if (width < 1) throw new RangeError(`a constant of ${width} bits`);
  return intern("constant", width, { value: unsigned(BigInt(value), width) });
}

export const TRUE = intern("constant", BOOL, { value: 1n });
export const FALSE = intern("constant", BOOL, { value: 0n });

export function truth(value: boolean): Term {
  return value ? TRUE : FALSE;
}

/** @param name a symbol of SMT-LIB: letters, digits, `_`. One name has one width */
export function symbol(name: string, width: number): Term {
  return intern("symbol", width, { name });
}

/** An uninterpreted function of these arguments. One name has one signature. */
export function apply(name: string, list: readonly Term[], width: number): Term {
  return intern("apply", width, { name, arguments: list });
}

/** The constant's value; undefined for any other term. */
export function known(term: Term): bigint | undefined {
  return term.operator === "constant" ? term.value : undefined;
}
