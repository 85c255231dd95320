/**
 * A plugin of StrykerJS's: tells how far it is, and keeps its report for the tool that runs it, which is in
 * the same process.
 */
import { Progress } from "../../cli/progress.js";

/** What is used of StrykerJS's report; its format is mutation-testing-report-schema, version 2. */
export interface StrykerReport {
  readonly files: Readonly<Record<string, StrykerFile>>;
  readonly testFiles?: Readonly<Record<string, { readonly tests: readonly StrykerTest[] }>>;
}

interface StrykerFile {
  readonly source: string;
  readonly mutants: readonly StrykerMutant[];
}

interface StrykerTest {
  readonly id: string;
  readonly name: string;
}

interface StrykerMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly killedBy?: readonly string[];
  readonly location: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

let kept: StrykerReport | undefined;

/** The report of the run that has just ended. */
export function lastReport(): StrykerReport {
  if (kept === undefined) throw new Error("StrykerJS ended without a report");
  return kept;
}

class ToolReporter {
  private readonly progress = new Progress(process.stderr);
  private planned = 0;
  private done = 0;

  onMutationTestingPlanReady({ mutantPlans }: { readonly mutantPlans: readonly PlannedMutant[] }) {
    this.planned = mutantPlans.filter(({ plan }) => plan === "Run").length;
  }

  onMutantTested(): void {
    this.done += 1;
    this.progress.update(`mutant ${this.done}, ${this.planned} to be run`);
  }

  onMutationTestReportReady(report: StrykerReport): void {
    this.progress.clear();
    kept = report;
  }
}

interface PlannedMutant {
  readonly plan: "Run" | "EarlyResult";
}

/** The name that StrykerJS's option `reporters` gives it. */
export const REPORTER = "quirkcheck";

/** What StrykerJS looks for in a plugin. */
export const strykerPlugins = [{ kind: "Reporter", name: REPORTER, injectableClass: ToolReporter }];
