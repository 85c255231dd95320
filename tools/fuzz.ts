/**
 * `npm run fuzz`: random input of every kind, and what must hold of each (tools/fuzz/outcome.ts).
 *
 * A tool of the repository, not of the product: it needs test/fixtures/, and for compiled patches tools/clang.
 */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Option } from "commander";
import { parseUnsigned } from "../cli/arguments.js";
import { newCommand } from "../cli/command.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { print } from "../cli/output.js";
import { packageRoot } from "../cli/package-root.js";
import { runProgram } from "../cli/program.js";
import { Progress } from "../cli/progress.js";
import { LogFuzz } from "./fuzz/logs.js";
import { OptionFuzz } from "./fuzz/options.js";
import { Finding } from "./fuzz/outcome.js";
import { PartFuzz } from "./fuzz/parts.js";
import { PatchFuzz } from "./fuzz/patches.js";
import { QuirkFuzz } from "./fuzz/quirks.js";
import { Random } from "./fuzz/random.js";

interface Flags {
  readonly runs: number;
  readonly seed: number;
  readonly only?: string;
}

/** A kind of input. */
interface Kind {
  readonly name: string;
  readonly runs: number;
  readonly start?: () => Promise<void>;
  readonly run: (random: Random) => Promise<void>;
}

/** Compiled or loaded, these take long: as many as there are of 10,000 others. */
const [COMPILED_OF_10000, LOADED_OF_10000] = [20, 200];
/** Parts, lists and patches beyond this number show nothing that a seed of its own would not. */
const MOST_BUT_LOGS = 10_000;

const HELP = `
Of each run: it ends in time with a result or a refusal of one line, never otherwise; a second time it gives the same;
no file is there that was not named. Logs by the grammar give what a second reference, written from the C, gives.
--runs is the number of logs; of the other kinds there are as many, at most ${MOST_BUT_LOGS}, of users' quirks ${LOADED_OF_10000} and of
compiled patches ${COMPILED_OF_10000} for 10,000. A finding is told with its kind, seed and input; --seed SEED --only KIND does it again.
Exit code 0 if nothing was found, else 1.`;

async function fuzz(flags: Flags): Promise<number> {
  const made = () => mkdtemp(join(tmpdir(), "quirkcheck-fuzz-"));
  // Options name files that are written: not where this is begun.
  const [folder, elsewhere, here] = [await made(), await made(), process.cwd()];
  const logs = new LogFuzz();
  process.chdir(elsewhere);
  try {
    for (const kind of kindsOf(flags, folder, logs)) {
      if (flags.only !== undefined && flags.only !== kind.name) continue;
      if (!(await runKind(kind, flags.seed))) return EXIT.notAsExpected;
    }
  } finally {
    process.chdir(here);
    for (const each of [folder, elsewhere]) await rm(each, { recursive: true });
  }
  const share = logs.writes === 0 ? 1 : logs.dataBranches / logs.writes;
  if (share >= 1 / 3) return EXIT.asExpected;
  await print(
    `only ${Math.round(100 * share)} of 100 writes are in a branch of the data register\n`,
  );
  return EXIT.notAsExpected;
}

/** Of no run nothing is found, which shows nothing. */
function runsOf(text: string): number {
  const runs = parseUnsigned("--runs", text, 32);
  if (runs === 0) throw new UsageError("--runs: a number from 1 is expected");
  return runs;
}

function kindsOf({ runs }: Flags, folder: string, logs: LogFuzz): readonly Kind[] {
  const others = Math.min(runs, MOST_BUT_LOGS);
  const few = (of10000: number) => Math.ceil((others * of10000) / 10_000);
  const [options, parts] = [new OptionFuzz(folder), new PartFuzz(folder)];
  const [quirks, patches] = [new QuirkFuzz(folder), new PatchFuzz()];
  const hasCompiler = existsSync(join(packageRoot(), "tools/clang/node_modules"));
  return [
    { name: "logs", runs, run: (random) => logs.run(random) },
    {
      ...{ name: "options", runs: others, start: () => options.start() },
      run: (random) => options.run(random),
    },
    {
      ...{ name: "parts", runs: others, start: () => parts.start() },
      run: (random) => parts.run(random),
    },
    { name: "patches", runs: others, run: (random) => patches.run(random) },
    {
      ...{ name: "compiled", runs: hasCompiler ? few(COMPILED_OF_10000) : 0 },
      run: (random) => patches.compile(random),
    },
    { name: "quirks", runs: few(LOADED_OF_10000), run: (random) => quirks.run(random) },
  ];
}

/** @returns whether nothing was found */
async function runKind({ name, runs, start, run }: Kind, seed: number): Promise<boolean> {
  const begun = performance.now();
  const progress = new Progress(process.stderr);
  await start?.();
  for (let i = 0; i < runs; i++) {
    progress.update(`${name}: ${i} of ${runs}`);
    try {
      await run(new Random(seed + i));
    } catch (error) {
      if (!(error instanceof Finding)) throw error;
      progress.clear();
      await print(`${name}, --seed ${seed + i} --only ${name}: ${error.message}\n`);
      return false;
    }
  }
  progress.clear();
  const seconds = Math.round((performance.now() - begun) / 1000);
  await print(`${name}: ${runs} runs, nothing found (${seconds} s)\n`);
  return true;
}

const command = newCommand("fuzz")
  .description("random input of every kind, and what must hold of each")
  .addOption(new Option("--runs <n>", "logs").default(10_000).argParser(runsOf))
  .addOption(
    new Option("--seed <n>", "of the first run; each next has the next")
      .default(20240812)
      .argParser((text) => parseUnsigned("--seed", text, 31)),
  )
  .addOption(
    new Option("--only <kind>", "one kind").choices([
      ...["logs", "options", "parts", "patches", "compiled", "quirks"],
    ]),
  )
  .addHelpText("after", HELP)
  .action(async (flags: Flags) => {
    process.exitCode = await fuzz(flags);
  });

await runProgram("fuzz", () => command.parseAsync());
