/**
 * `npm run mutants`: the model changed one place at a time, and which check notices.
 *
 * A tool of the repository, not of the product: it needs the development dependencies and the tests.
 */
import { CommanderError } from "commander";
import { EQUIVALENT } from "../checks/mutants/equivalent.js";
import { isAccountedFor, judgeMutants, type MutantsReport } from "../checks/mutants/findings.js";
import { newCommand } from "../cli/command.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { isColoured, print, writeResult } from "../cli/output.js";
import { checkedJson } from "../cli/schemas.js";
import { renderMutants } from "../reports/render/mutants-text.js";
import { changedSince } from "./mutants/changed-lines.js";
import { runMutants } from "./mutants/stryker.js";

/** What is changed when nothing else is asked for. */
const HANDLER = [
  "model/bits.ts",
  "model/invariants.ts",
  "model/qemu/*.ts",
  "model/quirks/as-posted/*.ts",
];
const OF_HANDLER = /^model\/(?:bits\.ts|invariants\.ts|qemu\/|quirks\/as-posted\/)/;
const WORLD = ["model/world/*.ts"];
/** Results of earlier runs: what has not changed since is not run again. */
const KEPT = "node_modules/.cache/quirkcheck/mutants.json";

interface Flags {
  readonly mutate?: readonly string[];
  readonly since?: string;
  readonly world?: true;
  readonly afresh?: true;
  readonly kept: string;
  readonly json?: string;
}

const HELP = `
Without --mutate, --since or --world: ${HANDLER.join(", ")}.
Operators: StrykerJS's without string literals, and GuardNegated, TransitionDropped, TargetChanged,
ActionDropped, BranchOrder, ConstantOffByOne and WrongMask.
Exit code 0 if every mutant is killed or has its reason in checks/mutants/equivalent.ts, 1 if not.`;

/** What to change, and whether it is only part of the files. */
function chosenBy({ mutate, since, world }: Flags) {
  const given = [mutate, since, world].filter((flag) => flag !== undefined);
  if (given.length > 1) throw new UsageError("--mutate, --since and --world exclude each other");
  if (since !== undefined) {
    return { places: changedSince(since).filter((place) => OF_HANDLER.test(place)), partial: true };
  }
  for (const place of mutate ?? []) {
    if (!place.startsWith("model/")) {
      throw new UsageError(`--mutate ${place}: a file or glob that begins with model/ is expected`);
    }
  }
  const places = mutate ?? (world ? WORLD : HANDLER);
  return { places, partial: places.some((place) => /:\d+/.test(place)) };
}

async function mutants(flags: Flags): Promise<number> {
  const { json, kept, afresh = false, since } = flags;
  const { places, partial } = chosenBy(flags);
  const make = async (): Promise<MutantsReport> => {
    // What a change costs must not depend on what was run before.
    const run = { mutate: places, kept: since === undefined ? kept : undefined, afresh };
    const tried = places.length === 0 ? [] : await runMutants(run);
    if (tried.length === 0 && since === undefined) {
      throw new UsageError(`${places.join(", ")}: nothing to change there`);
    }
    return judgeMutants(tried, { equivalent: EQUIVALENT, partial });
  };
  const textOf = (made: MutantsReport) => checkedJson("mutants", made);
  const report = await writeResult(
    { inputs: kept === undefined ? [] : [kept], outputs: [{ path: json, textOf }] },
    make,
  );
  if (json !== "-") await print(renderMutants(report, isColoured(process.stdout)));
  return isAccountedFor(report) ? EXIT.asExpected : EXIT.notAsExpected;
}

async function main(): Promise<void> {
  const command = newCommand("mutants")
    .description("change the model one place at a time, and see which check notices")
    .option("--mutate <globs...>", "what to change; a file may have lines: model/bits.ts:20-30")
    .option("--since <commit>", "only the lines that changed since, for CI")
    .option("--world", "the world instead of the handler")
    .option("--afresh", "run every mutant again, whatever is known of it")
    .option("--kept <file>", "results of earlier runs", KEPT)
    .option("--json <file>", "write the result as JSON; - for standard output")
    .addHelpText("after", HELP)
    .action(async (flags: Flags) => {
      process.exitCode = await mutants(flags);
    });
  try {
    await command.parseAsync(process.argv.slice(2), { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const bad = error instanceof UsageError;
    const text = bad ? error.message : `a defect of quirkcheck: ${String((error as Error).stack)}`;
    process.stderr.write(`mutants: ${text}\n`);
    process.exitCode = bad ? EXIT.badUse : EXIT.defect;
  }
}

await main();
