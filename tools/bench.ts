/**
 * `npm run bench`: how fast the explorer is, beside what one would take instead.
 *
 * A tool of the repository, not of the product: it needs spin, a C compiler and the development dependencies.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newCommand } from "../cli/command.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { isColoured, print, writeResult } from "../cli/output.js";
import { runProgram } from "../cli/program.js";
import { checkedJson } from "../cli/schemas.js";
import { FULL, QUICK } from "./bench/models.js";
import { plot } from "./bench/plot.js";
import type { BenchReport } from "./bench/report.js";
import { type BenchOptions, benchAll, CountsDifferError } from "./bench/run.js";
import { renderBench } from "./bench/text.js";

interface Flags {
  readonly quick?: true;
  readonly runs?: string;
  readonly json?: string;
  readonly plot?: string;
}

const HELP = `
Engines: the explorer with a bitmap (explorer) and with a hash table (explorer-hash); a breadth-first search
written by hand in C, with both (c, c-hash); SPIN (spin) where it would hold less than 4 GiB; @xstate/graph
(xstate-graph) where it needs less than a minute.
Exit code 0 if all engines count the same states and transitions, 1 if they differ, 2 if spin or a C
compiler is missing.`;

async function bench(flags: Flags): Promise<number> {
  const { json, plot: picture } = flags;
  const make = async (): Promise<BenchReport> => {
    const options = optionsOf(flags);
    const folder = await mkdtemp(join(tmpdir(), "quirkcheck-bench-"));
    try {
      return await benchAll({ ...options, folder });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const outputs = [
    { path: json, textOf: (made: BenchReport) => checkedJson("bench", made) },
    { path: picture, textOf: plot },
  ];
  const report = await writeResult({ outputs }, make);
  if (json !== "-") await print(renderBench(report, isColoured(process.stdout)));
  return EXIT.asExpected;
}

function optionsOf({ quick, runs = quick ? "1" : "3" }: Flags): Omit<BenchOptions, "folder"> {
  if (!/^[1-9]\d?$/.test(runs)) {
    throw new UsageError(`--runs: '${runs}' is no whole number from 1 to 99`);
  }
  return {
    models: quick ? QUICK : FULL,
    runs: Number(runs),
    patience: { graph: quick ? 10 : 60, spinBytes: 4 * 2 ** 30 },
    tell: (text) => process.stderr.write(`bench: ${text}\n`),
  };
}

/** Engines that count differently are a result, and no defect. @throws whatever else it is */
function differing(error: unknown): number {
  if (!(error instanceof CountsDifferError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  return EXIT.notAsExpected;
}

async function main(): Promise<void> {
  const command = newCommand("bench")
    .description("time the explorer beside SPIN, @xstate/graph and a search written in C")
    .option("--quick", "small models, each engine once: a minute")
    .option(
      "--runs <count>",
      "runs of each engine on each model, of which the median counts: fewer if they take long",
    )
    .option("--json <file>", "write the result as JSON; - for standard output")
    .option("--plot <file>", "draw rate and memory against size, as SVG")
    .addHelpText("after", HELP)
    .action(async (flags: Flags) => {
      process.exitCode = await bench(flags).catch(differing);
    });
  await command.parseAsync(process.argv.slice(2), { from: "user" });
}

await runProgram("bench", main);
