/** What `verify --patch` writes as JSON. */
import type {
  CutSetChange,
  CutSetThatCame,
  LengthChange,
  PatchWorlds,
} from "../checks/conform/world/compare-worlds.js";
import type { EndlessState } from "../checks/conform/world/errors.js";
import { findingId, SEVERITIES, type Severity, severityOf } from "../checks/findings/findings.js";
import { hex } from "../model/bits.js";
import { type ToldRun, toldRun } from "./drop-report.js";

/** As a finding is known. */
interface Known {
  /** `INVARIANT/ASSUMPTION+ASSUMPTION`; the invariant alone if it falls with nothing dropped. */
  readonly id: string;
  readonly severity: Severity;
}

/** A cut set that came, with a shortest way to it. */
export interface ToldCutSet extends Known, Omit<CutSetThatCame, "run">, ToldRun {}

/** State of the C without an end. */
export interface ToldEndless extends Omit<EndlessState, "writes"> {
  /** Made over and over, they bring another value each time: `0xfee00000 at 0x0`. */
  readonly writes: readonly string[];
}

/** The gravest first. */
export interface PatchWorldReport
  extends Omit<PatchWorlds, "went" | "came" | "lengths" | "endless"> {
  readonly went: readonly (Known & CutSetChange)[];
  readonly came: readonly ToldCutSet[];
  readonly lengths: readonly (Known & LengthChange)[];
  readonly endless: ToldEndless | null;
}

/** Pure. */
export function patchWorldReport(worlds: PatchWorlds): PatchWorldReport {
  const { went, came, lengths, endless } = worlds;
  return {
    ...worlds,
    went: known(went),
    came: known(came).map(({ run, ...rest }) => ({ ...rest, ...toldRun(run) })),
    lengths: known(lengths),
    endless: endless === null ? null : toldEndless(endless),
  };
}

function known<Change extends CutSetChange>(
  changes: readonly Change[],
): readonly (Known & Change)[] {
  const all = changes.map((change) => ({
    id:
      change.assumptions.length === 0
        ? change.invariant
        : findingId(change.invariant, change.assumptions),
    severity: severityOf(change.invariant),
    ...change,
  }));
  return SEVERITIES.flatMap((severity) => all.filter((change) => change.severity === severity));
}

function toldEndless({ writes, ...rest }: EndlessState): ToldEndless {
  return { ...rest, writes: writes.map(({ offset, value }) => `${hex(value)} at ${hex(offset)}`) };
}
