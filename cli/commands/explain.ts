/** `explain ID`: one finding, its counterexample as a table, a diagram or a log that `replay` follows. */
import { type Command, Option } from "commander";
import { expectedCutSets } from "../../checks/expectations/compare-world.js";
import { type Finding, SEVERITIES, severityOf } from "../../checks/findings/findings.js";
import { type Candidate, type Judgement, joinJudgements } from "../../checks/findings/judge.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";
import { claimOf, INVARIANT_IDS } from "../../model/invariants.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";
import { columns, wrapped } from "../../reports/columns.js";
import { explainReport } from "../../reports/explain-report.js";
import { renderFindingLog } from "../../reports/render/finding-log.js";
import { renderFinding } from "../../reports/render/finding-text.js";
import { renderMermaid } from "../../reports/render/mermaid.js";
import { jsonOption } from "../arguments.js";
import { newCommand } from "../command.js";
import { EXIT, UsageError } from "../errors.js";
import { jobsOption, jobsOr } from "../jobs.js";
import { didYouMean } from "../nearest.js";
import { isColoured, print, writeResult } from "../output.js";
import { checkedJson } from "../schemas.js";
import { withThreads } from "../world-pool.js";

interface ExplainFlags {
  readonly mermaid?: true;
  readonly log?: true;
  readonly json?: string;
  readonly jobs?: number;
}

/** A search larger than this is cut short, and says so; sets of three stay far below. */
const LIMITS = { states: 1_000_000 };

const HELP = `
An ID is INVARIANT/ASSUMPTION+ASSUMPTION. Without one, those of the committed sets of one and two are
listed; with the name of an invariant or an assumption, what it claims and the IDs that it is part of. Any other is judged as well: the set and its parts are explored, for 1 to 32 vectors.
Exit code 0 for a minimal cut set, 1 for a set that holds, is not minimal or was too large to explore.

Examples:
  npm run explain -- interrupt-isolated
  npm run explain -- interrupt-isolated/full-grant+interrupt-remapping
  npm run --silent explain -- pair-fresh/stable-host-pair --log > finding.log
  npm run replay -- finding.log`;

export function explainCommand(): Command {
  return newCommand("explain")
    .description(
      "show a finding: what falls when some assumptions are dropped, and a shortest way there",
    )
    .argument("[id]", "the finding, or an invariant or assumption; none: list them")
    .addOption(
      new Option("--mermaid", "a Mermaid sequence diagram instead").conflicts(["log", "json"]),
    )
    .addOption(new Option("--log", "a trace log that replay follows instead").conflicts("json"))
    .addOption(jsonOption())
    .addOption(jobsOption())
    .addHelpText("after", HELP)
    .action(async (id: string | undefined, flags: ExplainFlags) => {
      const isList = id === undefined || claimCalled(id) !== undefined;
      process.exitCode = isList ? await list(flags, id) : await explain(id, flags);
    });
}

/** What an invariant or an assumption of that name claims. */
function claimCalled(name: string): string | undefined {
  const invariant = INVARIANT_IDS.find((id) => id === name);
  if (invariant !== undefined) return `${name}: ${claimOf(invariant)}`;
  const found = ASSUMPTIONS.find(({ id }) => id === name);
  return found && `${name}: ${found.claim} (kept by: ${found.keeper})`;
}

/** Every committed cut set of one and two assumptions, gravest first; with a name those that it is part of. */
async function list(flags: ExplainFlags, name?: string): Promise<number> {
  const [option] = Object.keys(flags);
  if (option !== undefined) throw new UsageError(`--${option}: an ID is expected with it`);
  const rows = INVARIANT_IDS.flatMap((invariant) =>
    expectedCutSets(invariant, { order: 2, allocations: ALLOCATIONS }).map((set) => ({
      id: `${invariant}/${set}`,
      severity: severityOf(invariant),
    })),
  );
  const sorted = SEVERITIES.flatMap((severity) => rows.filter((row) => row.severity === severity));
  const named = sorted.filter(({ id }) => name === undefined || id.split(/[/+]/).includes(name));
  const claim = name === undefined ? [] : [...wrapped(claimCalled(name) ?? "", 80), ""];
  const lines = columns(named.map(({ id, severity }) => [severity, id]));
  await print(`${[...claim, ...(lines.length > 0 ? lines : ["no finding"])].join("\n")}\n`);
  return EXIT.asExpected;
}

