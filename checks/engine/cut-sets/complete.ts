/** Are these all minimal cut sets of an invariant, of whatever size? */
import type { CompiledModel } from "../explorer/compile.js";
import { explore } from "../explorer/explore.js";
import type { Limits, Trace } from "../explorer/result.js";
import { minimalHittingSets } from "./hitting-sets.js";
import type { CutSet } from "./result.js";
import { compareSets } from "./search.js";
import { shortestCounterexample } from "./shortest.js";

export interface ProofOptions {
  /** Cut sets found so far: positions of assumptions. */
  readonly cutSets: readonly (readonly number[])[];
  /** Positions of the assumptions that may be dropped. */
  readonly assumptions: readonly number[];
  /** Gives up if there are more maximal sets than this; default 10,000. */
  readonly mostSets?: number;
  /** Told after each maximal set how many are proved, how many remain, and states so far. */
  readonly onProgress?: (proved: number, remaining: number, states: number) => void;
}

export interface CompletenessOptions
  extends Omit<ProofOptions, "assumptions">,
    Partial<Pick<ProofOptions, "assumptions">> {
  /** Position in the model. */
  readonly invariant: number;
  /** Of each exploration. */
  readonly limits?: Limits;
}

/** What came of dropping a set of assumptions. */
export interface Trial {
  /** No violation there is, no verdict, or a run that violates. */
  readonly outcome: "safe" | Undecided | Trace;
  /** States visited. */
  readonly states: number;
}

/** A set of assumptions about which no verdict was reached. */
export interface Undecided {
  /** Positions of the assumptions dropped; absent if the maximal sets were too many to list. */
  readonly dropped?: readonly number[];
  readonly why: string;
}

export interface Completeness {
  /** `complete`: each set of assumptions that contains no cut set is safe to drop, however large. */
  readonly verdict: "complete" | "incomplete";
  /** All cut sets known now, by size and then in catalogue order. */
  readonly cutSets: readonly (readonly number[])[];
  /** Those of them that were not given. */
  readonly found: readonly Required<CutSet>[];
  /** Maximal sets proved safe. */
  readonly proved: number;
  /** States visited to prove them, all together. */
  readonly states: number;
  /** What stands between this and `complete`. */
  readonly undecided: readonly Undecided[];
}

const MOST_SETS = 10_000;

/**
 * Proves that an invariant has no minimal cut sets but the given ones, or finds the others.
 *
 * A set of assumptions that contains no cut set is part of a maximal such set: what remains when one
 * member of each cut set is kept. So it is enough to drop each maximal set whole, and to see the
 * invariant hold. One that breaks it contains a cut set not known yet.
 */
export function proveComplete(compiled: CompiledModel, options: CompletenessOptions): Completeness {
  const { invariant, limits = {}, assumptions = [...compiled.model.assumptions.keys()] } = options;
  const { found, ...proof } = proveByTrials({ ...options, assumptions }, (dropped) => {
    const { verdicts, states } = explore(compiled, {
      dropped,
      stopAtViolationOf: invariant,
      limits,
    });
    const verdict = verdicts[invariant];
    if (verdict?.verdict === "violated") return { outcome: verdict.path, states };
    if (verdict?.verdict !== "incomplete") return { outcome: "safe", states };
    return { outcome: { dropped, why: verdict.why }, states };
  });
  const best = found.map((cutSet) => {
    const shortest = shortestCounterexample(compiled, {
      invariant,
      dropped: cutSet.assumptions,
      limits,
    });
    return shortest.kind === "found" ? { ...cutSet, counterexample: shortest.trace } : cutSet;
  });
  return { ...proof, found: best };
}

/** The same, with whatever can tell if it is safe to drop a set of assumptions. */
export function proveByTrials(
  options: ProofOptions,
  tryOut: (dropped: readonly number[]) => Trial,
): Completeness {
  const proof = new Proof(options, tryOut);
  proof.run();
  return proof.result();
}

