/**
 * The one counterexample to report: of the shortest, one with fewest changes of actor; of those the first
 * in catalogue order (of initial states, then of moves, then of a move's outcomes).
 */
import { BreadthFirst } from "../explorer/breadth-first.js";
import type { CompiledModel } from "../explorer/compile.js";
import { successorOf } from "../explorer/effects.js";
import { Evidence } from "../explorer/evidence.js";
import type { InitialState } from "../explorer/model.js";
import { encode } from "../explorer/numbering.js";
import { Restriction } from "../explorer/restriction.js";
import type { Limits, Trace } from "../explorer/result.js";
import { type Choice, choicesIn, tell } from "../explorer/trace.js";
import { ActorChanges, NO_WAY, type SearchedLayers } from "./actor-changes.js";

export interface ShortestOptions {
  /** Position in the model. */
  readonly invariant: number;
  /** Positions of the assumptions dropped. */
  readonly dropped: readonly number[];
  readonly limits?: Limits;
  /** Told the states met; called every 65,536. */
  readonly onProgress?: (states: number) => void;
}

export type Shortest<Action = unknown> =
  | { readonly kind: "found"; readonly trace: Trace<Action> }
  /** A complete search found no violation. */
  | { readonly kind: "none" }
  | { readonly kind: "incomplete"; readonly why: string };

const PROGRESS_EVERY = 65_536;

/** The counterexample to report for an invariant, with those assumptions dropped. Deterministic. */
export function shortestCounterexample<Action>(
  compiled: CompiledModel<Action>,
  options: ShortestOptions,
): Shortest<Action> {
  const { invariant, dropped, limits = {}, onProgress = () => undefined } = options;
  const restriction = new Restriction(compiled, dropped);
  const search = new BreadthFirst(compiled, restriction, { storage: "hash", limits });
  const evidence = new Evidence(compiled, restriction);
  for (let length = 0; ; length++) {
    const [from, to] = search.nextLayer();
    for (let at = from; at < to; at++) evidence.observe(search.states, at);
    // Set by a state of this layer, or by a step from the one before: either way so many steps.
    if (evidence.violated[invariant] !== undefined) {
      const searched = { compiled, restriction, search, bit: 1 << invariant, length };
      return { kind: "found", trace: bestTrace(searched) };
    }
    if (from === to) return { kind: "none" };
    const why = expandLayer(search, evidence, [from, to], onProgress);
    if (why !== undefined) return { kind: "incomplete", why };
  }
}

/** Takes every step from a layer; answers why it could not, if so. */
function expandLayer(
  search: BreadthFirst,
  evidence: Evidence,
  [from, to]: readonly [from: number, to: number],
  onProgress: (states: number) => void,
): string | undefined {
  let toldAt = from;
  for (let at = from; at < to && search.incomplete === undefined; ) {
    at = search.expand(at, Math.min(to, toldAt + PROGRESS_EVERY));
    evidence.noteFresh(at - 1);
    if (at < toldAt + PROGRESS_EVERY) continue;
    toldAt = at;
    onProgress(search.count);
  }
  return search.incomplete;
}

/** Goes forward along the best ways, each time by the first choice that is on one. */
function bestTrace<Action>(searched: SearchedLayers<Action>): Trace<Action> {
  const { compiled, length } = searched;
  const changes = new ActorChanges(searched);
  const start = bestStart(searched, changes);
  const choices: Choice<Action>[] = [];
  let state = encode(compiled.numbering, start.values);
  let breaking = false;
  for (let layer = 0; layer < length; layer++) {
    const choice = bestChoice(searched, changes, { state, layer, last: choices.at(-1)?.family });
    choices.push(choice);
    state = successorOf(compiled.numbering, choice.effect, state);
    breaking = (choice.effect.violates & searched.bit) !== 0;
  }
  const observation = breaking ? undefined : changes.observationOf(state);
  return tell(compiled, { start, choices, ...(observation === undefined ? {} : { observation }) });
}

function bestStart({ compiled, restriction }: SearchedLayers, changes: ActorChanges): InitialState {
  const starts = restriction.starts();
  const remaining = starts.map(({ values }) => {
    return changes.from(encode(compiled.numbering, values), 0, undefined);
  });
  return firstWith(starts, remaining);
}

/** Where a way has got to. */
interface Place {
  readonly state: number;
  readonly layer: number;
  /** The family that acted last; undefined at the start. */
  readonly last: number | undefined;
}

function bestChoice<Action>(
  searched: SearchedLayers<Action>,
  changes: ActorChanges,
  place: Place,
): Choice<Action> {
  const choices = choicesIn(searched.compiled, searched.restriction, place.state);
  return firstWith(
    choices,
    choices.map((choice) => changesBy(searched, changes, place, choice)),
  );
}

/** Fewest changes of actor to a violation, this step first. */
function changesBy(
  { compiled, bit, length }: SearchedLayers,
  changes: ActorChanges,
  { state, layer, last }: Place,
  { family, effect }: Choice,
): number {
  const now = last === undefined || changes.sameActor(last, family) ? 0 : 1;
  if (layer === length - 1 && (effect.violates & bit) !== 0) return now;
  return now + changes.from(successorOf(compiled.numbering, effect, state), layer + 1, family);
}

/** The first of the things with the least number. */
function firstWith<T>(things: readonly T[], numbers: readonly number[]): T {
  const least = Math.min(...numbers);
  const best = things[numbers.indexOf(least)];
  if (best === undefined || least >= NO_WAY) throw new Error("no way to the violation found");
  return best;
}
