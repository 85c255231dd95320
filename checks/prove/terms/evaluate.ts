/** The value of terms where symbols and functions have one. */
import { meaningOf } from "./meaning.js";
import { inOrder, type Term } from "./term.js";

/** What symbols and uninterpreted functions are; a truth value is 0 or 1. */
export interface Assignment {
  readonly symbol: (name: string) => bigint;
  readonly apply: (name: string, values: readonly bigint[]) => bigint;
}

/** Puts the terms in order once, to evaluate them often. @returns their values, in the order given */
export function evaluator(roots: readonly Term[]): (assignment: Assignment) => readonly bigint[] {
  const order = inOrder(roots);
  const places = new Map(order.map((term, i) => [term, i]));
  const at = order.map((term) => term.arguments.map((argument) => places.get(argument) ?? 0));
  return ({ symbol, apply }) => {
    const values: bigint[] = [];
    for (const [i, term] of order.entries()) {
      const list = (at[i] ?? []).map((place) => values[place] ?? 0n);
      const made = term.operator === "symbol" ? symbol(term.name) : meaningOf(term, list);
      values.push(made ?? apply(term.name, list));
    }
    return roots.map((root) => values[places.get(root) ?? 0] ?? 0n);
  };
}