class Proof {
  private cutSets: (readonly number[])[];
  private readonly found: Required<CutSet>[] = [];
  private readonly safe: Set<number>[] = [];
  private readonly undecided: Undecided[] = [];
  private readonly universe: readonly number[];
  private states = 0;

  constructor(
    private readonly options: ProofOptions,
    private readonly trial: (dropped: readonly number[]) => Trial,
  ) {
    this.universe = options.assumptions;
    this.cutSets = options.cutSets.filter((set) => isPart(set, new Set(this.universe)));
  }

  run(): void {
    for (;;) {
      const open = this.openSets();
      const [next] = open ?? [];
      if (next === undefined) return;
      this.tryToProve(next);
      this.options.onProgress?.(this.safe.length, (open?.length ?? 1) - 1, this.states);
    }
  }

  result(): Completeness {
    // A set given up that contains a cut set found later need not be decided.
    const undecided = this.undecided.filter(({ dropped }) => {
      return dropped === undefined || !this.containsCutSet(dropped);
    });
    return {
      verdict: undecided.length === 0 ? "complete" : "incomplete",
      cutSets: this.cutSets.toSorted(compareSets),
      found: this.found.toSorted((a, b) => compareSets(a.assumptions, b.assumptions)),
      proved: this.safe.length,
      states: this.states,
      undecided,
    };
  }

  /** Maximal sets that contain no known cut set and were not tried, by size and catalogue order. */
  private openSets(): readonly (readonly number[])[] | undefined {
    const most = this.options.mostSets ?? MOST_SETS;
    const hitting = minimalHittingSets(this.cutSets, most);
    if (hitting === undefined) {
      this.undecided.push({ why: `more than ${most} maximal sets` });
      return undefined;
    }
    const tried = new Set(this.undecided.map(({ dropped }) => `${dropped}`));
    return hitting
      .map((kept) => this.universe.filter((assumption) => !kept.includes(assumption)))
      .filter((set) => !tried.has(`${set}`) && !this.safe.some((safe) => isPart(set, safe)))
      .sort(compareSets);
  }

  private tryToProve(dropped: readonly number[]): void {
    const outcome = this.tryOut(dropped);
    if (outcome === "safe") this.safe.push(new Set(dropped));
    else if ("why" in outcome) this.undecided.push(outcome);
    else this.add(this.smallest(outcome));
  }

  /** Whether it is safe to drop these; if not, a shortest counterexample. */
  private tryOut(dropped: readonly number[]): "safe" | Undecided | Trace {
    const { outcome, states } = this.trial(dropped);
    this.states += states;
    return outcome;
  }

  /** A counterexample whose needs are minimal: takes the assumptions up again one by one. */
  private smallest(counterexample: Trace): Trace {
    let smallest = counterexample;
    for (const assumption of needsOf(counterexample)) {
      const needs = needsOf(smallest);
      // Taken up again already, with another.
      if (!needs.includes(assumption)) continue;
      const outcome = this.tryOut(needs.filter((one) => one !== assumption));
      if (outcome === "safe") continue;
      if ("why" in outcome) this.undecided.push(outcome);
      else smallest = outcome;
    }
    return smallest;
  }

  private add(counterexample: Trace): void {
    const assumptions = needsOf(counterexample);
    const others = this.cutSets.filter(
      (cutSet) => !assumptions.every((one) => cutSet.includes(one)),
    );
    this.cutSets = [...others, assumptions];
    this.found.push({ assumptions, length: counterexample.steps.length, counterexample });
  }

  private containsCutSet(set: readonly number[]): boolean {
    return this.cutSets.some((cutSet) => isPart(cutSet, new Set(set)));
  }
}

/** The assumptions a run needs dropped, ascending. */
function needsOf({ start, steps }: Trace): readonly number[] {
  const needs = new Set([start, ...steps].flatMap((part) => part.needs));
  return [...needs].sort((a, b) => a - b);
}

function isPart(part: readonly number[], whole: ReadonlySet<number>): boolean {
  return part.every((member) => whole.has(member));
}
