/** `merge`: the parts of a divided `verify`, joined. */
import type { Command } from "commander";
import { misfit, type NamedPart } from "../../checks/verify/part.js";
import { jsonOption, parseFileName } from "../arguments.js";
import { newCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { codeVersion } from "../package-root.js";
import { checkedJson } from "../schemas.js";
import { readPart } from "../shard/files.js";
import { reportOf, writeReport } from "../shard/report.js";

const HELP = `
Each part is what 'verify --shard PART/PARTS --json FILE' wrote, all with the same other options, the same
quirkcheck and the same files of a user's quirk. The report, as text and as JSON, and the exit code are those of 'verify' without --shard.
Exit code 2, and the part named, if one is missing, there twice, of another verification or damaged.`;

interface MergeFlags {
  readonly json?: string;
}

export function mergeCommand(): Command {
  return newCommand("merge")
    .description("join the parts that verify --shard wrote into the report of the whole")
    .argument("<parts...>", "the files, in any order")
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(async (names: readonly string[], flags: MergeFlags) => {
      const { json } = flags;
      process.exitCode = await writeReport({ json, inputs: names }, () => merge(names));
    });
}

/**
 * The report of parts.
 * @throws UsageError if they are not the parts of one verification
 */
export async function merge(names: readonly string[]): Promise<ReturnType<typeof reportOf>> {
  const parts: NamedPart[] = [];
  for (const name of names) parts.push(await readPart(parseFileName("merge", name)));
  try {
    return joined(parts);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // Each number and word was one that can be; together they are nothing that was ever found.
    const what = names.length === 1 ? "is no part" : "are no parts";
    const why = (error as Error).message;
    throw new UsageError(`${names.join(", ")}: ${what} that 'verify --shard' wrote: ${why}`);
  }
}

/** The report, which can be written: all that may fail with what the parts hold has been done. */
function joined(parts: readonly NamedPart[]): ReturnType<typeof reportOf> {
  const why = misfit(parts, codeVersion());
  const [first] = parts;
  if (why !== undefined || first === undefined) throw new UsageError(why ?? "no part");
  const told = reportOf(
    first.part.scope,
    parts.map(({ part }) => part),
  );
  told.textOf(false);
  checkedJson(told.schema, told.report);
  return told;
}
