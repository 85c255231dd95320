/** What of the world was visited: states, moves, assumptions, and each invariant's situation. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { type Actor, actorOf } from "../../model/world/action.js";
import { createWorld } from "../../model/world/world.js";
import { compile, explore } from "../engine/index.js";
import { finiteModel, shareWorld } from "./finite.js";
import { retold, type WorldRun } from "./run.js";
import { WHOLE } from "./slices.js";

/** The whole world of one allocation, nothing dropped. */
export interface WorldExtent {
  readonly allocated: number;
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state furthest away. */
  readonly depth: number;
}

export interface CoveredMove {
  readonly move: string;
  readonly actor: Actor;
  /** Times it was taken, over all allocations: with nothing dropped, and with each assumption alone. */
  readonly undropped: number;
  readonly oneDropped: number;
}

export interface CoveredAssumption {
  readonly assumption: AssumptionId;
  /** Transitions there are, over all allocations, when it alone is dropped, and not when nothing is. */
  readonly freed: number;
}

/** The shortest run, with nothing dropped, to the situation that an invariant speaks of. */
export interface InvariantWitness {
  readonly invariant: InvariantId;
  readonly allocated: number;
  /** Null if there is none: the invariant would be vacuous. */
  readonly run: WorldRun | null;
}

export interface WorldCoverage {
  readonly extents: readonly WorldExtent[];
  readonly moves: readonly CoveredMove[];
  readonly assumptions: readonly CoveredAssumption[];
  readonly witnesses: readonly InvariantWitness[];
  /** Moves never taken and invariants without a witness; empty if all is covered. */
  readonly missing: readonly string[];
}

/** What of one allocation's world was visited. Plain data. */
export interface WorldVisits {
  readonly extent: WorldExtent;
  readonly moves: readonly CoveredMove[];
  readonly assumptions: readonly CoveredAssumption[];
  readonly witnesses: readonly InvariantWitness[];
}

/** Explores the whole world of an allocation: nothing dropped, then each assumption alone. */
export function visitWorld(allocated: number): WorldVisits {
  const world = createWorld({ asked: allocated, order: 1 });
  const compiled = compile(finiteModel(shareWorld(world), WHOLE));
  const undropped = explore(compiled);
  const dropped = ASSUMPTIONS.map((_, position) => explore(compiled, { dropped: [position] }));
  const { states, transitions, depth, taken, verdicts } = undropped;
  return {
    extent: { allocated, states, transitions, depth },
    moves: world.moves.map(({ name, kind }, family) => ({
      move: name,
      actor: actorOf(kind),
      undropped: taken[family] ?? 0,
      oneDropped: sum(dropped.map((alone) => alone.taken[family] ?? 0)),
    })),
    assumptions: ASSUMPTIONS.map(({ id }, i) => ({
      assumption: id,
      freed: (dropped[i]?.transitions ?? 0) - transitions,
    })),
    witnesses: WHOLE.invariants.map((invariant, i) => {
      const verdict = verdicts[i];
      const isMet = verdict?.verdict === "holds";
      const run = isMet ? retold({ world, compiled, trace: verdict.witness }) : null;
      return { invariant, allocated, run };
    }),
  };
}

/** The coverage over all allocations, ascending; witnesses are of the largest, where offsets are most telling. */
export function joinVisits(visits: readonly WorldVisits[]): WorldCoverage {
  const { moves: first = [], witnesses = [] } = visits.at(-1) ?? {};
  const moves = first.map((move, i) => ({
    ...move,
    undropped: sum(visits.map((each) => each.moves[i]?.undropped ?? 0)),
    oneDropped: sum(visits.map((each) => each.moves[i]?.oneDropped ?? 0)),
  }));
  return {
    extents: visits.map(({ extent }) => extent),
    moves,
    assumptions: ASSUMPTIONS.map(({ id }, i) => ({
      assumption: id,
      freed: sum(visits.map(({ assumptions }) => assumptions[i]?.freed ?? 0)),
    })),
    witnesses,
    missing: [
      ...moves.filter((move) => move.oneDropped === 0).map(({ move }) => `move: ${move}`),
      ...witnesses
        .filter(({ run }) => run === null)
        .map(({ invariant }) => `situation: ${invariant}`),
    ],
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
