/** What a search has found out about the invariants. */
import { bitsOf } from "./assumption-set.js";
import type { CompiledModel } from "./compile.js";
import type { Restriction } from "./restriction.js";
import type { StateList } from "./state-list.js";
import type { Ending } from "./trace.js";

/** Where something was found: the state's position in the search, and the step or observation there. */
export interface Find<Action = unknown> {
  readonly at: number;
  readonly ending: Ending<Action>;
}

/**
 * Keeps, for each invariant, the first step or observation that concerns it and the first that violates
 * it. What a combination of values allows is the same in every state that has it, so only states that
 * bring a new combination can bring news.
 */
export class Evidence<Action = unknown> {
  /** By invariant. */
  readonly concerned: (Find<Action> | undefined)[] = [];
  /** By invariant. */
  readonly violated: (Find<Action> | undefined)[] = [];
  /** By remark: of how many states it was made. */
  private readonly remarked: number[] = [];

  constructor(
    private readonly compiled: CompiledModel<Action>,
    private readonly restriction: Restriction,
  ) {}

  /** Notes what the observations say of the state at a position. */
  observe(states: StateList, at: number): void {
    const { observations, remarks, model } = this.compiled;
    observations.locate(states.pieceOf(at), states.within(at));
    for (const position of observations.located) {
      const before = this.remarked[position] ?? 0;
      this.remarked[position] = before + 1;
      const remark = before === 0 ? remarks[position] : undefined;
      if (remark === undefined) continue;
      const observation = model.observations[remark.observation]?.name ?? "";
      this.note(remark, { at, ending: { observation } });
    }
  }

  /** Notes the steps that are new with the state that the restriction expanded last. */
  noteFresh(at: number): void {
    for (const position of this.restriction.fresh) {
      const entry = this.compiled.entries[position];
      if (entry === undefined) continue;
      const { family } = entry;
      for (const effect of this.restriction.enabled(entry)) {
        this.note(effect, { at, ending: { family, effect } });
      }
    }
  }

  /** Steps and states that concern each invariant, by invariant. */
  countConcerned(): readonly number[] {
    const { model, remarks } = this.compiled;
    const counts = model.invariants.map(() => 0);
    const add = (mask: number, times: number) => {
      for (const bit of bitsOf(mask)) counts[bit] = (counts[bit] ?? 0) + times;
    };
    for (const { effects, times } of this.visited()) {
      for (const { concerns } of effects) add(concerns, times);
    }
    for (const [position, times] of this.remarked.entries()) {
      add(remarks[position]?.concerns ?? 0, times ?? 0);
    }
    return counts;
  }

  /** Outcomes taken, by family. */
  countTaken(): readonly number[] {
    const counts = this.compiled.model.moves.map(() => 0);
    for (const { family, effects, times } of this.visited()) {
      counts[family] = (counts[family] ?? 0) + effects.length * times;
    }
    return counts;
  }

  /** What could be done by each entry met, and in how many states. */
  private visited() {
    const visits = this.restriction.countVisits();
    return this.compiled.entries.flatMap((entry, position) => {
      const times = visits[position] ?? 0;
      if (times === 0) return [];
      return [{ family: entry.family, effects: this.restriction.enabled(entry), times }];
    });
  }

  private note(
    said: { readonly violates: number; readonly concerns: number },
    find: Find<Action>,
  ): void {
    for (const invariant of bitsOf(said.concerns)) this.concerned[invariant] ??= find;
    for (const invariant of bitsOf(said.violates)) this.violated[invariant] ??= find;
  }
}
