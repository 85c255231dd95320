/** Outcomes in numbers, each kept once. */
import { grownFloats, grownInts } from "./arrays.js";
import { type AssumptionSet, assumptionSet, maskOf } from "./assumption-set.js";
import type { FiniteModel, Outcome } from "./model.js";
import type { Numbering } from "./numbering.js";
import { validateOutcome } from "./validate.js";

/** An outcome in numbers. */
export interface Effect<Action = unknown> {
  /** Its position among all effects. */
  readonly id: number;
  readonly outcome: Outcome<Action>;
  readonly needs: AssumptionSet;
  /** Invariants violated, a bit each. */
  readonly violates: number;
  /** Invariants concerned or violated, a bit each. */
  readonly concerns: number;
}

/** All the effects of a model that were met. */
export class EffectTable<Action = unknown> {
  /** By position. */
  readonly all: Effect<Action>[] = [];
  /** By effect: where its changes begin; those of the next begin where they end. */
  private first: Int32Array = new Int32Array(64);
  /** By change: the component that gets a new value. */
  private component: Int32Array = new Int32Array(64);
  /** By change: what the new value counts for in the number of the state. */
  private share: Float64Array = new Float64Array(64);
  /** By component: what one more of its value counts for. */
  private readonly strides: Float64Array;
  /** A model gives most of its outcomes many times: looked up by identity before by text. */
  private readonly byOutcome = new Map<Outcome<Action>, Effect<Action>>();
  private readonly byText = new Map<string, Effect<Action>>();

  constructor(
    private readonly model: FiniteModel<Action>,
    numbering: Numbering,
  ) {
    this.strides = Float64Array.from(numbering.strides);
  }

  /**
   * The effect of an outcome.
   *
   * @param where - the move and what it looked at, for the message of an error.
   * @throws InvalidModelError if the outcome breaks a rule.
   */
  effectOf(outcome: Outcome<Action>, where: () => string): Effect<Action> {
    const known = this.byOutcome.get(outcome);
    if (known !== undefined) return known;
    const text = JSON.stringify(outcome);
    const effect = this.byText.get(text) ?? this.add(outcome, where);
    this.byText.set(text, effect);
    this.byOutcome.set(outcome, effect);
    return effect;
  }

  /** What an effect adds to the number of a state, whose digits are given. */
  deltaOf(effect: number, digits: Int32Array): number {
    const { first, component, share, strides } = this;
    let delta = 0;
    const end = first[effect + 1] ?? 0;
    for (let change = first[effect] ?? 0; change < end; change++) {
      const changed = component[change] ?? 0;
      delta += (share[change] ?? 0) - (digits[changed] ?? 0) * (strides[changed] ?? 0);
    }
    return delta;
  }

  /** True if an effect changes no other component than these. */
  changesOnly(effect: number, components: ReadonlySet<number>): boolean {
    const changes = this.all[effect]?.outcome.changes ?? [];
    return changes.every(([component]) => components.has(component));
  }

  private add(outcome: Outcome<Action>, where: () => string): Effect<Action> {
    validateOutcome(this.model, where(), outcome);
    const violates = maskOf(outcome.violates);
    const effect: Effect<Action> = {
      id: this.all.length,
      outcome,
      needs: assumptionSet(outcome.needs),
      violates,
      concerns: violates | maskOf(outcome.concerns),
    };
    this.all.push(effect);
    this.addChanges(effect);
    return effect;
  }

  private addChanges({ id, outcome: { changes } }: Effect<Action>): void {
    let change = this.first[id] ?? 0;
    this.component = grownInts(this.component, change + changes.length);
    this.share = grownFloats(this.share, change + changes.length);
    for (const [component, value] of changes) {
      this.component[change] = component;
      this.share[change++] = value * (this.strides[component] ?? 0);
    }
    this.first = grownInts(this.first, id + 2);
    this.first[id + 1] = change;
  }
}

/** The number of the state an effect leads to: for few states, by division. */
export function successorOf(
  { strides, radices }: Numbering,
  effect: Effect,
  state: number,
): number {
  let successor = state;
  for (const [component, value] of effect.outcome.changes) {
    const stride = strides[component] ?? 1;
    const digit = Math.floor(state / stride) % (radices[component] ?? 1);
    successor += (value - digit) * stride;
  }
  return successor;
}
