/** What `verify --patch` writes as JSON. */
import type { CutSetThatCame, PatchWorlds } from "../checks/conform/world/compare-worlds.js";
import type { EndlessState } from "../checks/conform/world/errors.js";
import { hex } from "../model/bits.js";
import { type ToldRun, toldRun } from "./drop-report.js";

/** A cut set that came, with a shortest way to it. */
export interface ToldCutSet extends Omit<CutSetThatCame, "run">, ToldRun {}

/** State of the C without an end. */
export interface ToldEndless extends Omit<EndlessState, "writes"> {
  /** Made over and over, they bring another value each time: `0xfee00000 at 0x0`. */
  readonly writes: readonly string[];
}

export interface PatchWorldReport extends Omit<PatchWorlds, "came" | "endless"> {
  readonly came: readonly ToldCutSet[];
  readonly endless: ToldEndless | null;
}

/** Pure. */
export function patchWorldReport(worlds: PatchWorlds): PatchWorldReport {
  const came = worlds.came.map(({ run, ...rest }) => ({ ...rest, ...toldRun(run) }));
  return { ...worlds, came, endless: worlds.endless === null ? null : toldEndless(worlds.endless) };
}

function toldEndless({ writes, ...rest }: EndlessState): ToldEndless {
  return { ...rest, writes: writes.map(({ offset, value }) => `${hex(value)} at ${hex(offset)}`) };
}
