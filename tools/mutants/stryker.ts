/** StrykerJS run on the model with our operators, and its report in our terms. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";
import { packageRoot } from "../../cli/package-root.js";
import type { TriedMutant } from "./findings.js";
import { addOperators } from "./operators.js";
import { lastReport, REPORTER, type StrykerReport } from "./reporter.js";
import { RUNNER } from "./suite/runner.js";

export interface MutationRun {
  /** Files or globs from the package's root, perhaps with lines: `model/bits.ts:20-30`. */
  readonly mutate: readonly string[];
  /** Test files that have to notice. */
  readonly tests: readonly string[];
  /** Test files for what passes those, to the first that fails. */
  readonly slower: readonly string[];
  /** Where results are kept between runs; undefined: nowhere. */
  readonly kept: string | undefined;
  /** Every mutant is run again. */
  readonly afresh: boolean;
  /** A mutant is left at the first test that fails. */
  readonly first: boolean;
  /** Processes at a time. */
  readonly concurrency: number;
}

/** StrykerJS has an enum for it, in a package that is its own. */
type LogLevel = NonNullable<ConstructorParameters<typeof Stryker>[0]["logLevel"]>;

/** A loaded machine takes its time; a mutant that loops is mostly found by counting, not by the clock. */
const TIMEOUT_MS = 10_000;

/** Not needed by the tests that are run. */
const NOT_COPIED = ["dist", "docs", "reports/generated", "traces", "tools", ".ci"];

/** Runs the mutants; those whose file and tests are as they were keep their result. */
export async function runMutants(run: MutationRun): Promise<readonly TriedMutant[]> {
  process.chdir(packageRoot());
  await addOperators();
  const stryker = new Stryker({
    mutate: [...run.mutate],
    testRunner: RUNNER,
    plugins: ["./suite/runner.js", "./reporter.js"].map((file) =>
      fileURLToPath(new URL(file, import.meta.url)),
    ),
    // Not StrykerJS's own: the runner gets all options.
    ...{ quirkcheckSuite: { tests: run.tests, slower: run.slower } },
    reporters: [REPORTER],
    coverageAnalysis: "perTest",
    // Who else would have killed it is what the report is about.
    disableBail: !run.first,
    // The prose of the catalogues; where a string is a name, the compiler knows the names there are.
    mutator: { excludedMutations: ["StringLiteral"] },
    concurrency: run.concurrency,
    timeoutMS: TIMEOUT_MS,
    // The run without a mutant does for every test anew what the tests of a mutant share: that is slack.
    timeoutFactor: 1,
    warnings: false,
    ...(run.kept === undefined ? {} : { incremental: true, incrementalFile: run.kept }),
    force: run.afresh,
    ignorePatterns: NOT_COPIED,
    logLevel: "error" as LogLevel,
    allowEmpty: true,
  });
  await stryker.runMutationTest();
  return triedMutants(upToDate(lastReport()));
}

/** Kept results of files that were not asked for this time stay in the report: not if they have changed. */
function upToDate({ files, ...rest }: StrykerReport): StrykerReport {
  const isCurrent = ([file, { source }]: readonly [string, { readonly source: string }]) =>
    existsSync(file) && readFileSync(file, "utf8") === source;
  return { ...rest, files: Object.fromEntries(Object.entries(files).filter(isCurrent)) };
}

/** StrykerJS's report, as far as a mutant was tried. A mutant that no test covers has survived. */
export function triedMutants(report: StrykerReport): readonly TriedMutant[] {
  const names = new Map(
    Object.values(report.testFiles ?? {}).flatMap(({ tests }) =>
      tests.map(({ id, name }) => [id, name] as const),
    ),
  );
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants.flatMap((mutant): TriedMutant[] => {
      const outcome = OUTCOMES[mutant.status];
      if (outcome === undefined) return [];
      const { line } = mutant.location.start;
      return [
        {
          file,
          line,
          source: (lines[line - 1] ?? "").trim(),
          operator: mutant.mutatorName,
          replacement: (mutant.replacement ?? "").replace(/\s+/g, " "),
          outcome,
          killedBy: (mutant.killedBy ?? []).map((id) => names.get(id) ?? id).sort(),
        },
      ];
    });
  });
}

/** Others are `Ignored`: string literals. */
const OUTCOMES: Readonly<Record<string, TriedMutant["outcome"]>> = {
  Killed: "killed",
  // The mutant cannot even be loaded.
  RuntimeError: "killed",
  Timeout: "stopped",
  Survived: "survived",
  NoCoverage: "survived",
};
