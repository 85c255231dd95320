/** Terms as SMT-LIB text. */
import { BOOL, inOrder, type Term } from "./term.js";

/** A script without its assertions: what is declared and named, and how each root is called there. */
interface Script {
  readonly lines: readonly string[];
  readonly names: readonly string[];
}

/** Declares symbols and functions, and names every term that others are made of. */
export function scriptOf(roots: readonly Term[]): Script {
  const order = inOrder(roots);
  const declarations = new Map<string, string>();
  const definitions: string[] = [];
  for (const term of order) {
    const { operator, name, width } = term;
    if (operator === "symbol" || operator === "apply") declare(declarations, term);
    if (isNamed(term)) {
      definitions.push(`(define-fun ${nameOf(term)} () ${sort(width)} ${bodyOf(term)})`);
    }
    if (name !== "" && !/^[A-Za-z]\w*$/.test(name)) throw new RangeError(`${name} is no symbol`);
  }
  return { lines: [...declarations.values(), ...definitions], names: roots.map(nameOf) };
}

function declare(declarations: Map<string, string>, term: Term): void {
  const { name, width, arguments: list } = term;
  const line = `(declare-fun ${name} (${list.map((each) => sort(each.width)).join(" ")}) ${sort(width)})`;
  const before = declarations.get(name) ?? line;
  if (before !== line) throw new RangeError(`${name} has two widths: ${before} and ${line}`);
  declarations.set(name, line);
}

function sort(width: number): string {
  return width === BOOL ? "Bool" : `(_ BitVec ${width})`;
}

function isNamed({ operator }: Term): boolean {
  return operator !== "constant" && operator !== "symbol";
}

/** Begins as no symbol of ours does. */
function nameOf(term: Term): string {
  const { operator, width, value, name, id } = term;
  if (operator === "symbol") return name;
  if (operator !== "constant") return `$${id}`;
  return width === BOOL ? String(value === 1n) : `(_ bv${value} ${width})`;
}

function bodyOf({ operator, width, arguments: list, name, low }: Term): string {
  const parts = list.map(nameOf).join(" ");
  const added = width - (list[0]?.width ?? 0);
  switch (operator) {
    case "apply":
      return `(${name} ${parts})`;
    case "extract":
      return `((_ extract ${low + width - 1} ${low}) ${parts})`;
    case "zero_extend":
    case "sign_extend":
      return `((_ ${operator} ${added}) ${parts})`;
    default:
      return `(${operator} ${parts})`;
  }
}
