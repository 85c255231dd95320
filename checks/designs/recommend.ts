/**
 * Which design a maintainer should take, by a rule over the rows of the comparison. No design is named here.
 *
 * The rule, among designs under which every invariant holds with nothing dropped: fewest single assumptions whose
 * failure loses isolation, which harms others than the guest; then fewest assumptions it stands on alone; then
 * fewest cut sets of one; then the first of the table.
 */
import type { AssumptionId } from "../../model/assumptions/index.js";
import { inTurn } from "./in-turn.js";
import type { DesignRow } from "./row.js";

/** What may be asked for: of today's kernel and guests nothing new; a kernel that gives pairs; guests too. */
export const ASKED_FOR = ["nothing new", "kernel", "kernel and guest"] as const;
export type AskedFor = (typeof ASKED_FOR)[number];

/** The best design that asks for no more than this. */
export interface Step {
  readonly askedFor: AskedFor;
  readonly design: DesignRow;
}

/** What would change the first step. */
export interface Turn {
  /** Without any one of these, */
  readonly without: readonly AssumptionId[];
  /** this design is the best that does not stand on it; undefined: there is none. */
  readonly step: Step | undefined;
}

export interface Recommendation {
  /** What to do with nothing new, and where asking for more is better by the rule. */
  readonly steps: readonly Step[];
  /** By what to do instead; each assumption the first step stands on alone is in one of them. */
  readonly turns: readonly Turn[];
}

/** Pure. Empty if no design holds with nothing dropped. */
export function recommend(rows: readonly DesignRow[]): Recommendation {
  const steps: Step[] = [];
  for (const askedFor of ASKED_FOR) {
    const design = bestRow(rows, askedFor);
    const last = steps.at(-1);
    // More is asked for only where it is better, not where it is as good.
    if (design !== undefined && (last === undefined || compare(design, last.design) < 0)) {
      steps.push({ askedFor, design });
    }
  }
  return { steps, turns: turnsFrom(rows, steps[0]) };
}

function turnsFrom(rows: readonly DesignRow[], first: Step | undefined): readonly Turn[] {
  const turns = new Map<string, { without: AssumptionId[]; step: Step | undefined }>();
  for (const id of first?.design.alone ?? []) {
    const open = rows.filter(({ alone }) => !alone.includes(id));
    const step = ASKED_FOR.flatMap((askedFor): Step[] => {
      const design = bestRow(open, askedFor);
      return design === undefined ? [] : [{ askedFor, design }];
    })[0];
    const key = step?.design.design ?? "";
    const turn = turns.get(key) ?? { without: [], step };
    turn.without.push(id);
    turns.set(key, turn);
  }
  return [...turns.values()];
}

/** The best of those that ask for no more than that. */
function bestRow(rows: readonly DesignRow[], askedFor: AskedFor): DesignRow | undefined {
  const open = rows.filter(
    ({ asks, invariants }) =>
      (!asks.kernel || askedFor !== "nothing new") &&
      (!asks.guest || askedFor === "kernel and guest") &&
      invariants.every(({ undropped }) => undropped === "holds" || undropped === "unreachable"),
  );
  // The sort is stable: of equals the first of the table.
  return [...open].sort(compare)[0];
}

function compare(one: DesignRow, other: DesignRow): number {
  return inTurn(respects(one), respects(other));
}

/** By these the rule compares, the first that differs decides; less is better. */
function respects(row: DesignRow): readonly number[] {
  return [isolationLost(row), row.alone.length, cutSetsOf(row, 1)];
}

function isolationLost({ severities }: DesignRow): number {
  return severities.find(({ severity }) => severity === "isolation lost")?.cutSets[1] ?? 0;
}

/** Minimal cut sets of that size, of all invariants. */
export function cutSetsOf({ severities }: DesignRow, size: number): number {
  return severities.reduce((sum, { cutSets }) => sum + (cutSets[size] ?? 0), 0);
}
