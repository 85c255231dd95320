/** Any set of assumptions, found by a search or not, held against an invariant. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { Limits } from "../explorer/result.js";
import { type Counterexample, searchCounterexample } from "./counterexample.js";
import { type Finding, findingFrom, findingId } from "./findings.js";
import { WorldModels } from "./models.js";

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

export interface JudgeOptions {
  readonly allocations: readonly number[];
  /** Of each search. */
  readonly limits?: Limits;
  readonly onProgress?: (what: string) => void;
}

/**
 * Says whether a set is a minimal cut set of an invariant for any of the allocations, by exploring the set and
 * its largest proper parts: dropping more allows more, so what none of those breaks no smaller part breaks.
 */
export function judge(candidate: Candidate, options: JudgeOptions): Judgement {
  try {
    return new Judge(candidate, options).judge();
  } catch (error) {
    if (error instanceof CutShort) return { kind: "incomplete", why: error.message };
    throw error;
  }
}

/** A search hit its limit. */
class CutShort extends Error {}

class Judge {
  private readonly models: WorldModels;
  private readonly invariant: InvariantId;
  private readonly set: readonly AssumptionId[];

  constructor(
    candidate: Candidate,
    private readonly options: JudgeOptions,
  ) {
    this.invariant = candidate.invariant;
    this.set = ASSUMPTIONS.map(({ id }) => id).filter((id) => candidate.assumptions.includes(id));
    this.models = new WorldModels(Math.max(1, this.set.length));
  }

  judge(): Judgement {
    const minimal: Counterexample[] = [];
    const parts = new Map<string, readonly AssumptionId[]>();
    for (const allocated of this.options.allocations) {
      const found = this.broken(this.set, allocated);
      if (found === undefined) continue;
      const part = this.minimalPart(this.set, allocated);
      if (part.length === this.set.length) minimal.push(found);
      else parts.set(findingId(this.invariant, part), part);
    }
    // The largest world shows it best.
    const shown = minimal.at(-1);
    if (shown !== undefined) {
      const allocations = minimal.map(({ allocated }) => allocated);
      return { kind: "minimal cut set", finding: findingFrom(shown, allocations) };
    }
    if (parts.size > 0) return { kind: "not minimal", parts: [...parts.values()] };
    return { kind: "holds" };
  }

  /** A part of a set that breaks the invariant of which no part does; the first by catalogue order left out. */
  private minimalPart(set: readonly AssumptionId[], allocated: number): readonly AssumptionId[] {
    for (const id of set) {
      const part = set.filter((other) => other !== id);
      if (this.broken(part, allocated) !== undefined) return this.minimalPart(part, allocated);
    }
    return set;
  }

  private broken(dropped: readonly AssumptionId[], allocated: number): Counterexample | undefined {
    const { limits = {}, onProgress } = this.options;
    const what = `${allocated} vectors, ${dropped.join("+") || "nothing"} dropped`;
    onProgress?.(what);
    const tell = (states: number) => onProgress?.(`${what}, ${states} states`);
    const question = { invariant: this.invariant, dropped, allocated, limits };
    const found = searchCounterexample(this.models, { ...question, onProgress: tell });
    if (found.kind === "incomplete") {
      const which = dropped.length === 0 ? "nothing" : dropped.join(", ");
      throw new CutShort(`${allocated} vectors, ${which} dropped: ${found.why}`);
    }
    return found.kind === "found" ? found.counterexample : undefined;
  }
}
