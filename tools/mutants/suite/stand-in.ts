/**
 * What the tests that mutants have to get past use of Vitest, without what a run of Vitest costs: `describe`,
 * `it` and `it.each` collect tests, and `expect` is Vitest's own.
 *
 * Vitest starts a worker and loads every module again for each run, which takes longer than the tests do.
 */
import { format } from "node:util";
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";

/** A test as it was collected. */
export interface CollectedTest {
  /** With those of its `describe`s before it. */
  readonly name: string;
  readonly run: () => unknown;
}

let collected: CollectedTest[] = [];
let around: readonly string[] = [];

/** The tests collected since it was asked last. */
export function takeCollected(): readonly CollectedTest[] {
  const taken = collected;
  collected = [];
  return taken;
}

function collect(name: string, run: () => unknown): void {
  collected.push({ name: [...around, name].join(" "), run });
}

function group(name: string, body: () => void): void {
  const before = around;
  around = [...around, name];
  body();
  around = before;
}

/** One for each row; a row that is a list is taken as the arguments. The tests' types are Vitest's. */
function each(take: (name: string, body: () => void) => void) {
  return (rows: readonly unknown[]) =>
    (name: string, body: (...row: readonly unknown[]) => void): void => {
      for (const row of rows) {
        const cells: readonly unknown[] = Array.isArray(row) ? row : [row];
        take(named(name, cells), () => body(...cells));
      }
    };
}

export const it = Object.assign(collect, { each: each(collect) });
export const describe = Object.assign(group, { each: each(group) });

/** `%s` and the like by the cells in their order, `$id` by the first cell's field. */
function named(name: string, cells: readonly unknown[]): string {
  const [first] = cells;
  const fields = name.replace(/\$(\w+)/g, (_, field: string) =>
    String((first as Readonly<Record<string, unknown>>)[field]),
  );
  const places = fields.match(/%[sdifjo]/g)?.length ?? 0;
  return format(fields, ...cells.slice(0, places));
}

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

type Global = Record<string | symbol, unknown>;
const globals = globalThis as unknown as Global;

export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  globals[ASYMMETRIC_MATCHERS_OBJECT],
) as unknown as typeof chai.expect;
globals[GLOBAL_EXPECT] = expect;
setState({ assertionCalls: 0 } as never, expect as never);
