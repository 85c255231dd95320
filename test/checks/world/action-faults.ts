/** Is an action all that happens? An outcome is found again by its action's data, and made again from it. */
import type { Design } from "../../../model/quirks/designs.js";
import type { WorldAction } from "../../../model/world/action.js";
import type { WorldOutcome } from "../../../model/world/move.js";
import type { WorldState } from "../../../model/world/state.js";
import { createWorld, representativeOffsets, type World } from "../../../model/world/world.js";
import { writePieces } from "../../../model/world/writes.js";
import { actionText } from "../../../reports/text/action.js";
import type { Situation } from "./reachable.js";

/** The world of a design that breaks at most one assumption at a time. */
export interface MadeWorld {
  readonly design: Pick<Design, "quirk" | "terms">;
  readonly asked: number;
  readonly world: World;
}

export function worldOf(design: MadeWorld["design"], asked: number): MadeWorld {
  const { quirk, terms } = design;
  const offsets = representativeOffsets(asked);
  return { design, asked, world: createWorld({ asked, offsets, order: 1, quirk, terms }) };
}

/**
 * Where the outcomes of a situation are not told apart by their actions, or those by their texts, or an action
 * that went through JSON does not lead to the state its outcome leads to. Two that differ in what they need
 * alone count as well: who acts so cannot know.
 */
export function actionFaults(made: MadeWorld, { state, outcomes }: Situation): readonly string[] {
  const actions = outcomes.map(({ action }) => JSON.stringify(action));
  const texts = outcomes.map(({ action }) => actionText(action, state));
  const there = made.world.moves.flatMap((move) => move.outcomes(state));
  const byAction = new Map(there.map((outcome) => [JSON.stringify(outcome.action), outcome]));
  return [
    ...twice(actions).map((action) => `two outcomes are ${action}`),
    ...twice(texts).map((text) => `two actions read '${text}'`),
    ...outcomes.flatMap((outcome, i) => {
      const action = JSON.parse(actions[i] ?? "") as WorldAction;
      const again = byAction.get(JSON.stringify(action));
      const isFound = again !== undefined && isEqual(again.changes, outcome.changes);
      const isSame = isFound && isMadeAgain(made, state, action, outcome);
      return isSame ? [] : [`${actions[i]} does not come out the same`];
    }),
  ];
}

/** The first nine of all that is wrong in some situations. */
export function allFaults(made: MadeWorld, situations: Iterable<Situation>): readonly string[] {
  const faults: string[] = [];
  for (const situation of situations) {
    faults.push(...actionFaults(made, situation));
    if (faults.length >= 9) break;
  }
  return faults.slice(0, 9);
}

/** What is written comes out of quirk and device as it did, and leaves in both what it left. */
function isMadeAgain(
  { design, asked }: MadeWorld,
  state: WorldState,
  action: WorldAction,
  { changes, arrivals }: WorldOutcome,
): boolean {
  if (action.kind !== "write") return arrivals === undefined;
  const again = writePieces(state, action.pieces, action.delivery, { ...design, asked });
  const left = Object.entries(again.changes) as [keyof WorldState, string][];
  return (
    isEqual(again.action, action) &&
    isEqual(again.arrivals, arrivals) &&
    left.every(([name, value]) => changes[name] === value)
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function twice(texts: readonly string[]): readonly string[] {
  return texts.length === new Set(texts).size
    ? []
    : texts.filter((text, i) => texts.indexOf(text) < i);
}
