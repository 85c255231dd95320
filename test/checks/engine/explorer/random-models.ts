/** Small models drawn at random: up to 81 states, up to 5 assumptions. */
import fc from "fast-check";
import type {
  Change,
  FiniteModel,
  InitialState,
  MoveFamily,
  Observation,
  Outcome,
} from "../../../../checks/engine/explorer/model.js";
import { numbers } from "./toys.js";

/** A source of small random numbers that is the same for the same seed. */
type Draw = (below: number) => number;

interface Shape {
  readonly radices: readonly number[];
  readonly assumptions: number;
  readonly invariants: number;
  readonly seed: number;
  readonly moves: number;
  readonly observations: number;
  readonly starts: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  radices: fc.array(fc.integer({ min: 2, max: 3 }), { minLength: 3, maxLength: 4 }),
  assumptions: fc.integer({ min: 3, max: 5 }),
  invariants: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
  moves: fc.integer({ min: 2, max: 6 }),
  observations: fc.integer({ min: 0, max: 2 }),
  starts: fc.integer({ min: 1, max: 3 }),
});

/** A model whose outcomes are a table, made from the seed by hashing the values looked at. */
export const randomModel: fc.Arbitrary<FiniteModel> = shape.map(modelOf);

function modelOf(shape: Shape): FiniteModel {
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  const draw = drawing(shape.seed, []);
  return {
    components: shape.radices.map((radix, i) => numbers(`c${i}`, radix)),
    assumptions: names("a", shape.assumptions),
    invariants: names("i", shape.invariants),
    initial: Array.from({ length: shape.starts }, (_, i) => startOf(shape, draw, i)),
    moves: names("move ", shape.moves).map((name, i) => moveOf(shape, draw, name, i)),
    observations: names("look ", shape.observations).map((name, i) =>
      observationOf(shape, draw, name, i),
    ),
  };
}

function startOf(shape: Shape, draw: Draw, place: number): InitialState {
  const needs = place === 0 ? [] : subset(shape.assumptions, draw, 3);
  return { values: shape.radices.map(draw), needs };
}

function moveOf(shape: Shape, draw: Draw, name: string, place: number): MoveFamily {
  const reads = subset(shape.radices.length, draw, 2);
  return {
    name,
    actor: `actor ${draw(3)}`,
    reads,
    outcomes: (values) => {
      const drawOutcome = drawing(shape.seed + place + 1, values);
      return Array.from({ length: drawOutcome(4) }, (_, i) => outcomeOf(shape, drawOutcome, i));
    },
  };
}

function outcomeOf(shape: Shape, draw: Draw, place: number): Outcome {
  const changed = subset(shape.radices.length, draw, 3);
  const changes = changed.map((c): Change => [c, draw(shape.radices[c] ?? 1)]);
  return {
    action: { way: place, branch: draw(4) === 0 ? draw(3) : null },
    changes,
    needs: draw(3) === 0 ? [] : subset(shape.assumptions, draw, 3),
    violates: draw(16) === 0 ? [draw(shape.invariants)] : [],
    concerns: draw(8) === 0 ? [draw(shape.invariants)] : [],
  };
}

function observationOf(shape: Shape, draw: Draw, name: string, place: number): Observation {
  return {
    name,
    reads: subset(shape.radices.length, draw, 2),
    judge: (values) => {
      const drawRemark = drawing(shape.seed - place - 1, values);
      return {
        violates: drawRemark(20) === 0 ? [drawRemark(shape.invariants)] : [],
        concerns: drawRemark(8) === 0 ? [drawRemark(shape.invariants)] : [],
      };
    },
  };
}

/** Each position with a chance of 1 in `rarity`. */
function subset(count: number, draw: Draw, rarity: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter(() => draw(rarity) === 0);
}

/** A small generator (xorshift), seeded with a number and some values. */
function drawing(seed: number, values: readonly number[]): Draw {
  let state = values.reduce((hash, value) => Math.imul(hash ^ (value + 1), 0x01000193), seed | 1);
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state = Math.imul(state, 0x2545f491) ^ (state >>> 15) || 1;
    return Math.floor(((state >>> 0) / 2 ** 32) * below);
  };
}
