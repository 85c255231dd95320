/** What of the world was visited: states, moves, assumptions, and each invariant's situation. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import type { Actor } from "../../model/world/move.js";
import { createWorld, representativeOffsets } from "../../model/world/world.js";
import { type CompiledModel, compile } from "../explorer/compile.js";
import { explore } from "../explorer/explore.js";
import type { Exploration, InvariantVerdict } from "../explorer/result.js";
import { finiteModel, shareWorld } from "./finite.js";
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
  /** Empty if there is none: the invariant would be vacuous. */
  readonly steps: readonly string[];
}

export interface WorldCoverage {
  readonly extents: readonly WorldExtent[];
  readonly moves: readonly CoveredMove[];
  readonly assumptions: readonly CoveredAssumption[];
  readonly witnesses: readonly InvariantWitness[];
  /** Moves never taken and invariants without a witness; empty if all is covered. */
  readonly missing: readonly string[];
}

/** Explores the whole world of each allocation: nothing dropped, then each assumption alone. */
export function worldCoverage(
  allocations: readonly number[],
  onProgress: (what: string) => void = () => undefined,
): WorldCoverage {
  const worlds = allocations.map((allocated) => {
    const compiled = wholeWorld(allocated);
    const undropped = explore(compiled);
    const dropped = ASSUMPTIONS.map(({ id }, position) => {
      onProgress(`${allocated} vectors, ${id} dropped`);
      return explore(compiled, { dropped: [position] });
    });
    return { allocated, compiled, undropped, dropped };
  });
  const moves = coveredMoves(worlds);
  const witnesses = witnessesOf(worlds);
  return {
    extents: worlds.map(({ allocated, undropped: { states, transitions, depth } }) => ({
      allocated,
      states,
      transitions,
      depth,
    })),
    moves,
    assumptions: ASSUMPTIONS.map(({ id }, i) => ({
      assumption: id,
      freed: sum(
        worlds.map(({ dropped, undropped }) => {
          return (dropped[i]?.transitions ?? 0) - undropped.transitions;
        }),
      ),
    })),
    witnesses,
    missing: [
      ...moves.filter((move) => move.oneDropped === 0).map(({ move }) => `move: ${move}`),
      ...witnesses
        .filter(({ steps }) => steps.length === 0)
        .map(({ invariant }) => `situation: ${invariant}`),
    ],
  };
}

interface ExploredWorld {
  readonly allocated: number;
  readonly compiled: CompiledModel;
  readonly undropped: Exploration;
  /** By position of the assumption. */
  readonly dropped: readonly Exploration[];
}

function wholeWorld(asked: number): CompiledModel {
  const offsets = representativeOffsets(asked);
  const world = createWorld({ asked, offsets, order: 1, quirk: AS_POSTED });
  return compile(finiteModel(shareWorld(world), WHOLE));
}

function coveredMoves(worlds: readonly ExploredWorld[]): readonly CoveredMove[] {
  const [first] = worlds;
  return (first?.compiled.model.moves ?? []).map(({ name, actor }, family) => ({
    move: name,
    actor: actor as Actor,
    undropped: sum(worlds.map(({ undropped }) => undropped.taken[family] ?? 0)),
    oneDropped: sum(
      worlds.flatMap(({ dropped }) => dropped.map(({ taken }) => taken[family] ?? 0)),
    ),
  }));
}

/** From the largest allocation, where offsets are most telling. */
function witnessesOf(worlds: readonly ExploredWorld[]): readonly InvariantWitness[] {
  const last = worlds.at(-1);
  if (last === undefined) return [];
  return WHOLE.invariants.map((invariant, i) => ({
    invariant,
    allocated: last.allocated,
    steps: stepsTo(last.undropped.verdicts[i]),
  }));
}

function stepsTo(verdict: InvariantVerdict | undefined): readonly string[] {
  if (verdict?.verdict !== "holds") return [];
  const { steps } = verdict.witness;
  return steps.map(({ actor, label }) => `${actor} ${label}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
