/** The work of `verify --patch`: the world with the patch's C as its quirk. */

import type { QuirkNames } from "../../checks/conform/source/select.js";
import type { Limits } from "../../checks/engine/index.js";
import type { PatchWorldReport } from "../../reports/patch-world-report.js";
import { renderPatchWorld } from "../../reports/render/patch-world-text.js";
import { EXIT } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { compareWorldGuarded } from "./guard.js";
import { withCompiled } from "./with-compiled.js";

export interface VerifyPatchRun {
  /** File name; `-` for standard input. */
  readonly patch: string;
  readonly names: QuirkNames;
  readonly allocations: readonly number[];
  readonly order: number;
  readonly exact: boolean;
  readonly limits: Limits;
  readonly json: string | undefined;
}

/** @returns the exit code: 0 if the two worlds have the same verdicts, cut sets and lengths, and all of the C is in them. @throws UsageError for bad input of any kind */
export async function runVerifyPatch(run: VerifyPatchRun): Promise<number> {
  const { patch, json } = run;
  const make = () => compare(run);
  const textOf = (made: PatchWorldReport) => checkedJson("patch-world", made);
  const outputs = [{ path: json, textOf }];
  const report = await writeResult({ inputs: [patch], outputs }, make);
  if (json !== "-") await print(renderPatchWorld(report, patch, isColoured(process.stdout)));
  return report.verdict === "same" || report.verdict === "same verdicts"
    ? EXIT.asExpected
    : EXIT.notAsExpected;
}

async function compare(run: VerifyPatchRun): Promise<PatchWorldReport> {
  const { patch, names, allocations, order, exact, limits } = run;
  const scope = { allocations, order, exact, limits };
  const progress = new Progress(process.stderr);
  try {
    return await withCompiled(
      { path: patch, names },
      () => progress.now("compiling"),
      (compiled) =>
        compareWorldGuarded({ patch: compiled, names, scope }, (what, nodes) =>
          progress.update(`${what}, ${nodes} states`),
        ),
    );
  } finally {
    progress.clear();
  }
}
