/** The explorer's side of the comparison with SPIN: the whole world, nothing left out. */

import { compile, explore } from "../../checks/engine/index.js";
import { finiteModel, type SharedWorld, shareWorld } from "../../checks/world/finite.js";
import { WHOLE } from "../../checks/world/slices.js";
import { assumptionPosition } from "../../model/assumptions/index.js";
import { createWorld } from "../../model/world/world.js";
import type { Configuration } from "./configurations.js";
import type { Findings } from "./findings.js";

/** Most assumptions that a configuration drops together. */
const ORDER = 4;

/** Explores one configuration after another; the worlds of the allocations are made once. */
export function explorerSide(): (configuration: Configuration) => Findings {
  const worlds = new Map<number, SharedWorld>();
  return ({ vectors, dropped }) => {
    const made = worlds.get(vectors) ?? worldOf(vectors);
    worlds.set(vectors, made);
    const positions = dropped.map(assumptionPosition);
    return findingsOf(made, positions);
  };
}

function worldOf(asked: number): SharedWorld {
  return shareWorld(createWorld({ asked, order: ORDER }));
}

function findingsOf(world: SharedWorld, dropped: readonly number[]): Findings {
  const whole = finiteModel(world, WHOLE);
  const seen = new Set<string>();
  const fingerprint = new Fingerprint();
  // An observation that reads every component is asked of every state, and not twice of one.
  const everyState = {
    name: "every state",
    reads: whole.components.map((_, component) => component),
    judge: (values: readonly number[]) => {
      const key = values.join();
      if (!seen.has(key)) fingerprint.add(values);
      seen.add(key);
      return { violates: [], concerns: [] };
    },
  };
  const model = { ...whole, observations: [...whole.observations, everyState] };
  const found = explore(compile(model), { dropped });
  return {
    states: found.states,
    transitions: found.transitions,
    fingerprint: fingerprint.text(),
    verdicts: WHOLE.invariants.map((invariant, at) => {
      const verdict = found.verdicts[at];
      if (verdict === undefined) throw new Error(`no verdict for ${invariant}`);
      const length = verdict.verdict === "violated" ? verdict.path.steps.length : null;
      return { invariant, verdict: verdict.verdict, length };
    }),
  };
}

const PRIME = 16777619;
const STARTS = [2166136261, 3141592653] as const;

/** FNV-1a of each state, 32 bits, from two starting points; summed, so that the order does not matter. */
class Fingerprint {
  private readonly sums = [0, 0];

  /** A state as the positions of its components' values. */
  add(values: readonly number[]): void {
    for (const [at, start] of STARTS.entries()) {
      let hash: number = start;
      for (const value of values) hash = Math.imul(hash ^ value, PRIME);
      this.sums[at] = ((this.sums[at] ?? 0) + (hash >>> 0)) % 2 ** 32;
    }
  }

  text(): string {
    return this.sums.map((sum) => sum.toString(16).padStart(8, "0")).join("");
  }
}
