/**
 * Several allocations' worlds searched as one, as long as they are the same but for the numbers in their actions.
 *
 * The handler sees the allocation only as a mask, and offsets come as one of each class, so 2, 4, 8 and 16
 * vectors make worlds of one shape. That is not taken for granted: whenever the first world is asked, so
 * are the others, in the same state, and what each answers is compared. A search of the first is then one
 * of the others too, step by step.
 */
import type { Move, WorldChoice, WorldOutcome } from "../../model/world/move.js";
import { rememberEach } from "../../model/world/remember.js";
import type { World } from "../../model/world/world.js";

export interface AllocatedWorld {
  readonly allocated: number;
  readonly world: World;
}

/** A world that stands for several. */
export interface AlikeWorlds {
  /** The first world, which asks the others along. */
  readonly world: World;
  /** The other allocations that never answered otherwise so far. */
  readonly alike: () => readonly number[];
}

/** Watches whether the others do as the first does. */
export function alikeWorlds(first: World, others: readonly AllocatedWorld[]): AlikeWorlds {
  const shapes = new Shapes();
  const left = new Set(others.filter(({ world }) => startAlike(first, world)));
  const moves = first.moves.map((move, position): Move => {
    const outcomes: Move["outcomes"] = (state) => {
      const found = move.outcomes(state);
      for (const other of left) {
        const theirs = other.world.moves[position]?.outcomes(state) ?? [];
        if (!shapes.same(found, theirs)) left.delete(other);
      }
      return found;
    };
    return { ...move, outcomes };
  });
  return {
    world: left.size === 0 ? first : { ...first, moves },
    alike: () => [...left].map(({ allocated }) => allocated),
  };
}

/** The same components, choices, kinds of moves and, as functions without an allocation, observations. */
function startAlike(a: World, b: World): boolean {
  const shape = ({ components, choices, moves, observations }: World) =>
    JSON.stringify([
      components,
      choices.map(({ changes, needs }: WorldChoice) => [changes, needs]),
      moves.map(({ name, kind, reads }) => [name, kind, reads]),
      observations.map(({ name, reads }) => [name, reads]),
    ]);
  return shape(a) === shape(b);
}

/** What outcomes do, whatever numbers are in their actions, as numbers. */
class Shapes {
  private readonly byOutcome = new Map<WorldOutcome, number>();
  private readonly byText = new Map<string, number>();
  private readonly shapeOfAll = rememberEach((outcomes: readonly WorldOutcome[]) =>
    outcomes.map((outcome) => this.shapeOf(outcome)).join(),
  );

  same(a: readonly WorldOutcome[], b: readonly WorldOutcome[]): boolean {
    return this.shapeOfAll(a) === this.shapeOfAll(b);
  }

  private shapeOf(outcome: WorldOutcome): number {
    const known = this.byOutcome.get(outcome);
    if (known !== undefined) return known;
    const { changes, needs, violates, concerns, arrivals = [] } = outcome;
    const entries = Object.entries(changes).sort(([a], [b]) => (a < b ? -1 : 1));
    const arrived = arrivals.map(({ branch, received }) => [branch, received.kind]);
    const text = JSON.stringify([entries, needs, violates, concerns, arrived]);
    const shape = this.byText.get(text) ?? this.byText.size;
    this.byText.set(text, shape);
    this.byOutcome.set(outcome, shape);
    return shape;
  }
}
