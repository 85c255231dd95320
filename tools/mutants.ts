/**
 * `npm run mutants`: the model changed one place at a time, and which check notices.
 *
 * A tool of the repository, not of the product: it needs the development dependencies and the tests.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { newCommand } from "../cli/command.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { isColoured, print, writeResult } from "../cli/output.js";
import { runProgram } from "../cli/program.js";
import { checkedJson } from "../cli/schemas.js";
import { changedSince, thinned } from "./mutants/changed-lines.js";
import { EQUIVALENT } from "./mutants/equivalent/index.js";
import {
  isAccountedFor,
  judgeMutants,
  type MutantsReport,
  type TriedMutant,
} from "./mutants/findings.js";
import { isOfPart, placesOf, SUITES, type Suite, wholeOf } from "./mutants/suites.js";
import { renderMutants } from "./mutants/text.js";

/** Results of earlier runs: what has not changed since is not run again. */
const KEPT = "node_modules/.cache/quirkcheck";

interface Flags {
  readonly mutate?: readonly string[];
  readonly since?: string;
  readonly mostLines?: string;
  readonly part?: readonly string[];
  readonly afresh?: true;
  readonly first?: true;
  readonly kept: string;
  readonly jobs: string;
  readonly json?: string;
}

const HELP = `
Parts: ${SUITES.map(({ name, roots }) => `${name} (${roots.join(", ")})`).join("; ")}.
Operators: StrykerJS's without string literals, and GuardNegated, TransitionDropped, TargetChanged,
ActionDropped, BranchOrder, ConstantOffByOne and WrongMask.
Exit code 0 if every mutant is killed or has its reason in tools/mutants/equivalent/, 1 if not.`;

/** What to change, and whether it is only part of the files. */
function chosenBy({ mutate, since, part, mostLines }: Flags): {
  places: readonly string[];
  partial: boolean;
} {
  const given = [mutate, since, part].filter((flag) => flag !== undefined);
  if (given.length > 1) throw new UsageError("--mutate, --since and --part exclude each other");
  if (since !== undefined) return { places: changedPlaces(since, mostLines), partial: true };
  for (const place of mutate ?? []) {
    if (!place.startsWith("model/")) {
      throw new UsageError(`--mutate ${place}: a file or glob that begins with model/ is expected`);
    }
  }
  const places = mutate ?? partsCalled(part).flatMap(wholeOf);
  return { places, partial: places.some((place) => /:\d+/.test(place)) };
}

/** The changed lines that are of a part; told on standard error if they are too many. */
function changedPlaces(since: string, mostLines: string | undefined): readonly string[] {
  const places = changedSince(since).filter(isOfPart);
  if (mostLines === undefined) return places;
  const chosen = thinned(places, wholeNumber("--most-lines", mostLines));
  if (chosen !== places) {
    process.stderr.write(
      `mutants: more than ${mostLines} lines changed; so many of them, evenly\n`,
    );
  }
  return chosen;
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`${flag} ${text}: a whole number from 1 is expected`);
}

function partsCalled(names: readonly string[] | undefined): readonly Suite[] {
  if (names === undefined) return SUITES;
  return names.map((wanted) => {
    const found = SUITES.find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    const known = SUITES.map(({ name }) => name).join(", ");
    throw new UsageError(`--part ${wanted}: one of ${known} is expected`);
  });
}

/** Runs each part's share of the places with the part's own tests. */
async function runParts(places: readonly string[], flags: Flags): Promise<readonly TriedMutant[]> {
  const { kept, afresh = false, first = false, since } = flags;
  const concurrency = wholeNumber("--jobs", flags.jobs);
  // StrykerJS is slow to load, and bad use is told without it.
  const { runMutants } = await import("./mutants/stryker.js");
  const tried: TriedMutant[] = [];
  for (const suite of SUITES) {
    const mutate = placesOf(suite, places);
    if (mutate.length === 0) continue;
    // What a change costs must not depend on what was run before.
    const file = since === undefined ? join(kept, `mutants-${suite.name}.json`) : undefined;
    const { tests, slower } = suite;
    tried.push(
      ...(await runMutants({ mutate, tests, slower, kept: file, afresh, first, concurrency })),
    );
  }
  return tried;
}

async function mutants(flags: Flags): Promise<number> {
  const { json, since, first = false } = flags;
  const { places, partial } = chosenBy(flags);
  const make = async (): Promise<MutantsReport> => {
    const tried = await runParts(places, flags);
    if (tried.length === 0 && since === undefined) {
      throw new UsageError(`${places.join(", ")}: nothing to change there`);
    }
    return judgeMutants(tried, { equivalent: EQUIVALENT, partial, first });
  };
  const textOf = (made: MutantsReport) => checkedJson("mutants", made);
  const report = await writeResult({ outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(renderMutants(report, isColoured(process.stdout)));
  return isAccountedFor(report) ? EXIT.asExpected : EXIT.notAsExpected;
}

async function main(): Promise<void> {
  const command = newCommand("mutants")
    .description("change the model one place at a time, and see which check notices")
    .option("--mutate <globs...>", "what to change; a file may have lines: model/bits.ts:20-30")
    .option("--since <commit>", "only the lines that changed since, for CI")
    .option("--most-lines <number>", "with --since: of more lines than that, so many, evenly")
    .option("--part <names...>", `only ${SUITES.map(({ name }) => name).join(", ")}`)
    .option("--afresh", "run every mutant again, whatever is known of it")
    .option("--first", "leave a mutant at the first check that notices: quicker, and tells less")
    .option("--kept <directory>", "results of earlier runs", KEPT)
    .option("--jobs <number>", "processes at a time", String(Math.min(2, availableParallelism())))
    .option("--json <file>", "write the result as JSON; - for standard output")
    .addHelpText("after", HELP)
    .action(async (flags: Flags) => {
      process.exitCode = await mutants(flags);
    });
  await command.parseAsync(process.argv.slice(2), { from: "user" });
}

await runProgram("mutants", main);
