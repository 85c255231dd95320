/** `compare`: the designs side by side. */
import { type Command, Option } from "commander";
import { countsBySeverity } from "../../checks/designs/row.js";
import {
  type Combination,
  combinations,
  paretoFront,
  type Scored,
  scoreOf,
} from "../../checks/designs/search.js";
import { DESIGNS } from "../../model/quirks/designs.js";
import { type DesignsReport, designsReport, searchReport } from "../../reports/designs-report.js";
import { renderDesignsText } from "../../reports/render/designs-markdown.js";
import { jsonOption, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { COMBINATION } from "../designs.js";
import { EXIT, UsageError } from "../errors.js";
import { jobsOption, jobsOr } from "../jobs.js";
import { print, writeResult } from "../output.js";
import { checkedJson } from "../schemas.js";
import { verifyDesign } from "../shard/run.js";
import { type Threads, withThreads } from "../world-pool.js";

interface CompareFlags {
  readonly order: number;
  readonly deep: number;
  readonly search?: true;
  readonly json?: string;
  readonly jobs?: number;
}

/** Looked at more deeply than the others. */
const DEEP: readonly string[] = ["as-posted", "best-today", "best-trap"];

const HELP = `
Every design in the same world: how many minimal sets of dropped assumptions let which invariants fall, on
which assumptions it no longer stands and on which it still and newly does, the thread's concerns, what it
needs of kernel, device knowledge and guest, and what follows. Exit code 0 if every design is as worked out
by hand (checks/expectations/designs.ts), else 1.

Designs:
${DESIGNS.map(({ name, title }) => `  ${name.padEnd(20)} ${title}`).join("\n")}`;

export function compareCommand(): Command {
  return newCommand("compare")
    .description("the designs the thread proposes, side by side")
    .addOption(
      new Option("--order <n>", "assumptions dropped together, 1 to 3")
        .default(2)
        .argParser(orderOf("--order")),
    )
    .addOption(
      new Option("--deep <n>", `the same for ${DEEP.join(", ")}, if more`)
        .default(3)
        .argParser(orderOf("--deep")),
    )
    .option("--search", "also search every combination of improvements for the best")
    .addOption(jsonOption())
    .addOption(jobsOption())
    .addHelpText("after", HELP)
    .action(async (flags: CompareFlags) => {
      process.exitCode = await compare(flags);
    });
}

async function compare(flags: CompareFlags): Promise<number> {
  const { json } = flags;
  const run = () =>
    withThreads(jobsOr(flags.jobs), "designs", (threads) => compareDesigns(threads, flags));
  const textOf = (made: DesignsReport) => checkedJson("designs", made);
  const report = await writeResult({ outputs: [{ path: json, textOf }] }, run);
  if (json !== "-") await print(renderDesignsText(report));
  return report.drifts.length === 0 ? EXIT.asExpected : EXIT.notAsExpected;
}

/** Verifies all designs, and with `search` all combinations. The same options give the same report. */
export async function compareDesigns(
  threads: Threads,
  options: Pick<CompareFlags, "order" | "deep" | "search">,
): Promise<DesignsReport> {
  const comparing = DESIGNS.map(async (design) => {
    const isDeep = DEEP.includes(design.name);
    const deep = isDeep ? Math.max(options.order, options.deep) : options.order;
    return { design, found: await verifyDesign(threads, { quirk: design.name, order: deep }) };
  });
  const searching = options.search === true ? searchAll(threads) : null;
  return designsReport(await Promise.all(comparing), await searching);
}

/** Every combination at order 1, those that no other beats at order 2. */
async function searchAll(threads: Threads) {
  const verify = ({ name }: Combination, order: number) =>
    verifyDesign(threads, { quirk: `${COMBINATION}${name}`, order, vectors: [2] });
  const scoring = combinations().map(async (combination): Promise<Scored> => {
    return { ...combination, score: scoreOf(combination, await verify(combination, 1)) };
  });
  const scored = await Promise.all(scoring);
  const judging = paretoFront(scored).map(async (one) => {
    const counts = countsBySeverity(await verify(one, 2));
    return [one.name, counts.map(({ cutSets }) => cutSets[2] ?? 0)] as const;
  });
  return searchReport(scored, new Map(await Promise.all(judging)));
}

function orderOf(flag: string): (text: string) => number {
  return (text) => {
    const parsed = parseUnsigned(flag, text, 8);
    if (parsed < 1 || parsed > 3) throw new UsageError(`${flag}: ${text} is not 1, 2 or 3`);
    return parsed;
  };
}
