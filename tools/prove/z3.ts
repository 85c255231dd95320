/** The solver of tools/z3: z3 compiled to WebAssembly, run in this process. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Answer, type Query, questionText } from "../../checks/prove/query.js";
import type { Term } from "../../checks/prove/terms/term.js";
import { UsageError } from "../../cli/errors.js";
import { packageRoot } from "../../cli/package-root.js";

const FOLDER = "tools/z3/node_modules/z3-solver";

/** One question may take so long, in milliseconds: then its answer is `unknown`. */
const PATIENCE = 20_000;

/** What this project uses of z3-solver; its own types come with it, and it may be missing. */
interface Package {
  readonly init: () => Promise<{
    readonly Context: new (name: string) => Context;
    readonly em: { readonly PThread: { terminateAllThreads(): void } };
  }>;
}

interface Context {
  readonly Solver: new () => Z3Solver;
  readonly BitVec: { const(name: string, width: number): Expression };
  readonly Bool: { const(name: string): Expression };
}

interface Z3Solver {
  set(name: string, value: number): void;
  fromString(text: string): void;
  check(): Promise<Answer>;
  model(): { eval(expression: Expression, complete: boolean): Expression };
  release(): void;
}

interface Expression {
  sexpr(): string;
}

export interface Solver {
  /** Name and version. */
  readonly name: string;
  ask(query: Query): Promise<Answer>;
  /** The values of these symbols in one answer `sat`; undefined for another answer. */
  values(query: Query, symbols: readonly Term[]): Promise<readonly bigint[] | undefined>;
  /** Nothing can be asked afterwards; without it, Node does not end. */
  close(): void;
}

/** True if the package is there. */
export function hasZ3(): boolean {
  return existsSync(join(packageRoot(), FOLDER));
}

/** @throws UsageError that names the command which installs it, where it is not installed */
export async function loadZ3(): Promise<Solver> {
  if (!hasZ3()) {
    throw new UsageError("the solver is not installed: npm ci --prefix tools/z3 installs it");
  }
  const folder = join(packageRoot(), FOLDER);
  const description = readFileSync(join(folder, "package.json"), "utf8");
  const { version } = JSON.parse(description) as { version: string };
  const { init } = createRequire(import.meta.url)(folder) as Package;
  const { Context, em } = await init();
  const context = new Context("main");
  const checked = async <T>(query: Query, use: (solver: Z3Solver, answer: Answer) => T) => {
    const solver = new context.Solver();
    solver.set("timeout", PATIENCE);
    // Not eval_smtlib2_string: it reads a long text from a stack that is used meanwhile.
    solver.fromString(questionText(query));
    const result = use(solver, await solver.check());
    solver.release();
    return result;
  };
  return {
    name: `z3-solver ${version}`,
    ask: (query) => checked(query, (_, answer) => answer),
    values: (query, symbols) =>
      checked(query, (solver, answer) => {
        if (answer !== "sat") return undefined;
        const model = solver.model();
        return symbols.map((symbol) => valueIn(model, context, symbol));
      }),
    close: () => em.PThread.terminateAllThreads(),
  };
}

function valueIn(
  model: ReturnType<Z3Solver["model"]>,
  { BitVec, Bool }: Context,
  { name, width }: Term,
): bigint {
  const constant = width === 0 ? Bool.const(name) : BitVec.const(name, width);
  const text = model.eval(constant, true).sexpr();
  if (text === "true" || text === "false") return text === "true" ? 1n : 0n;
  return BigInt(text.replace(/^#/, "0"));
}
