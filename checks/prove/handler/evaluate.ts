/**
 * Evaluates a function of TypeScript on terms, from its syntax tree: constants, `if`, `return`, conditions,
 * objects, and calls of other functions of the same file. Anything else is not known, loops and assignments too.
 */
import ts from "typescript";
import { NotKnown } from "../errors.js";
import { and, constant, not, TRUE, truth } from "../terms/build.js";
import type { Term } from "../terms/term.js";
import {
  bigintOf,
  type Computed,
  infix,
  numberOf,
  toBigint,
  toNumber,
  unary,
} from "./operators.js";
import { choose, field, type Obligation, type Primitive, type Value } from "./values.js";

type Scope = ReadonlyMap<string, Value>;

/** Where evaluation is: what names mean, under which conditions it got there, and how deep in calls. */
interface Place {
  readonly scope: Scope;
  readonly when: Term;
  readonly depth: number;
}

const MOST_CALLS = 32;
/** Strings are told apart by their places in the table. */
const STRING_WIDTH = 8;

const INTRINSICS: Readonly<Record<string, (a: Primitive) => Computed>> = {
  BigInt: toBigint,
  Number: toNumber,
};

export class Program {
  readonly #functions = new Map<string, ts.FunctionDeclaration>();
  readonly #strings: string[] = [];
  readonly #source: ts.SourceFile;
  #obligations: Obligation[] = [];

