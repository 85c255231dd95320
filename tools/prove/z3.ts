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
const PATIENCE = 60_000;
/** A solver that gives no sign of life after this much longer has crashed: a thread's end is told to nobody. */
const GRACE = 15_000;

/** Something of the solver's, by its address. */
type Handle = number;

/**
 * What this project uses of z3-solver: the functions of z3's C interface. Not its classes, which hand objects back
 * when JavaScript collects them, and that is while a thread of the solver's is at work on the same ones: it then
 * crashes, or worse.
 */
interface Functions {
  mk_config(): Handle;
  del_config(config: Handle): void;
  mk_context_rc(config: Handle): Handle;
  del_context(context: Handle): void;
  mk_solver(context: Handle): Handle;
  solver_inc_ref(context: Handle, solver: Handle): void;
  solver_dec_ref(context: Handle, solver: Handle): void;
  mk_string_symbol(context: Handle, name: string): Handle;
  mk_params(context: Handle): Handle;
  params_inc_ref(context: Handle, parameters: Handle): void;
  params_set_uint(context: Handle, parameters: Handle, name: Handle, value: number): void;
  solver_set_params(context: Handle, solver: Handle, parameters: Handle): void;
  solver_from_string(context: Handle, solver: Handle, text: string): void;
  solver_get_assertions(context: Handle, solver: Handle): Handle;
  ast_vector_inc_ref(context: Handle, vector: Handle): void;
  ast_vector_size(context: Handle, vector: Handle): number;
  get_error_code(context: Handle): number;
  get_error_msg(context: Handle, code: number): string;
  /** 1 sat, -1 unsat, 0 unknown. */
  solver_check(context: Handle, solver: Handle): Promise<number>;
  solver_get_model(context: Handle, solver: Handle): Handle;
  model_inc_ref(context: Handle, model: Handle): void;
  model_eval(context: Handle, model: Handle, term: Handle, complete: boolean): Handle | null;
  mk_bool_sort(context: Handle): Handle;
  mk_bv_sort(context: Handle, width: number): Handle;
  mk_const(context: Handle, name: Handle, sort: Handle): Handle;
  inc_ref(context: Handle, term: Handle): void;
  ast_to_string(context: Handle, term: Handle): string;
}

interface Package {
  readonly init: () => Promise<{
    readonly Z3: Functions;
    readonly em: { readonly PThread: { terminateAllThreads(): void } };
  }>;
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
  const { Z3, em } = await init();
  return {
    name: `z3-solver ${version}`,
    ask: (query) => checked(Z3, query, (_, answer) => answer),
    values: (query, symbols) =>
      checked(Z3, query, (open, answer) => {
        return answer === "sat" ? valuesIn(Z3, open, symbols) : undefined;
      }),
    close: () => em.PThread.terminateAllThreads(),
  };
}

interface Open {
  readonly context: Handle;
  readonly solver: Handle;
}

/** One question in a context of its own: nothing of one is left for the next. */
async function checked<T>(
  Z3: Functions,
  query: Query,
  use: (open: Open, answer: Answer) => T,
): Promise<T> {
  const config = Z3.mk_config();
  const context = Z3.mk_context_rc(config);
  Z3.del_config(config);
  const solver = Z3.mk_solver(context);
  Z3.solver_inc_ref(context, solver);
  const open = { context, solver };
  load(Z3, open, query);
  const answer = await soon(Z3.solver_check(context, solver));
  const result = use(open, answer);
  Z3.solver_dec_ref(context, solver);
  Z3.del_context(context);
  return result;
}

/** @throws Error if z3 does not take the whole question */
function load(Z3: Functions, { context, solver }: Open, query: Query): void {
  const parameters = Z3.mk_params(context);
  Z3.params_inc_ref(context, parameters);
  const name = Z3.mk_string_symbol(context, "timeout");
  Z3.params_set_uint(context, parameters, name, PATIENCE);
  Z3.solver_set_params(context, solver, parameters);
  // Not eval_smtlib2_string: a thread reads its text from a stack that is used meanwhile.
  Z3.solver_from_string(context, solver, questionText(query));
  const code = Z3.get_error_code(context);
  if (code !== 0) throw new Error(`z3 says: ${Z3.get_error_msg(context, code)}`);
  const assertions = Z3.solver_get_assertions(context, solver);
  Z3.ast_vector_inc_ref(context, assertions);
  const count = Z3.ast_vector_size(context, assertions);
  if (count !== query.asserted.length) {
    throw new Error(`z3 takes ${count} of ${query.asserted.length} assertions`);
  }
}

const ANSWERS: Readonly<Record<number, Answer>> = { 1: "sat", [-1]: "unsat" };

/** @throws Error if there is no answer of any kind */
async function soon(check: Promise<number>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const never = new Promise<never>((_, reject) => {
    const why = new Error("z3 does not answer, not even that it does not know: it has crashed");
    timer = setTimeout(() => reject(why), PATIENCE + GRACE);
  });
  try {
    return ANSWERS[await Promise.race([check, never])] ?? "unknown";
  } finally {
    clearTimeout(timer);
  }
}

function valuesIn(
  Z3: Functions,
  { context, solver }: Open,
  symbols: readonly Term[],
): readonly bigint[] {
  const model = Z3.solver_get_model(context, solver);
  Z3.model_inc_ref(context, model);
  return symbols.map(({ name, width }) => {
    const sort = width === 0 ? Z3.mk_bool_sort(context) : Z3.mk_bv_sort(context, width);
    Z3.inc_ref(context, sort);
    const constant = Z3.mk_const(context, Z3.mk_string_symbol(context, name), sort);
    Z3.inc_ref(context, constant);
    const value = Z3.model_eval(context, model, constant, true);
    if (value === null) throw new Error(`z3 has no value for ${name}`);
    Z3.inc_ref(context, value);
    const text = Z3.ast_to_string(context, value);
    if (text === "true" || text === "false") return text === "true" ? 1n : 0n;
    return BigInt(text.replace(/^#/, "0"));
  });
}
