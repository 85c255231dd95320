/** Any set of assumptions, found by a search or not, held against an invariant. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Limits } from "../engine/index.js";
import { WorldModels } from "../world/models.js";
import { type Counterexample, searchCounterexample } from "./counterexample.js";
import { type Finding, findingFrom, findingId } from "./findings.js";

/** What is asked about. */
export interface Candidate {
  readonly invariant: InvariantId;
  readonly assumptions: readonly AssumptionId[];
}

export type Judgement =
  | { readonly kind: "minimal cut set"; readonly finding: Finding }
  /** These parts of the set break the invariant: in catalogue order, one for each allocation at most. */
  | { readonly kind: "not minimal"; readonly parts: readonly (readonly AssumptionId[])[] }
  | { readonly kind: "holds" }
  | { readonly kind: "incomplete"; readonly why: string };

/** What is known of one allocation. Plain data. */
export type AllocationJudgement =
  | { readonly kind: "minimal"; readonly counterexample: Counterexample }
  /** This part of the set breaks the invariant, and no part of the part. */
  | { readonly kind: "not minimal"; readonly part: readonly AssumptionId[] }
  | { readonly kind: "holds" }
  | { readonly kind: "incomplete"; readonly why: string };

export interface JudgeOptions {
  /** Of each search. */
  readonly limits?: Limits;
  /** Told the states met, now and then. */
  readonly onProgress?: (states: number) => void;
}

/**
 * Says whether a set is a minimal cut set of an invariant for an allocation, by exploring the set and its
 * largest proper parts: dropping more allows more, so what none of those breaks no smaller part breaks.
 */
export function judgeAt(
  candidate: Candidate,
  allocated: number,
  options: JudgeOptions = {},
): AllocationJudgement {
  try {
    return new Judge(candidate, allocated, options).judge();
  } catch (error) {
    if (error instanceof CutShort) return { kind: "incomplete", why: error.message };
    throw error;
  }
}

/** What is known of all allocations. @param found theirs, ascending */
export function joinJudgements(
  { invariant }: Candidate,
  found: readonly AllocationJudgement[],
): Judgement {
  const unknown = found.find(({ kind }) => kind === "incomplete");
  if (unknown?.kind === "incomplete") return unknown;
  const minimal = found.flatMap((at) => (at.kind === "minimal" ? [at.counterexample] : []));
  // The largest world shows it best.
  const shown = minimal.at(-1);
  if (shown !== undefined) {
    const allocations = minimal.map(({ allocated }) => allocated);
    return { kind: "minimal cut set", finding: findingFrom(shown, allocations) };
  }
  const parts = found.flatMap((at) => (at.kind === "not minimal" ? [at.part] : []));
  if (parts.length === 0) return { kind: "holds" };
  const different = new Map(parts.map((part) => [findingId(invariant, part), part]));
  return { kind: "not minimal", parts: [...different.values()] };
}

/** A search hit its limit. */
class CutShort extends Error {}

class Judge {
  private readonly models: WorldModels;
  private readonly invariant: InvariantId;
  private readonly set: readonly AssumptionId[];

  constructor(
    candidate: Candidate,
    private readonly allocated: number,
    private readonly options: JudgeOptions,
  ) {
    this.invariant = candidate.invariant;
    this.set = ASSUMPTIONS.map(({ id }) => id).filter((id) => candidate.assumptions.includes(id));
    this.models = new WorldModels(Math.max(1, this.set.length));
  }

  judge(): AllocationJudgement {
    const counterexample = this.broken(this.set);
    if (counterexample === undefined) return { kind: "holds" };
    const part = this.minimalPart(this.set);
    if (part.length === this.set.length) return { kind: "minimal", counterexample };
    return { kind: "not minimal", part };
  }

  /** A part of a set that breaks the invariant of which no part does; the first by catalogue order left out. */
  private minimalPart(set: readonly AssumptionId[]): readonly AssumptionId[] {
    for (const id of set) {
      const part = set.filter((other) => other !== id);
      if (this.broken(part) !== undefined) return this.minimalPart(part);
    }
    return set;
  }

  private broken(dropped: readonly AssumptionId[]): Counterexample | undefined {
    const { allocated, invariant } = this;
    const question = { invariant, dropped, allocated, ...this.options };
    const found = searchCounterexample(this.models, question);
    if (found.kind === "incomplete") {
      const which = dropped.length === 0 ? "nothing" : dropped.join(", ");
      throw new CutShort(`${allocated} vectors, ${which} dropped: ${found.why}`);
    }
    return found.kind === "found" ? found.counterexample : undefined;
  }
}
