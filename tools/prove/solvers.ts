/** Solvers on the machine, asked the same: Debian's z3 and cvc5, where they are installed. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Asked } from "../../checks/prove/prove.js";
import { answersIn } from "../../checks/prove/query.js";

const run = promisify(execFile);

const SOLVERS = [
  { name: "z3", options: [], version: ["--version"] },
  { name: "cvc5", options: ["--incremental"], version: ["--version"] },
] as const;

/** What another solver says of the same questions. */
export interface OtherSolver {
  /** Name and version. */
  readonly name: string;
  readonly answers: number;
  /** Questions that it answers otherwise, in words. */
  readonly differs: readonly string[];
}

/**
 * @param path of the file with these questions
 * @returns one for each solver that is installed
 * @throws Error if one gives more or fewer answers than there are questions
 */
export async function otherSolvers(
  path: string,
  asked: readonly Asked[],
): Promise<readonly OtherSolver[]> {
  const found: OtherSolver[] = [];
  for (const { name, options, version } of SOLVERS) {
    const says = await output(name, [...version]);
    if (says === undefined) continue;
    const answers = answersIn(
      (await output(name, [...options, path])) ?? "",
      asked.map(({ query }) => query),
    );
    const differs = asked.flatMap(({ query, answer }, i) =>
      answers[i] === answer ? [] : [`${query.kind}, ${query.what}: ${answers[i]}, not ${answer}`],
    );
    const number = /\d+\.\d+\.\d+/.exec(says)?.[0] ?? "";
    found.push({ name: `${name} ${number}`.trim(), answers: answers.length, differs });
  }
  return found;
}

/** What a program prints; undefined if it is not installed. */
async function output(name: string, options: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(name, options, { maxBuffer: 1 << 24 })).stdout;
  } catch (error) {
    const { code, stdout } = error as NodeJS.ErrnoException & { readonly stdout?: string };
    if (code === "ENOENT") return undefined;
    // z3's exit code is that of its last complaint; what it prints says what.
    if (stdout) return stdout;
    throw error;
  }
}