  /** @param text of one module */
  constructor(
    readonly fileName: string,
    text: string,
  ) {
    this.#source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2023, true);
    for (const statement of this.#source.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
        this.#functions.set(statement.name.text, statement);
      }
    }
  }

  /** A string as a value. */
  string(text: string): Primitive {
    let place = this.#strings.indexOf(text);
    if (place < 0) place = this.#strings.push(text) - 1;
    if (place >= 2 ** STRING_WIDTH) throw new NotKnown("so many strings");
    return { kind: "string", term: constant(place, STRING_WIDTH) };
  }

  /**
   * The result of a call, and everything that has to hold for it to be JavaScript's.
   * @throws NotKnown for syntax that is not known, with its place
   */
  call(
    name: string,
    list: readonly Value[],
  ): { readonly value: Value; readonly obligations: readonly Obligation[] } {
    this.#obligations = [];
    const value = this.#call(name, list, { when: TRUE, depth: 0 });
    return { value, obligations: this.#obligations };
  }

  #call(name: string, list: readonly Value[], from: Omit<Place, "scope">): Value {
    const declared = this.#functions.get(name);
    if (declared?.body === undefined || from.depth > MOST_CALLS) {
      throw new NotKnown(`the function ${name}`);
    }
    if (declared.parameters.length !== list.length) throw new NotKnown(`another call of ${name}`);
    const scope = new Map<string, Value>();
    for (const [
      i,
      { name: parameter, dotDotDotToken, initializer },
    ] of declared.parameters.entries()) {
      if (!ts.isIdentifier(parameter) || dotDotDotToken || initializer) {
        throw this.#notKnown(parameter);
      }
      scope.set(parameter.text, list[i] as Value);
    }
    return this.#block([...declared.body.statements], { ...from, scope });
  }

  /** What the statements return. Each has to end in a `return`. */
  #block(statements: readonly ts.Statement[], place: Place): Value {
    const [first, ...rest] = statements;
    if (first === undefined) throw new NotKnown("a function that may return nothing");
    if (ts.isReturnStatement(first) && first.expression !== undefined) {
      return this.#value(first.expression, place);
    }
    if (ts.isBlock(first)) return this.#block([...first.statements, ...rest], place);
    if (ts.isVariableStatement(first)) return this.#constants(first, rest, place);
    if (ts.isIfStatement(first)) return this.#if(first, rest, place);
    throw this.#notKnown(first);
  }

  #constants(statement: ts.VariableStatement, rest: readonly ts.Statement[], place: Place): Value {
    const { declarations, flags } = statement.declarationList;
    if (!(flags & ts.NodeFlags.Const)) throw this.#notKnown(statement);
    let inner = place;
    for (const { name, initializer } of declarations) {
      // A block's constants are put in the scope of what follows it: a name must not have two meanings.
      if (!ts.isIdentifier(name) || initializer === undefined || inner.scope.has(name.text)) {
        throw this.#notKnown(name);
      }
      const value = this.#value(initializer, inner);
      inner = { ...inner, scope: new Map([...inner.scope, [name.text, value]]) };
    }
    return this.#block(rest, inner);
  }

  #if(statement: ts.IfStatement, rest: readonly ts.Statement[], place: Place): Value {
    const condition = this.#truth(statement.expression, place);
    const { thenStatement, elseStatement } = statement;
    const otherwise = elseStatement === undefined ? rest : [elseStatement, ...rest];
    return this.#either(condition, place, [
      (inner) => this.#block([thenStatement, ...rest], inner),
      (inner) => this.#block(otherwise, inner),
    ]);
  }

  /** Both ways where the condition can be both. */
  #either(
    condition: Term,
    place: Place,
    [a, b]: readonly [(place: Place) => Value, (place: Place) => Value],
  ): Value {
    const ifTrue = { ...place, when: and(place.when, condition) };
    const ifFalse = { ...place, when: and(place.when, not(condition)) };
    if (condition === truth(true)) return a(ifTrue);
    if (condition === truth(false)) return b(ifFalse);
    return choose(condition, a(ifTrue), b(ifFalse));
  }

  #truth(node: ts.Expression, place: Place): Term {
    const value = this.#value(node, place);
    if (value.kind !== "boolean") throw this.#notKnown(node);
    return value.term;
  }

  #value(node: ts.Expression, place: Place): Value {
    if (ts.isParenthesizedExpression(node)) return this.#value(node.expression, place);
    if (ts.isNumericLiteral(node)) return numberOf(Number(node.text));
    if (ts.isBigIntLiteral(node)) return bigintOf(BigInt(node.text.slice(0, -1)));
    if (ts.isStringLiteral(node)) return this.string(node.text);
    if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      const term = truth(node.kind === ts.SyntaxKind.TrueKeyword);
      return { kind: "boolean", term };
    }
    if (ts.isIdentifier(node)) return this.#name(node, place);
    if (ts.isPropertyAccessExpression(node) && node.questionDotToken === undefined) {
      return field(this.#value(node.expression, place), node.name.text);
    }
    if (ts.isObjectLiteralExpression(node)) return this.#object(node, place);
    return this.#computed(node, place);
  }

  #computed(node: ts.Expression, place: Place): Value {
    if (ts.isConditionalExpression(node)) {
      return this.#either(this.#truth(node.condition, place), place, [
        (inner) => this.#value(node.whenTrue, inner),
        (inner) => this.#value(node.whenFalse, inner),
      ]);
    }
    if (ts.isCallExpression(node)) return this.#callExpression(node, place);
    if (ts.isPrefixUnaryExpression(node)) {
      const operator = ts.tokenToString(node.operator) ?? "";
      return this.#exact(unary(operator, this.#primitive(node.operand, place)), node, place);
    }
    if (ts.isBinaryExpression(node)) return this.#infix(node, place);
    throw this.#notKnown(node);
  }

  #infix(node: ts.BinaryExpression, place: Place): Value {
    const { left, right, operatorToken } = node;
    const operator = operatorToken.getText(this.#source);
    if (operator === "&&" || operator === "||") {
      const condition = this.#truth(left, place);
      const decided = { kind: "boolean", term: truth(operator === "||") } as const;
      const other = (inner: Place): Value => ({
        kind: "boolean",
        term: this.#truth(right, inner),
      });
      const ways = [other, () => decided] as const;
      return this.#either(condition, place, operator === "&&" ? ways : [ways[1], ways[0]]);
    }
    const [a, b] = [this.#primitive(left, place), this.#primitive(right, place)];
    return this.#exact(
      this.#known(node, () => infix(operator, a, b)),
      node,
      place,
    );
  }

  #callExpression(node: ts.CallExpression, place: Place): Value {
    const { expression } = node;
    if (!ts.isIdentifier(expression) || node.questionDotToken !== undefined) {
      throw this.#notKnown(node);
    }
    const list = node.arguments.map((argument) => this.#value(argument, place));
    const intrinsic = this.#functions.has(expression.text)
      ? undefined
      : INTRINSICS[expression.text];
    const [first] = list;
    if (intrinsic === undefined) {
      const { when, depth } = place;
      return this.#known(node, () => this.#call(expression.text, list, { when, depth: depth + 1 }));
    }
    if (first === undefined || first.kind === "object" || list.length !== 1) {
      throw this.#notKnown(node);
    }
    return this.#exact(
      this.#known(node, () => intrinsic(first)),
      node,
      place,
    );
  }

  #object(node: ts.ObjectLiteralExpression, place: Place): Value {
    const fields = node.properties.map((property): readonly [string, Value] => {
      if (ts.isShorthandPropertyAssignment(property)) {
        return [property.name.text, this.#value(property.name, place)];
      }
      if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) {
        throw this.#notKnown(property);
      }
      return [property.name.text, this.#value(property.initializer, place)];
    });
    return { kind: "object", fields: new Map(fields) };
  }

  #name(node: ts.Identifier, { scope }: Place): Value {
    const found = scope.get(node.text);
    if (found === undefined) throw this.#notKnown(node);
    return found;
  }

  #primitive(node: ts.Expression, place: Place): Primitive {
    const value = this.#value(node, place);
    if (value.kind === "object") throw this.#notKnown(node);
    return value;
  }

  #exact({ value, exact }: Computed, node: ts.Node, { when }: Place): Primitive {
    if (exact !== TRUE) {
      this.#obligations.push({ when, holds: exact, text: node.getText(this.#source) });
    }
    return value;
  }

  /** Says where, if it does not say so yet. */
  #known<T>(node: ts.Node, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof NotKnown) || error.where !== undefined) throw error;
      throw this.#notKnown(node, error.message);
    }
  }

  #notKnown(node: ts.Node, what?: string): NotKnown {
    const { line } = this.#source.getLineAndCharacterOfPosition(node.getStart(this.#source));
    const text = what ?? `'${node.getText(this.#source).split("\n")[0]}'`;
    return new NotKnown(text, `${this.fileName}:${line + 1}`);
  }
}
