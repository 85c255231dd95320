/**
 * Values of TypeScript as terms. A number is an integer below 2^53 in amount, 64 bits with a sign: that it is so
 * is an obligation wherever one is made. A bigint is unsigned, 64 bits: the same. A string is its place among all
 * strings that the program has.
 */
import { NotKnown } from "../errors.js";
import { ite } from "../terms/build.js";
import type { Term } from "../terms/term.js";

export type Value =
  | { readonly kind: "number" | "bigint" | "boolean" | "string"; readonly term: Term }
  | { readonly kind: "object"; readonly fields: ReadonlyMap<string, Value> };

export type Primitive = Exclude<Value, { readonly kind: "object" }>;

/** Something that has to be so for the evaluation to be that of JavaScript. */
export interface Obligation {
  /** Under which conditions the place is reached. */
  readonly when: Term;
  readonly holds: Term;
  /** What has to be exact, as the source has it. */
  readonly text: string;
}

/** One or the other. @throws NotKnown if they are not of one shape */
export function choose(condition: Term, a: Value, b: Value): Value {
  if (a.kind === "object" && b.kind === "object") {
    if ([...a.fields.keys()].sort().join() !== [...b.fields.keys()].sort().join()) {
      throw new NotKnown("results of two shapes");
    }
    const fields = [...a.fields].map(([name, value]) => {
      return [name, choose(condition, value, field(b, name))] as const;
    });
    return { kind: "object", fields: new Map(fields) };
  }
  if (a.kind === "object" || b.kind === "object" || a.kind !== b.kind) {
    throw new NotKnown(`a ${a.kind} or a ${b.kind}`);
  }
  return { kind: a.kind, term: ite(condition, a.term, b.term) };
}

/** @throws NotKnown if there is none of that name */
export function field(value: Value, name: string): Value {
  const found = value.kind === "object" ? value.fields.get(name) : undefined;
  if (found === undefined) throw new NotKnown(`'.${name}' of a ${value.kind}`);
  return found;
}

export function object(fields: Readonly<Record<string, Value>>): Value {
  return { kind: "object", fields: new Map(Object.entries(fields)) };
}
