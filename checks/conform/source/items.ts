/** C text cut into its top-level items: functions, types, variables, directives; what each defines and uses. */
import type { SourceLine } from "./lines.js";
import { type Token, tokens } from "./tokens.js";

export interface Item {
  readonly kind: "directive" | "function" | "declaration";
  /** Without what stood before it on its first line. */
  readonly text: string;
  /** Of its first token, in the file given. */
  readonly line: number;
  /** Names it gives a meaning to: function, variable, typedef, tag, enumeration constant, macro. */
  readonly defines: readonly string[];
  /** Every identifier in it. */
  readonly uses: ReadonlySet<string>;
}

/** All items, in order. An item that never ends takes the rest. */
export function items(lines: readonly SourceLine[]): readonly Item[] {
  const text = lines.map((line) => line.text).join("\n");
  return groups(text).flatMap((group) => {
    const [first] = group;
    if (first?.kind === "directive") return [directive(first, lines)];
    return itemOf(text, lines, group) ?? [];
  });
}

/** The tokens of each item. */
function groups(text: string): readonly (readonly Token[])[] {
  const found: Token[][] = [];
  let pending: Token[] = [];
  let depth = 0;
  for (const token of tokens(text)) {
    pending.push(token);
    depth += nesting(token.text);
    // A directive within an item stays with it.
    const ends = token.kind === "directive" ? pending.length === 1 : depth <= 0 && isEnd(pending);
    if (!ends) continue;
    found.push(pending);
    pending = [];
    depth = 0;
  }
  return pending.length === 0 ? found : [...found, pending];
}

/** A declaration ends with a semicolon, a function with its brace. */
function isEnd(list: readonly Token[]): boolean {
  const last = list.at(-1)?.text;
  return last === ";" || (last === "}" && isFunction(list));
}

/** 1 for an opening bracket, -1 for a closing one, else 0. */
function nesting(text: string): number {
  if (text === "(" || text === "{" || text === "[") return 1;
  return text === ")" || text === "}" || text === "]" ? -1 : 0;
}

function directive(token: Token, lines: readonly SourceLine[]): Item {
  const [, name, first] = /^#\s*(\w+)(?:\s+(\w+))?/.exec(token.text) ?? [];
  const body = [...tokens(token.text.replace(/^#\s*\w+/, ""))];
  return {
    kind: "directive",
    text: token.text,
    line: lines[token.row]?.line ?? 0,
    defines: name === "define" && first !== undefined ? [first] : [],
    uses: identifiers(body),
  };
}

function itemOf(
  text: string,
  lines: readonly SourceLine[],
  pending: readonly Token[],
): Item | undefined {
  const [first] = pending;
  const last = pending.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const kind = last.text === "}" && isFunction(pending) ? "function" : "declaration";
  return {
    kind,
    text: text.slice(first.start, last.start + last.text.length),
    line: lines[first.row]?.line ?? 0,
    defines: kind === "function" ? functionName(pending) : declaredNames(pending),
    uses: identifiers(pending),
  };
}

function identifiers(list: readonly Token[]): ReadonlySet<string> {
  return new Set(
    list.flatMap(({ kind, text }) => {
      if (kind === "directive") return [...text.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name);
      return kind === "identifier" ? [text] : [];
    }),
  );
}

/** The first brace of a function follows its parameters. */
function isFunction(list: readonly Token[]): boolean {
  if (list[0]?.text === "typedef") return false;
  const brace = list.findIndex(({ text }) => text === "{");
  return brace > 0 && list[brace - 1]?.text === ")";
}

/** Before the first bracket that is no attribute's. */
function functionName(list: readonly Token[]): readonly string[] {
  let depth = 0;
  const paren = list.findIndex(({ text }, i) => {
    const isOutside = depth === 0;
    depth += nesting(text);
    return isOutside && text === "(" && list[i - 1]?.text !== "__attribute__";
  });
  return list.slice(Math.max(0, paren - 1), paren).map(({ text }) => text);
}

/** Tags and enumeration constants of bodies, then the name before the first `=`, `[`, `;` outside of them. */
function declaredNames(list: readonly Token[]): readonly string[] {
  const names = new Set<string>();
  const isEnum = list.some(({ text }) => text === "enum");
  let depth = 0;
  for (const [i, { kind, text }] of list.entries()) {
    depth += nesting(text);
    if (kind !== "identifier") continue;
    const before = list[i - 1]?.text;
    const after = list[i + 1]?.text;
    const isTag = after === "{" && isTagWord(before);
    const isConstant = isEnum && depth === 1 && (before === "{" || before === ",");
    // Without a type before it, it is a call that was added to some function.
    const isDeclared = depth === 0 && i > 0 && after !== undefined && "=[;(".includes(after);
    if (isTag || isConstant || isDeclared) names.add(text);
  }
  return [...names];
}

function isTagWord(text: string | undefined): boolean {
  return text === "struct" || text === "union" || text === "enum";
}
