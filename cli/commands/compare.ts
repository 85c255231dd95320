/** `compare`: the designs side by side. */
import { type Command, Option } from "commander";
import { countsBySize } from "../../checks/designs/row.js";
import { combinations, paretoFront, type Scored, scoreOf } from "../../checks/designs/search.js";
import { SEVERITIES, severityOf } from "../../checks/world/findings.js";
import { ALLOCATIONS, type WorldVerification } from "../../checks/world/verify.js";
import { DESIGNS } from "../../model/quirks/designs.js";
import { grouped } from "../../reports/columns.js";
import { type DesignsReport, designsReport, searchReport } from "../../reports/designs-report.js";
import { renderDesignsText } from "../../reports/render/designs-markdown.js";
import { parseFileName, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { COMBINATION } from "../designs.js";
import { EXIT, UsageError } from "../errors.js";
import { print, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { type PoolProgress, verifyInThreads } from "../world-pool.js";

interface CompareFlags {
  readonly order: number;
  readonly deep: number;
  readonly search?: true;
  readonly json?: string;
}

/** Looked at more deeply than the others. */
const DEEP: readonly string[] = ["as-posted", "best-today", "best-trap"];

const HELP = `
Every design in the same world: how many minimal sets of dropped assumptions let which invariants fall, on
which assumptions it no longer stands and on which it still and newly does, the thread's concerns, what it
needs of kernel, device knowledge and guest, and what follows. Exit code 0 if every design is as worked out
by hand (checks/world/expected-designs.ts), else 1.

Designs:
${DESIGNS.map(({ name, title }) => `  ${name.padEnd(20)} ${title}`).join("\n")}`;

export function compareCommand(): Command {
  return newCommand("compare")
    .description("the designs the thread proposes, side by side")
    .addOption(
      new Option("--order <n>", "assumptions dropped together, 1 to 3").default(2).argParser(order),
    )
    .addOption(
      new Option("--deep <n>", `the same for ${DEEP.join(", ")}, if more`)
        .default(3)
        .argParser(order),
    )
    .option("--search", "also search every combination of improvements for the best")
    .addOption(
      new Option("--json <file>", "write the result as JSON; - for standard output").argParser(
        (text) => parseFileName("--json", text),
      ),
    )
    .addHelpText("after", HELP)
    .action(async (flags: CompareFlags) => {
      process.exitCode = await compare(flags);
    });
}

async function compare(flags: CompareFlags): Promise<number> {
  const { json } = flags;
  const run = () => compareDesigns(flags);
  const textOf = (made: DesignsReport) => checkedJson("designs", made);
  const report = await writeResult({ outputs: [{ path: json, textOf }] }, run);
  if (json !== "-") await print(renderDesignsText(report));
  return report.drifts.length === 0 ? EXIT.asExpected : EXIT.notAsExpected;
}

/** Verifies all designs, and with `search` all combinations. The same options give the same report. */
export async function compareDesigns(
  options: Pick<CompareFlags, "order" | "deep" | "search">,
): Promise<DesignsReport> {
  const progress = new Progress(process.stderr);
  const tell =
    (what: string) =>
    ({ done, jobs, nodes }: PoolProgress) =>
      progress.update(`${what}: ${done} of ${jobs} searches, ${grouped(nodes)} states`);
  const abouts = DESIGNS.map(({ name }) => {
    const deep = DEEP.includes(name) ? Math.max(options.order, options.deep) : options.order;
    return { design: name, scope: { allocations: ALLOCATIONS, order: deep, exact: false } };
  });
  const found = await verifyInThreads(abouts, tell("designs"));
  const search = options.search === true ? await searchAll(tell) : null;
  progress.clear();
  const compared = DESIGNS.flatMap((design, i) => {
    const verification = found[i];
    return verification === undefined ? [] : [{ design, found: verification }];
  });
  return designsReport(compared, search);
}

/** Every combination at order 1, those that no other beats at order 2. */
async function searchAll(tell: (what: string) => (how: PoolProgress) => void) {
  const all = combinations();
  const alone = await verifyInThreads(aboutsOf(all, 1), tell("combinations"));
  const scored = all.flatMap((combination, i): Scored[] => {
    const found = alone[i];
    return found === undefined ? [] : [{ ...combination, score: scoreOf(combination, found) }];
  });
  const front = paretoFront(scored);
  const deeper = await verifyInThreads(aboutsOf(front, 2), tell("front"));
  const ofTwo = front.map(({ name }, i) => [name, setsOfTwo(deeper[i])] as const);
  return searchReport(scored, new Map(ofTwo));
}

function aboutsOf(all: readonly { readonly name: string }[], order: number) {
  const scope = { allocations: [2], order, exact: false };
  return all.map(({ name }) => ({ design: `${COMBINATION}${name}`, scope }));
}

function setsOfTwo(found: WorldVerification | undefined): readonly number[] {
  return SEVERITIES.map((severity) => {
    const graded = found?.invariants.filter((it) => severityOf(it.invariant) === severity) ?? [];
    return countsBySize(graded, 2)[2] ?? 0;
  });
}

function order(text: string): number {
  const parsed = parseUnsigned("--order", text, 8);
  if (parsed < 1 || parsed > 3) throw new UsageError(`--order: ${text} is not 1, 2 or 3`);
  return parsed;
}
