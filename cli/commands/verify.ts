/** `verify`: the checks themselves. */
import { type Command, Option } from "commander";
import { STEP_CHECKS, type StepCheckId } from "../../checks/paths/step-checks.js";
import { allocationsOf, type Shard, WHOLE } from "../../checks/shards/plan.js";
import {
  type DroppedVerdict,
  type DropReport,
  dropAssumptions,
  verifyGuest,
} from "../../checks/world/drop.js";
import { ALL_ASSUMPTIONS, ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import { NAMED_GUESTS, type NamedGuest } from "../../model/world/guests/index.js";
import { renderDrop } from "../../reports/render/world-text.js";
import { parseFileName, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { type NameFlags, nameOptions, namesFrom } from "../conform/names.js";
import { runVerifyPatch } from "../conform/verify-patch.js";
import { findDesign } from "../designs.js";
import { EXIT, UsageError } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { parseShard } from "../shard/files.js";
import { writePart } from "../shard/part.js";
import { reportOf, writeVerifyReport } from "../shard/report.js";
import { proveWhole, runPart, worldTeller } from "../shard/run.js";
import { parseVectors } from "../vectors.js";
import { verifyQuirk } from "./verify-quirk.js";

interface VerifyFlags extends NameFlags {
  readonly vectors: readonly number[];
  readonly invariant?: StepCheckId;
  readonly order?: number;
  readonly exact?: true;
  readonly drop?: readonly AssumptionId[];
  readonly complete?: true;
  readonly quirk?: string;
  /** Undefined for the arbitrary guest. */
  readonly guest?: NamedGuest | undefined;
  readonly json?: string;
  readonly patch?: string;
  readonly shard?: Shard;
}

const ARBITRARY = "arbitrary";

const HELP = `
First the handler's machine, every transition of it; then the world around it, with every set of up to
--order assumptions dropped. Verdicts: holds; violated (with a shortest path); unreachable (nothing of the
kind ever happened, so nothing was shown); incomplete (the search was cut short, never a pass).
Exit code 0 if every verdict, count and cut set is the committed one (with --drop or a named --guest: if
all hold, and an unreachable one does not), else 1.

With --complete then, for each invariant, what the cut sets found leave to drop is dropped whole, and nothing
may break: there are no larger ones. What is not proved so is told, and is no pass. Takes some minutes.

With --shard exit code 0 if the part was done: what it found, 'merge' tells of all parts together.

With --patch only the world, with the compiled C of that patch as its quirk, beside the world with the model:
which cut sets went, and which came, each with a shortest way there. Exit code 0 if they are the same. What the
options --read to --trace-probe are for, 'conform --help' tells.

Invariants of one step of the handler (--invariant):
${STEP_CHECKS.map(({ id, claim }) => `  ${id.padEnd(25)} ${claim}`).join("\n")}

Assumptions (--drop):
${wrapped(ASSUMPTIONS.map(({ id }) => id))}

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
        .default(undefined, "3, with --patch 1")
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
        "only the world, with another design in the patch's place: a name (compare --help) or ./my-quirk.ts",
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
    .addOption(
      new Option("--json <file>", "write the result as JSON; - for standard output").argParser(
        (text) => parseFileName("--json", text),
      ),
    )
    .addOption(
      new Option("--patch <file>", "the world with the C of this patch as its quirk")
        .argParser((text) => parseFileName("--patch", text))
        .conflicts(["drop", "guest", "invariant"]),
    )
    .addOption(
      new Option("--shard <part>", "only a part of the work, as 2/8, for merge; with --json FILE")
        .argParser(parseShard)
        .conflicts(["drop", "guest", "patch", "quirk"]),
    )
    .addHelpText("after", HELP)
    .action(async (flags: VerifyFlags, given: Command) => {
      const isGiven = given.getOptionValueSource("vectors") !== "default";
      if (flags.guest !== undefined && isGiven) requireAllocation(flags.guest, flags.vectors);
      process.exitCode = await chosen(flags);
    });
  for (const option of nameOptions()) command.addOption(option.hideHelp());
  return command;
}

function completeOption(): Option {
  return new Option(
    "--complete",
    "prove that there are no cut sets of any larger size, or say what is not proved",
  ).conflicts(["drop", "guest", "invariant", "patch", "quirk", "shard"]);
}

/** Runs what the options ask for. */
async function chosen(flags: VerifyFlags): Promise<number> {
  const { patch, drop, guest, quirk } = flags;
  if (patch !== undefined) return verifyCompiled(patch, flags);
  if (drop !== undefined || guest !== undefined) return verifyDrop(flags);
  return quirk === undefined ? verify(flags) : verifyDesign(quirk, flags);
}

/** The compiled C in the place of the model's handler. */
async function verifyCompiled(patch: string, flags: VerifyFlags): Promise<number> {
  const { vectors, order = 1, exact = false, json } = flags;
  if (order === 0) throw new UsageError("--order: with --patch 1, 2 or 3 is expected");
  const allocations = allocationsOf(vectors);
  return runVerifyPatch({ patch, names: namesFrom(flags), allocations, order, exact, json });
}

/** Another design in the patch's place. */
async function verifyDesign(quirk: string, flags: VerifyFlags): Promise<number> {
  const { vectors, order = 1, exact = false, json } = flags;
  const progress = new Progress(process.stderr);
  const options = { quirk, allocations: allocationsOf(vectors), order, exact };
  const code = await verifyQuirk(
    { ...options, ...(json === undefined ? {} : { json }) },
    worldTeller(progress),
  );
  progress.clear();
  return code;
}

function verify(flags: VerifyFlags): Promise<number> {
  const { vectors, invariant: check = null, order = 3, exact = false, json } = flags;
  const scope = { quirk: AS_POSTED.name, vectors, invariant: check, order, exact };
  if (flags.shard !== undefined) return writePart(scope, flags.shard, json);
  if (flags.complete === true && order === 0) {
    throw new UsageError("--complete: with --order 0 there is no world to prove anything of");
  }
  return writeVerifyReport(json, async () => {
    const part = await runPart(scope, WHOLE);
    const proofs = flags.complete === true ? await proveWhole(scope, part) : null;
    return reportOf(scope, [part], proofs);
  });
}

async function verifyDrop(flags: VerifyFlags): Promise<number> {
  const { drop = [], guest, json, exact, vectors } = flags;
  const progress = new Progress(process.stderr);
  const { quirk, terms } = await findDesign(flags.quirk ?? "as-posted");
  const onProgress = (what: string) => progress.update(what);
  const run = () =>
    guest === undefined
      ? dropAssumptions({
          dropped: drop,
          allocations: allocationsOf(vectors),
          exact: exact === true,
          quirk,
          terms,
          onProgress,
        })
      : verifyGuest(guest, { dropped: drop, quirk, terms, onProgress });
  const name = guest?.name ?? ARBITRARY;
  const shape = (verdicts: readonly DroppedVerdict[]): DropReport => ({
    guest: name,
    dropped: drop,
    verdicts,
  });
  const verdicts =
    json === undefined
      ? run()
      : await writeResult(json, run, (made) => checkedJson("drop", shape(made)));
  progress.clear();
  if (json !== "-") await print(renderDrop({ guest, drop, verdicts }, isColoured(process.stdout)));
  const holds = verdicts.every(({ verdict }) => verdict === "holds");
  return holds ? EXIT.asExpected : EXIT.notAsExpected;
}

function parseOrder(text: string): number {
  const order = parseUnsigned("--order", text, 8);
  if (order > 3) throw new UsageError(`--order: ${text} is not 0, 1, 2 or 3`);
  return order;
}

function parseAssumptions(text: string): readonly AssumptionId[] {
  return text.split(",").map((id) => {
    const found = ALL_ASSUMPTIONS.find((known) => known.id === id.trim());
    if (found === undefined) {
      throw new UsageError(`--drop: '${id}' is no assumption (verify --help lists them)`);
    }
    return found.id;
  });
}

function parseGuest(text: string): NamedGuest | undefined {
  if (text === ARBITRARY) return undefined;
  const found = NAMED_GUESTS.find(({ name }) => name === text);
  if (found === undefined) {
    const known = [ARBITRARY, ...NAMED_GUESTS.map(({ name }) => name)].join(", ");
    throw new UsageError(`--guest: '${text}' is not one of ${known}`);
  }
  return found;
}

/** A named guest has its own vectors; the same said once more is no contradiction. */
function requireAllocation({ name, allocated }: NamedGuest, vectors: readonly number[]): void {
  if (vectors.length === 1 && vectors[0] === allocated) return;
  throw new UsageError(`--vectors: ${name} allocates ${allocated}, leave the option out`);
}

/** Ids in lines of a terminal's width. */
function wrapped(ids: readonly string[]): string {
  const lines = [""];
  for (const id of ids) {
    const line = lines.at(-1) ?? "";
    if (line.length + id.length > 96) lines.push(`  ${id}`);
    else lines[lines.length - 1] = line === "" ? `  ${id}` : `${line}, ${id}`;
  }
  return lines.join("\n");
}

function invariant(text: string): StepCheckId {
  const found = STEP_CHECKS.find(({ id }) => id === text);
  if (found === undefined) {
    const known = STEP_CHECKS.map(({ id }) => id).join(", ");
    throw new UsageError(`--invariant: '${text}' is not one of ${known}`);
  }
  return found.id;
}
