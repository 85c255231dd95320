/** `verify`: the checks themselves. */
import { type Command, Option } from "commander";
import { STEP_CHECKS, type StepCheckId } from "../../checks/machine/step-checks.js";
import {
  ARBITRARY,
  allocationsOf,
  limitsOf,
  USUAL_SCOPE,
  WHOLE,
} from "../../checks/verify/plan.js";
import { ALL_ASSUMPTIONS, ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { NAMED_GUESTS, type NamedGuest } from "../../model/world/guests/index.js";
import { wrappedItems } from "../../reports/columns.js";
import { jsonOption, parseFileName, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { nameOptions, namesFrom } from "../conform/names.js";
import { runVerifyPatch } from "../conform/verify-patch.js";
import { isFile } from "../designs.js";
import { UsageError } from "../errors.js";
import { jobsOption, jobsOr } from "../jobs.js";
import { didYouMean } from "../nearest.js";
import { parseShard } from "../shard/files.js";
import { writePart } from "../shard/part.js";
import { reportOf, writeReport } from "../shard/report.js";
import { doPart } from "../shard/run.js";
import { scopeOf } from "../shard/scope.js";
import { parseVectors } from "../vectors.js";
import { withThreads } from "../world-pool.js";
import { type ModeName, modeOf, type VerifyFlags } from "./verify-modes.js";

const HELP = `
First the handler's machine, every transition of it; then the world around it, with every set of up to
--order assumptions dropped. Verdicts: holds; violated (with a shortest path); unreachable (nothing of the
kind ever happened, so nothing was shown); incomplete (the search was cut short, never a pass).
Exit code 0 if every verdict, count and cut set is the committed one, else 1. With --drop or a named --guest,
and with a --quirk that is a file, 0 only if every invariant holds: unreachable and incomplete are no pass, nor
is a driver that nobody could read.
Such a quirk has to be pure: it is asked everything twice, and with another answer the exit code is 2.

With --complete then, for each invariant, what the cut sets found leave to drop is dropped whole, and nothing
may break: there are no larger ones. What is not proved so is told, and is no pass. Takes some minutes.

With --shard a part of the work, of any of these but --patch; all parts with the same other options. Exit code 0
if the part was done: what it found, 'merge' tells of all parts together.

With --patch only the world, with the compiled C of that patch as its quirk, beside the world with the model:
which cut sets went, and which came, each with a shortest way there, and whose shortest way has another length. Exit
code 0 if verdicts, cut sets and lengths are the same and all of the C is in the world: else what was not compared is
named. What the options --read to --trace-probe are for,
'conform --help' tells.

Invariants of one step of the handler (--invariant):
${STEP_CHECKS.map(({ id, claim }) => `  ${id.padEnd(25)} ${claim}`).join("\n")}

Assumptions (--drop):
${wrappedItems(
  ASSUMPTIONS.map(({ id }) => id),
  98,
)
  .map((line) => `  ${line}`)
  .join("\n")}

Guest drivers (--guest): only the world, with the vectors that this driver allocates
  ${ARBITRARY.padEnd(11)} one that does anything the assumptions kept allow, with --vectors: the verdicts' own
${NAMED_GUESTS.map(({ name, title }) => `  ${name.padEnd(11)} ${title}`).join("\n")}`;

export function verifyCommand(): Command {
  const command = newCommand("verify")
    .description("check the patch's handler on every transition, and the world around it")
    .addOption(
      new Option("--vectors <n>", "vectors used: a count or a range")
        .default(parseVectors("1-32"), "1-32")
        .argParser(parseVectors),
    )
    .addOption(
      new Option("--invariant <id>", "only this invariant of the machine").argParser(invariant),
    )
    .addOption(
      new Option("--order <n>", "assumptions dropped together in the world, 0 (no world) to 3")
        .default(undefined, "3; with --patch or --quirk 1")
        .argParser(parseOrder),
    )
    .addOption(
      new Option("--drop <ids>", "only the world, these assumptions dropped: ID,ID").argParser(
        parseAssumptions,
      ),
    )
    .addOption(
      new Option(
        "--quirk <name|file>",
        "only the world, with another design in the patch's place: a name (compare --help, or msix) or ./my-quirk.ts",
      ),
    )
    .addOption(
      new Option(
        "--guest <name>",
        `only the world, with this guest driver, perhaps with --drop (default: ${ARBITRARY})`,
      ).argParser(parseGuest),
    )
    .addOption(completeOption())
    .option("--exact", "the world with every vector offset, not one of each class")
    .addOption(jsonOption())
    .addOption(
      new Option("--patch <file>", "the world with the C of this patch as its quirk").argParser(
        (text) => parseFileName("--patch", text),
      ),
    )
    .addOption(
      new Option(
        "--shard <part>",
        "only a part of the work, as 2/8, for merge; with --json FILE",
      ).argParser(parseShard),
    )
    .addOption(memoryOption())
    .addOption(jobsOption())
    .addHelpText("after", HELP)
    .action(async (said: SaidFlags, given: Command) => {
      const flags = { ...said, guest: said.guest === ARBITRARY ? undefined : said.guest };
      const mode = modeOf(flags, given);
      const isGiven = given.getOptionValueSource("vectors") !== "default";
      if (flags.guest !== undefined && isGiven) requireAllocation(flags.guest, flags.vectors);
      process.exitCode = await (mode === "patch" ? verifyCompiled(flags) : verify(mode, flags));
    });
  for (const option of nameOptions()) command.addOption(option.hideHelp());
  return command;
}

/** As commander has them. */
interface SaidFlags extends Omit<VerifyFlags, "guest"> {
  readonly guest?: NamedGuest | typeof ARBITRARY;
}

function memoryOption(): Option {
  return new Option(
    "--memory <MiB>",
    "most that the states of one search may take: else incomplete",
  )
    .default(undefined, String(USUAL_SCOPE.memory))
    .argParser(parseMemory);
}

function completeOption(): Option {
  return new Option(
    "--complete",
    "prove that there are no cut sets of any larger size, or say what is not proved",
  );
}

/** The compiled C in the place of the model's handler. */
function verifyCompiled(flags: VerifyFlags): Promise<number> {
  const { patch = "", vectors, order = 1, exact = false, json } = flags;
  const limits = limitsOf({ ...USUAL_SCOPE, ...flags });
  const world = { allocations: allocationsOf(vectors), order, exact, limits };
  return runVerifyPatch({ patch, names: namesFrom(flags), ...world, json });
}

/** All that divides: whole it is part 1 of 1. */
async function verify(mode: Exclude<ModeName, "patch">, flags: VerifyFlags): Promise<number> {
  const { quirk, shard = WHOLE, json } = flags;
  const scope = await scopeOf(mode, flags);
  const files = { json, inputs: isFile(quirk) ? [quirk] : [] };
  // How large a search of every offset gets, nobody measured.
  const jobs = jobsOr(flags.jobs, flags.memory ?? (scope.exact ? scope.memory : undefined));
  const run = () => withThreads(jobs, "verify", (threads) => doPart(threads, scope, shard));
  if (flags.shard !== undefined) return writePart(scope, shard, files, run);
  return writeReport(files, async () => reportOf(scope, [await run()]));
}

function parseOrder(text: string): number {
  const order = parseUnsigned("--order", text, 8);
  if (order > 3) throw new UsageError(`--order: ${text} is not 0, 1, 2 or 3`);
  return order;
}

function parseMemory(text: string): number {
  const memory = parseUnsigned("--memory", text, 24);
  if (memory === 0) throw new UsageError("--memory: a search of no memory at all is none");
  return memory;
}

/** Each once, in the order given. */
function parseAssumptions(text: string): readonly AssumptionId[] {
  const ids = text.split(",").map((id) => {
    const found = ALL_ASSUMPTIONS.find((known) => known.id === id.trim());
    if (found === undefined) {
      const ids = ALL_ASSUMPTIONS.map((known) => known.id);
      const meant = didYouMean(id.trim(), ids, "verify --help lists them");
      throw new UsageError(`--drop: '${id}' is no assumption: ${meant}`);
    }
    return found.id;
  });
  return [...new Set(ids)];
}

/** The arbitrary one by its name: commander takes undefined for an option without a value. */
function parseGuest(text: string): NamedGuest | typeof ARBITRARY {
  if (text === ARBITRARY) return text;
  const found = NAMED_GUESTS.find(({ name }) => name === text);
  if (found === undefined) {
    const known = [ARBITRARY, ...NAMED_GUESTS.map(({ name }) => name)];
    throw new UsageError(`--guest: '${text}' is no guest: ${didYouMean(text, known)}`);
  }
  return found;
}

/** A named guest has its own vectors; the same said once more is no contradiction. */
function requireAllocation({ name, allocated }: NamedGuest, vectors: readonly number[]): void {
  if (vectors.length === 1 && vectors[0] === allocated) return;
  throw new UsageError(`--vectors: ${name} allocates ${allocated}, leave the option out`);
}

function invariant(text: string): StepCheckId {
  const found = STEP_CHECKS.find(({ id }) => id === text);
  if (found === undefined) {
    const known = STEP_CHECKS.map(({ id }) => id);
    throw new UsageError(`--invariant: '${text}' is no invariant: ${didYouMean(text, known)}`);
  }
  return found.id;
}
