/** Models whose cut sets are known by hand. */
import type { FiniteModel, MoveFamily, Outcome } from "../../../../checks/engine/explorer/model.js";
import { numbers, step, toy } from "../explorer/toys.js";

const [A, B, C] = [0, 1, 2];

/** A move from one place to another on a way. */
interface Edge extends Partial<Outcome> {
  readonly from: number;
  readonly to: number;
  readonly actor?: string;
}

/** A walk over numbered places from place 0, each edge a move of its own, in the order given. */
export function walk(edges: readonly Edge[], rest: Partial<FiniteModel> = {}): FiniteModel {
  const places = Math.max(...edges.flatMap(({ from, to }) => [from, to])) + 1;
  return toy({
    components: [numbers("place", places)],
    assumptions: ["a", "b", "c"],
    moves: edges.map(
      ({ from, to, actor = "walker", ...outcome }, i): MoveFamily => ({
        name: `edge ${i}`,
        actor,
        reads: [0],
        outcomes: ([place]) => (place === from ? [step(`${from}-${to}`, [[0, to]], outcome)] : []),
      }),
    ),
    ...rest,
  });
}

/**
 * Invariant 0 breaks by dropping a, in one step, and by dropping b and c, in two. Invariant 1 breaks by
 * dropping a and b only. Invariant 2 holds whatever is dropped; the situation of invariant 3 does not
 * occur; invariant 4 breaks with nothing dropped.
 */
export const FIVE: FiniteModel = walk(
  [
    { from: 0, to: 1, needs: [A], violates: [0], concerns: [2] },
    { from: 0, to: 2, needs: [B], concerns: [0] },
    { from: 2, to: 3, needs: [C], violates: [0] },
    { from: 1, to: 4, needs: [B], violates: [1] },
    { from: 0, to: 5, concerns: [0, 1, 2], violates: [4] },
  ],
  { invariants: ["zero", "one", "two", "three", "four"] },
);

/** Breaks by dropping a, b and c in two steps, and by dropping only a and b in four. */
export const SHORT_CUT: FiniteModel = walk([
  { from: 0, to: 1, needs: [A, B] },
  { from: 1, to: 5, needs: [C], violates: [0] },
  { from: 1, to: 2 },
  { from: 2, to: 3, concerns: [0] },
  { from: 3, to: 4, needs: [A], violates: [0] },
]);

/**
 * Four ways of three steps to a violation, with assumption a dropped: by actors x y x, x y y, y y x and
 * x x y. Of the three with one change the first in the order of moves is the last given here but one.
 */
export const FOUR_WAYS: FiniteModel = walk([
  { from: 0, to: 1, actor: "x" },
  { from: 1, to: 2, actor: "y" },
  { from: 2, to: 9, actor: "x", needs: [A], violates: [0] },
  { from: 0, to: 3, actor: "y" },
  { from: 3, to: 4, actor: "y" },
  { from: 4, to: 9, actor: "x", needs: [A], violates: [0] },
  { from: 0, to: 5, actor: "x" },
  { from: 5, to: 6, actor: "y" },
  { from: 6, to: 9, actor: "y", needs: [A], violates: [0] },
  { from: 0, to: 7, actor: "x" },
  { from: 7, to: 8, actor: "x" },
  { from: 8, to: 9, actor: "y", needs: [A], violates: [0] },
]);

/** Each of `size` assumptions opens one of as many doors; all open, the invariant breaks: one cut set. */
export function doors(size: number): FiniteModel {
  const all = Array.from({ length: size }, (_, door) => door);
  return toy({
    components: all.map((door) => numbers(`door ${door}`, 2)),
    assumptions: all.map((door) => `door-${door}-locked`),
    moves: all.map((door) => ({
      name: `open ${door}`,
      actor: `opener ${door % 2}`,
      reads: [door],
      outcomes: ([open]) => (open === 0 ? [step("opens", [[door, 1]], { needs: [door] })] : []),
    })),
    observations: [
      {
        name: "doors",
        reads: all,
        judge: (values) => ({
          violates: values.every((value) => value === 1) ? [0] : [],
          concerns: [0],
        }),
      },
    ],
  });
}
