/**
 * `npm run prove`: the C of a patch against the model's handler, for every input, by z3.
 *
 * A tool of the repository, not of the product: it reads handler.ts as TypeScript, with the compiler that is a
 * development dependency.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PatchError } from "../checks/conform/source/errors.js";
import type { QuirkNames } from "../checks/conform/source/select.js";
import { HANDLER_FILE } from "../checks/prove/handler/handler.js";
import { type Asked, prove } from "../checks/prove/prove.js";
import { fileText } from "../checks/prove/query.js";
import { parseFileName } from "../cli/arguments.js";
import { newCommand } from "../cli/command.js";
import { compilePatch, compilePlain, ownCode } from "../cli/conform/compile.js";
import { cookieNames, type NameFlags, nameOptions } from "../cli/conform/names.js";
import { readPatch } from "../cli/conform/read-patch.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { isColoured, print, writeResult } from "../cli/output.js";
import { packageRoot } from "../cli/package-root.js";
import { runProgram } from "../cli/program.js";
import { Progress } from "../cli/progress.js";
import {
  currentDigests,
  digestOfCode,
  POSTED_DIGEST,
  POSTED_MESSAGE,
  type ProofRecord,
  recordPath,
} from "../cli/proof/record.js";
import { checkedJson } from "../cli/schemas.js";
import { type ProofReport, proofReport } from "../reports/proof-report.js";
import { renderProof } from "../reports/render/proof-text.js";
import { OWN_NAMES, OWN_QUIRK } from "./own-quirk.js";
import { type OtherSolver, otherSolvers } from "./prove/solvers.js";
import { loadZ3, type Solver } from "./prove/z3.js";

interface Flags extends NameFlags {
  readonly record?: true;
  readonly smt2: string;
  readonly json?: string;
}

const HELP = `
Without a patch our own quirk in C is proved (test/fixtures/radio-quirk.c). The options --read to --trace-probe say
how another quirk's parts are called, as for conform. The solver is a package of its own: npm ci --prefix tools/z3
Exit code 0 if all is proved, 1 if something is refuted or not known, 2 if the patch cannot be taken.
docs/proof.md says what this shows.`;

interface Proved {
  readonly report: ProofReport;
  readonly others: readonly OtherSolver[];
  readonly digest: string;
}

async function proveFile(patch: string, names: QuirkNames, smt2: string): Promise<Proved> {
  const text = await readPatch(patch);
  const handler = await readFile(join(packageRoot(), HANDLER_FILE), "utf8");
  const progress = new Progress(process.stderr);
  const solver = await loadZ3();
  try {
    progress.now("compiling");
    const checked = await compilePatch(text, names);
    const plain = async (level: "-O0" | "-O2") => {
      return { name: level, patch: { ...checked, wasm: await compilePlain(text, names, level) } };
    };
    const conforms = { name: "-O0 with conform's checks", patch: checked };
    const builds = [conforms, await plain("-O0"), await plain("-O2")];
    const onProgress = (what: string) => progress.update(what);
    const { result, asked } = await prove({ builds, names, handler }, accessOf(solver), {
      onProgress,
    });
    const others = await crossChecked(smt2, asked);
    return {
      report: proofReport(result),
      others,
      digest: digestOfCode(await ownCode(text, names)),
    };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    const where = error.line === undefined ? patch : `${patch}:${error.line}`;
    throw new UsageError(`${where}: ${error.message}`);
  } finally {
    progress.clear();
    solver.close();
  }
}

function accessOf({ ask, values }: Solver) {
  return { ask, values };
}

/** Writes the questions, and has the other solvers answer them. */
async function crossChecked(
  path: string,
  asked: readonly Asked[],
): Promise<readonly OtherSolver[]> {
  if (asked.length === 0) return [];
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, fileText(asked.map(({ query }) => query)));
  return otherSolvers(path, asked);
}

function othersText(path: string, others: readonly OtherSolver[]): string {
  const lines = others.flatMap(({ name, answers, differs }) => [
    differs.length === 0
      ? `${name}: the same ${answers} answers`
      : `${name}: ${differs.length} of ${answers} answers differ`,
    ...differs.map((text) => `  ${text}`),
  ]);
  const none = "no other solver is installed (Debian: apt-get install z3 cvc5)";
  return `questions: ${path}\n${(lines.length === 0 ? [none] : lines).join("\n")}\n`;
}

/** The record of the posted patch, and of no other. */
function recordOf({ report, digest }: Proved): ProofRecord {
  if (digest !== POSTED_DIGEST || report.verdict !== "proved") {
    throw new UsageError(
      `--record: the posted patch, proved, is expected (C of sha256 ${POSTED_DIGEST.slice(0, 12)}; this is ${digest.slice(0, 12)}, ${report.verdict})`,
    );
  }
  return {
    generatedBy: "npm run prove -- PATCH --record",
    patch: { messageId: POSTED_MESSAGE, digest },
    ...currentDigests(),
    proof: report,
  };
}

async function runProve(given: string | undefined, flags: Flags): Promise<number> {
  const patch = given ?? join(packageRoot(), OWN_QUIRK);
  const names = given === undefined ? OWN_NAMES : cookieNames(flags, "prove");
  const { json, smt2 } = flags;
  const record = flags.record ? recordPath() : undefined;
  const outputs = [
    { path: json, textOf: (made: Proved) => checkedJson("proof", made.report) },
    { path: record, textOf: (made: Proved) => checkedJson("proof-record", recordOf(made)) },
  ];
  const make = () => proveFile(patch, names, smt2);
  const made = await writeResult({ inputs: [patch], outputs }, make);
  if (json !== "-") {
    await print(renderProof(made.report, given ?? OWN_QUIRK, isColoured(process.stdout)));
    if (made.report.questions > 0) await print(othersText(smt2, made.others));
  }
  const agree = made.others.every(({ differs }) => differs.length === 0);
  return made.report.verdict === "proved" && agree ? EXIT.asExpected : EXIT.notAsExpected;
}

async function main(): Promise<void> {
  const command = newCommand("prove")
    .description("prove the C of a patch equal to the model's handler, for every input")
    .argument("[patch]", "file; - for standard input", (text) => parseFileName("patch", text))
    .option("--record", "write reports/generated/proof.json, if this is the posted patch")
    .option(
      "--smt2 <file>",
      "where the questions are written",
      join(packageRoot(), "node_modules/.cache/quirkcheck", `proof-${process.pid}.smt2`),
    )
    .option("--json <file>", "write the result as JSON; - for standard output")
    .addHelpText("after", HELP)
    .action(async (patch: string | undefined, flags: Flags) => {
      process.exitCode = await runProve(patch, flags);
    });
  for (const option of nameOptions()) command.addOption(option);
  await command.parseAsync(process.argv.slice(2), { from: "user" });
}

await runProgram("prove", main);
