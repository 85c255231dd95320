/** What `verify --drop` and `verify --guest` write as JSON. */
import type { DroppedVerdict } from "../checks/verify/drop.js";
import type { ComponentValues, WorldRun } from "../checks/world/run.js";
import type { AssumptionId } from "../model/assumptions/index.js";
import type { NamedGuest } from "../model/world/guests/index.js";
import { type StepReport, stepReport } from "./run-report.js";
import { branchesText } from "./text/action.js";
import { choicesOf } from "./text/state.js";

/** A step of a counterexample. */
export interface DroppedStep extends StepReport {
  /** What the quirk did, in words; null where nothing was written. */
  readonly quirk: string | null;
}

/** A counterexample told. */
export interface ToldRun {
  /** What was chosen at the start of it, in words. */
  readonly start: string;
  readonly steps: readonly DroppedStep[];
  /** What was chosen at the start, by component. */
  readonly chosen: ComponentValues;
}

/** The counterexample is there only if it is violated. */
export interface ToldVerdict extends Omit<DroppedVerdict, "run"> {
  readonly start: string | null;
  readonly steps: readonly DroppedStep[];
  readonly chosen: ComponentValues | null;
}

/** What was asked, and what came out. */
export interface DropReport {
  /** The design under check: its name, or a user's file. */
  readonly quirk: string;
  readonly allocations: readonly number[];
  /** Every vector offset instead of one of each class. */
  readonly exact: boolean;
  /** `arbitrary`, or the name of a guest driver: what it does not keep is dropped in any case. */
  readonly guest: string;
  /** What is known of that driver; null of the arbitrary guest. Only of `source` are the verdicts the real one's. */
  readonly guestBasis: NamedGuest["basis"] | null;
  /** As asked for. */
  readonly dropped: readonly AssumptionId[];
  readonly verdicts: readonly ToldVerdict[];
}

/** Pure. */
export function dropReport(
  asked: Omit<DropReport, "verdicts">,
  verdicts: readonly DroppedVerdict[],
): DropReport {
  const told = verdicts.map(({ run, ...verdict }) => ({
    ...verdict,
    ...(run === null ? { start: null, steps: [], chosen: null } : toldRun(run)),
  }));
  return { ...asked, verdicts: told };
}

/** Pure. */
export function toldRun(run: WorldRun): ToldRun {
  return {
    start: choicesOf(run).join(", ") || "as usual",
    steps: run.steps.map((step) => {
      const { actor, what, ...data } = stepReport(step);
      return { actor, what, quirk: branchesText(step.arrivals), ...data };
    }),
    chosen: run.chosen,
  };
}
