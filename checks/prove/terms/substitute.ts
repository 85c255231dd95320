/** Terms with others in the place of symbols: one execution as two, or with a register made of something else. */
import * as build from "./build.js";
import { type Arithmetic, type Comparison, inOrder, type Term } from "./term.js";

/** @param replacement what stands for a symbol, of its width; undefined: the symbol stays */
export function substitute(root: Term, replacement: (symbol: Term) => Term | undefined): Term {
  const made = new Map<Term, Term>();
  for (const term of inOrder([root])) {
    const list = term.arguments.map((argument) => made.get(argument) ?? argument);
    made.set(
      term,
      (term.operator === "symbol" ? replacement(term) : undefined) ?? rebuilt(term, list),
    );
  }
  return made.get(root) ?? root;
}

function rebuilt(term: Term, list: readonly Term[]): Term {
  const { operator, width, name, low } = term;
  const [a, b, c] = list as readonly [Term, Term, Term];
  switch (operator) {
    case "constant":
    case "symbol":
      return term;
    case "apply":
      return build.apply(name, list, width);
    case "not":
      return build.not(a);
    case "and":
      return build.and(...list);
    case "or":
      return build.or(...list);
    case "ite":
      return build.ite(a, b, c);
    case "concat":
      return build.concat(a, b);
    case "extract":
      return build.extract(a, low, width);
    case "zero_extend":
      return build.zeroExtend(a, width);
    case "sign_extend":
      return build.signExtend(a, width);
    default:
      return width === 0
        ? build.compared(operator as Comparison, a, b)
        : build.binary(operator as Arithmetic, a, b);
  }
}
