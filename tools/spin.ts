/**
 * `npm run spin`: the world as the explorer sees it against the same world in Promela, under SPIN.
 *
 * A tool of the repository, not of the product: it needs tools/spin/*.pml, spin and a C compiler.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { newCommand } from "../cli/command.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { isColoured, print, writeResult } from "../cli/output.js";
import { packageRoot } from "../cli/package-root.js";
import { runProgram } from "../cli/program.js";
import { Progress } from "../cli/progress.js";
import { checkedJson } from "../cli/schemas.js";
import {
  type Configuration,
  fullConfigurations,
  pairConfigurations,
  quickConfigurations,
} from "./spin/configurations.js";
import { explorerSide } from "./spin/explorer-side.js";
import {
  compareFindings,
  type Findings,
  type SpinComparison,
  type SpinReport,
} from "./spin/findings.js";
import { renderSpin } from "./spin/text.js";
import { breadthFirstVerdicts, depthFirstFindings } from "./spin/verifier-output.js";

const run = promisify(execFile);

/** Shortest lengths are compared for this allocation. */
const LENGTHS_FOR = 2;
const OUTPUT_LIMIT = 1 << 24;

interface Flags {
  readonly quick?: true;
  readonly pairs?: true;
  readonly json?: string;
}

const HELP = `
Compared: the number of reachable states and a fingerprint of their set, the number of transitions, the
verdict of every invariant, and for ${LENGTHS_FOR} vectors the length of every shortest counterexample. Nothing is left
out of the world.
Exit code 0 if both sides agree everywhere, 1 if they differ, 2 if spin or a C compiler is missing.`;

async function compareAll(flags: Flags): Promise<number> {
  const configurations = configurationsFor(flags);
  const make = () => withVerifiers((verifiers) => compareWith(verifiers, configurations));
  const { json } = flags;
  const textOf = (made: SpinReport) => checkedJson("spin", made);
  const report = await writeResult({ outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(renderSpin(report, isColoured(process.stdout)));
  return report.agree ? EXIT.asExpected : EXIT.notAsExpected;
}

function configurationsFor({ quick, pairs }: Flags): readonly Configuration[] {
  if (quick !== undefined && pairs !== undefined) {
    throw new UsageError("--quick and --pairs exclude each other");
  }
  if (pairs) return pairConfigurations();
  return quick ? quickConfigurations() : fullConfigurations();
}

/** The two verifiers made of the one model, in a folder that is removed afterwards. */
interface Verifiers {
  readonly depthFirst: string;
  readonly breadthFirst: string;
}

async function withVerifiers<Result>(use: (verifiers: Verifiers) => Promise<Result>) {
  const folder = await mkdtemp(join(tmpdir(), "quirkcheck-spin-"));
  try {
    const model = join(packageRoot(), "tools/spin/world.pml");
    // -o1 -o2 -o3: no variable is dropped or reset because nothing reads it later, no steps are merged.
    await tool("spin", ["-a", "-o1", "-o2", "-o3", model], folder);
    const [depthFirst, breadthFirst] = [join(folder, "dfs"), join(folder, "bfs")];
    const options = ["-O2", "-w", "-DSAFETY", "-DNOREDUCE"];
    await Promise.all([
      tool("gcc", [...options, "-o", depthFirst, "pan.c"], folder),
      tool("gcc", [...options, "-DBFS", "-o", breadthFirst, "pan.c"], folder),
    ]);
    return await use({ depthFirst, breadthFirst });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tool(name: string, options: readonly string[], folder: string): Promise<void> {
  try {
    await run(name, options, { cwd: folder, maxBuffer: OUTPUT_LIMIT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new UsageError(`${name} is not installed: on Debian, apt-get install spin gcc`);
  }
}

async function compareWith(
  verifiers: Verifiers,
  configurations: readonly Configuration[],
): Promise<SpinReport> {
  const progress = new Progress(process.stderr);
  const explorer = explorerSide();
  const comparisons: SpinComparison[] = [];
  for (const [at, configuration] of configurations.entries()) {
    const { vectors, dropped } = configuration;
    progress.update(`${at + 1} of ${configurations.length}: ${vectors} vectors, ${dropped.join()}`);
    const lengths = vectors === LENGTHS_FOR;
    // The verifiers run beside the explorer.
    const running = spinSide(verifiers, configuration, lengths);
    const [ours, spin] = [explorer(configuration), await running];
    comparisons.push(compareFindings(configuration, { explorer: ours, spin, lengths }));
  }
  progress.clear();
  return { comparisons, agree: comparisons.every(({ differences }) => differences.length === 0) };
}

async function spinSide(
  { depthFirst, breadthFirst }: Verifiers,
  { vectors, dropped }: Configuration,
  lengths: boolean,
): Promise<Findings> {
  const env = { ...process.env, VECTORS: String(vectors), DROP: dropped.join(",") };
  const options = { env, maxBuffer: OUTPUT_LIMIT };
  // -E: the world has no end state. -m: the longest way, in steps. -w: slots of the hash table, as log2.
  const deep = run(depthFirst, ["-E", "-m1000000", "-w20"], options);
  const broad = lengths ? run(breadthFirst, ["-E", "-w22"], options) : undefined;
  const findings = depthFirstFindings((await deep).stdout);
  if (broad === undefined) return findings;
  return { ...findings, verdicts: breadthFirstVerdicts((await broad).stdout) };
}

async function main(): Promise<void> {
  const command = newCommand("spin")
    .description("compare the explorer with SPIN on a second model of the world, in Promela")
    .option("--quick", "a few configurations, for CI")
    .option("--pairs", "every pair of assumptions, two vectors")
    .option("--json <file>", "write the result as JSON; - for standard output")
    .addHelpText("after", HELP)
    .action(async (flags: Flags) => {
      process.exitCode = await compareAll(flags);
    });
  await command.parseAsync(process.argv.slice(2), { from: "user" });
}

await runProgram("spin", main);
