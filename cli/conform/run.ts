/** The work of `conform`: read, compile, compare, write. */
import type { ConformOptions } from "../../checks/conform/lockstep/run.js";
import type { QuirkNames } from "../../checks/conform/source/select.js";
import { type ConformReport, PHASE_TEXTS } from "../../reports/conform-report.js";
import { renderConform } from "../../reports/render/conform-text.js";
import { EXIT } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { conformGuarded } from "./guard.js";
import { withCompiled } from "./with-compiled.js";

export interface ConformRun {
  /** File name; `-` for standard input. */
  readonly patch: string;
  readonly names: QuirkNames;
  readonly used: readonly number[];
  readonly runs: number;
  /** Lines of the patch. */
  readonly unreachedOk: readonly number[];
  readonly seed: number;
  readonly log: string | undefined;
  readonly json: string | undefined;
}

/** @returns the exit code. @throws UsageError for bad input of any kind */
export async function runConform(run: ConformRun): Promise<number> {
  const { json, log } = run;
  const make = () => compare(run);
  const outputs = [
    { path: json, textOf: (made: ConformReport) => checkedJson("conform", made) },
    { path: log, textOf: logText },
  ];
  const report = await writeResult({ inputs: [run.patch], outputs }, make);
  if (json !== "-") await print(renderConform(report, run.patch, isColoured(process.stdout)));
  return report.verdict === "agrees" ? EXIT.asExpected : EXIT.notAsExpected;
}

/** The shortest sequence; undefined where there is none, or none that a log can tell. */
function logText({ sequence }: ConformReport): string | undefined {
  const lines = sequence?.log ?? [];
  return lines.length === 0 ? undefined : `${lines.join("\n")}\n`;
}

async function compare(run: ConformRun): Promise<ConformReport> {
  const { patch, names, used, runs, seed, unreachedOk } = run;
  const progress = new Progress(process.stderr);
  const onProgress: ConformOptions["onProgress"] = (phase, steps) => {
    const what = phase === "sequence" ? "a shortest sequence" : PHASE_TEXTS[phase];
    progress.update(steps === 0 ? what : `${what}: ${steps.toLocaleString("en")} steps`);
  };
  try {
    return await withCompiled(
      { path: patch, names },
      () => progress.now("compiling"),
      (compiled) => conformGuarded(compiled, { names, used, runs, seed, unreachedOk, onProgress }),
    );
  } finally {
    progress.clear();
  }
}