async function explain(text: string, flags: ExplainFlags): Promise<number> {
  const { json } = flags;
  const candidate = parseId(text);
  const find = () => findingOf(candidate, jobsOr(flags.jobs));
  try {
    const jsonOf = (made: Finding) => checkedJson("explain", explainReport(made));
    const finding = await writeResult({ outputs: [{ path: json, textOf: jsonOf }] }, find);
    if (json === undefined) await print(textOf(finding, flags));
    return EXIT.asExpected;
  } catch (error) {
    if (!(error instanceof NoFinding)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.notAsExpected;
  }
}

/** There is nothing to show, and the message says why. */
class NoFinding extends Error {}

/** @throws NoFinding if the set is no minimal cut set, or that is not known */
async function findingOf(candidate: Candidate, jobs: number): Promise<Finding> {
  const about = { ...candidate, limits: LIMITS };
  const worlds = ALLOCATIONS.map((allocated) => ({ allocated }));
  const found = await withThreads(jobs, "explain", (threads) =>
    threads.do("judgement", about, worlds),
  );
  const judgement = joinJudgements(candidate, found);
  if (judgement.kind === "minimal cut set") return judgement.finding;
  throw new NoFinding(answerText(candidate, judgement));
}

function textOf(finding: Finding, { mermaid, log }: ExplainFlags): string {
  if (mermaid) return renderMermaid(finding.counterexample);
  const report = explainReport(finding);
  if (log) return renderFindingLog(report);
  return renderFinding(report, isColoured(process.stdout));
}

function answerText(
  { invariant, assumptions }: Candidate,
  judgement: Exclude<Judgement, { kind: "minimal cut set" }>,
): string {
  const set = assumptions.join(" and ");
  switch (judgement.kind) {
    case "holds":
      return `${invariant} holds with ${set} dropped, for ${ALLOCATIONS.join(", ")} vectors allocated`;
    case "not minimal": {
      const parts = judgement.parts.map((part) =>
        part.length === 0
          ? "it falls with nothing dropped"
          : `${part.join(" and ")} ${part.length === 1 ? "alone breaks" : "are enough to break"} it`,
      );
      return `${set} is not a minimal cut set of ${invariant}: ${parts.join("; ")}`;
    }
    case "incomplete":
      return `incomplete, so not known: ${judgement.why}`;
  }
}

/** @throws UsageError for anything but INVARIANT/ASSUMPTION+ASSUMPTION */
function parseId(text: string): Candidate {
  const [name = "", set, surplus] = text.split("/");
  if (set === undefined || surplus !== undefined || set === "") {
    const names = [...INVARIANT_IDS, ...ASSUMPTIONS.map(({ id }) => id)];
    const meant = didYouMean(text, names, "INVARIANT/ASSUMPTION+ASSUMPTION is expected");
    throw new UsageError(`'${text}' is no ID: ${meant}`);
  }
  const invariant = INVARIANT_IDS.find((id) => id === name);
  if (invariant === undefined) throw unknown("invariant", name, INVARIANT_IDS);
  const ids = ASSUMPTIONS.map(({ id }) => id);
  const assumptions = set.split("+").map((id) => {
    const found = ids.find((known) => known === id);
    if (found === undefined) throw unknown("assumption", id, ids);
    return found;
  });
  return { invariant, assumptions: ids.filter((id) => assumptions.includes(id)) };
}

function unknown(what: string, name: string, names: readonly string[]): UsageError {
  const meant = didYouMean(name, names, "'explain' lists the IDs");
  return new UsageError(`'${name}' is no ${what}: ${meant}`);
}
