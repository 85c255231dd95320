/** Questions for a solver, and what their answers must be. */
import { and } from "./terms/build.js";
import { scriptOf } from "./terms/smt.js";
import type { Term } from "./terms/term.js";

export interface Query {
  /** One word for its kind, and what it asks. */
  readonly kind: string;
  readonly what: string;
  /** Can all of these be so at once? */
  readonly asserted: readonly Term[];
  /** What has to come out; `any`: neither is wrong. */
  readonly expected: "sat" | "unsat" | "any";
}

export type Answer = "sat" | "unsat" | "unknown";

/** Two queries with the same key are the same question. */
export function keyOf({ asserted }: Query): string {
  return String(and(...asserted).id);
}

/** The text of one question: to be followed by nothing but `check-sat`. */
export function questionText({ asserted }: Query): string {
  const { lines, names } = scriptOf(asserted);
  return [...lines, ...names.map((name) => `(assert ${name})`), ""].join("\n");
}

/** Many questions as one file for any solver: one answer for each, in order. */
export function fileText(queries: readonly Query[]): string {
  const { lines, names } = scriptOf(queries.flatMap(({ asserted }) => asserted));
  const texts: string[] = [];
  let at = 0;
  for (const { kind, what, asserted } of queries) {
    const asserts = asserted.map(() => `(assert ${names[at++]})`);
    texts.push(`; ${kind}: ${what}\n(push 1)\n${asserts.join("\n")}\n(check-sat)\n(pop 1)`);
  }
  return ["(set-logic QF_UFBV)", ...lines, ...texts, ""].join("\n");
}

/** The answers in a solver's output. @throws Error if there are more or fewer than questions */
export function answersIn(output: string, queries: readonly Query[]): readonly Answer[] {
  const lines = output.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
  const wrong = lines.find((line) => !["sat", "unsat", "unknown"].includes(line));
  if (wrong !== undefined) throw new Error(`a solver says: ${wrong}`);
  if (lines.length !== queries.length) {
    throw new Error(`a solver gives ${lines.length} answers to ${queries.length} questions`);
  }
  return lines as Answer[];
}
