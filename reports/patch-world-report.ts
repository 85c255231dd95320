/** What `verify --patch` writes as JSON. */
import type { CutSetThatCame, PatchWorlds } from "../checks/conform/world/compare-worlds.js";
import { type ToldRun, toldRun } from "./drop-report.js";

/** A cut set that came, with a shortest way to it. */
export interface ToldCutSet extends Omit<CutSetThatCame, "run">, ToldRun {}

export interface PatchWorldReport extends Omit<PatchWorlds, "came"> {
  readonly came: readonly ToldCutSet[];
}

/** Pure. */
export function patchWorldReport(worlds: PatchWorlds): PatchWorldReport {
  const came = worlds.came.map(({ run, ...rest }) => ({ ...rest, ...toldRun(run) }));
  return { ...worlds, came };
}
