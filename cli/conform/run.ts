/** The work of `conform`: read, compile, compare, write. */
import { conform } from "../../checks/patch/conform.js";
import type { ConformReport } from "../../checks/patch/result.js";
import type { QuirkNames } from "../../checks/patch/source/select.js";
import { renderConform } from "../../reports/render/conform-text.js";
import { EXIT } from "../errors.js";
import { isColoured, print, writeFiles, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { withCompiled } from "./compile.js";

export interface ConformRun {
  /** File name; `-` for standard input. */
  readonly patch: string;
  readonly names: QuirkNames;
  readonly used: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly log: string | undefined;
  readonly json: string | undefined;
}

/** @returns the exit code. @throws UsageError for bad input of any kind */
export async function runConform(run: ConformRun): Promise<number> {
  const { json, log } = run;
  const make = () => compare(run);
  const report =
    json === undefined
      ? await make()
      : await writeResult(json, make, (made) => checkedJson("conform", made));
  const lines = report.sequence?.log ?? [];
  if (log !== undefined && lines.length > 0) await writeFiles([[log, `${lines.join("\n")}\n`]]);
  if (json !== "-") await print(renderConform(report, run.patch, isColoured(process.stdout)));
  return report.verdict === "agrees" ? EXIT.asExpected : EXIT.notAsExpected;
}

async function compare({ patch, names, used, runs, seed }: ConformRun): Promise<ConformReport> {
  const progress = new Progress(process.stderr);
  const onProgress = (what: string) => progress.update(what);
  try {
    return await withCompiled(
      { path: patch, names },
      () => progress.now("compiling"),
      (compiled) => conform(compiled, { names, used, runs, seed, onProgress }),
    );
  } finally {
    progress.clear();
  }
}
