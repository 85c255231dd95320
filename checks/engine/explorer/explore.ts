/** Every reachable state of a model, breadth first, with a set of assumptions dropped. */
import { BreadthFirst, type SearchOptions } from "./breadth-first.js";
import type { CompiledModel } from "./compile.js";
import { Evidence, type Find } from "./evidence.js";
import { recheckState } from "./recheck.js";
import { Restriction } from "./restriction.js";
import type { Exploration, InvariantVerdict, OnProgress, Trace } from "./result.js";
import { traceThrough } from "./trace.js";

export interface ExploreOptions extends SearchOptions {
  /** Positions of the assumptions dropped; default none. */
  readonly dropped?: readonly number[];
  /** End at the first violation of this invariant; what it has not decided is then incomplete. */
  readonly stopAtViolationOf?: number;
  /** Ask the model's functions again in every state, and compare: slow. */
  readonly recheck?: boolean;
  readonly onProgress?: OnProgress;
  /** States between two calls of `onProgress`; default 65,536. */
  readonly progressEvery?: number;
}

/**
 * Visits every state that can be reached with the given assumptions dropped, and judges every step and
 * every state. The same model and options give the same result.
 *
 * @throws InvalidModelError if a function of the model answers something a model may not.
 * @throws ImpureModelError with `recheck`, if a function answers differently when asked again.
 */
export function explore<Action>(
  compiled: CompiledModel<Action>,
  options: ExploreOptions = {},
): Exploration<Action> {
  const restriction = new Restriction(compiled, options.dropped ?? []);
  const search = new BreadthFirst(compiled, restriction, options);
  const evidence = new Evidence(compiled, restriction);
  const run: Run<Action> = { compiled, restriction, search, evidence, options };
  const why = searchAll(run);
  const taken = evidence.countTaken();
  return {
    states: search.count,
    transitions: sum(taken),
    depth: Math.max(0, search.layers.length - 2),
    taken,
    verdicts: verdictsOf(run, why),
    ...(why === undefined ? {} : { incomplete: why }),
    bytes: search.bytes,
  };
}

/** One exploration under way. */
interface Run<Action = unknown> {
  readonly compiled: CompiledModel<Action>;
  readonly restriction: Restriction;
  readonly search: BreadthFirst;
  readonly evidence: Evidence<Action>;
  readonly options: ExploreOptions;
}

/** Searches layer by layer; answers why it ended early, if it did. */
function searchAll(run: Run): string | undefined {
  for (;;) {
    const [from, to] = run.search.nextLayer();
    if (from === to) return run.search.incomplete;
    // All of a layer is observed before any of it is expanded: a violation by a state of it is one
    // step shorter than one by a step from it.
    const why = observeLayer(run, from, to) ?? expandLayer(run, from, to);
    if (why !== undefined) return why;
  }
}

function observeLayer(run: Run, from: number, to: number): string | undefined {
  if (run.compiled.model.observations.length === 0) return undefined;
  for (let at = from; at < to; at++) run.evidence.observe(run.search.states, at);
  return whyStop(run);
}

function expandLayer(run: Run, from: number, to: number): string | undefined {
  const { progressEvery = 65_536, recheck = false } = run.options;
  for (let at = from; at < to; ) {
    const stop = recheck ? at + 1 : Math.min(to, nextMultiple(at, progressEvery));
    at = run.search.expand(at, stop);
    const why = noteNews(run, at - 1) ?? run.search.incomplete;
    if (why !== undefined) return why;
    if (at % progressEvery === 0) tellProgress(run);
  }
  return undefined;
}

/** The first multiple after a number. */
function nextMultiple(number: number, of: number): number {
  return (Math.floor(number / of) + 1) * of;
}

/** Judges the state expanded last; answers why the search need not go on, if so. */
function noteNews(run: Run, at: number): string | undefined {
  if (run.options.recheck === true) recheckState(run.compiled, run.search.states.stateAt(at));
  if (run.restriction.fresh.length === 0) return undefined;
  run.evidence.noteFresh(at);
  return whyStop(run);
}

function tellProgress({ options, search, evidence }: Run): void {
  options.onProgress?.(search.count, sum(evidence.countTaken()));
}

/** Why the search need not go on, if the violation it was to stop at is found. */
function whyStop({ compiled, evidence, options }: Run): string | undefined {
  const { stopAtViolationOf } = options;
  if (stopAtViolationOf === undefined) return undefined;
  if (evidence.violated[stopAtViolationOf] === undefined) return undefined;
  return `stopped at a violation of ${compiled.model.invariants[stopAtViolationOf]}`;
}

function verdictsOf<Action>(
  run: Run<Action>,
  why: string | undefined,
): readonly InvariantVerdict<Action>[] {
  const { evidence, compiled } = run;
  const counts = evidence.countConcerned();
  return compiled.model.invariants.map((_, invariant): InvariantVerdict<Action> => {
    const concerned = counts[invariant] ?? 0;
    const violation = evidence.violated[invariant];
    if (violation !== undefined) {
      return { verdict: "violated", concerned, path: traceTo(run, violation) };
    }
    if (why !== undefined) return { verdict: "incomplete", why };
    const witness = evidence.concerned[invariant];
    if (witness === undefined) return { verdict: "unreachable" };
    return { verdict: "holds", concerned, witness: traceTo(run, witness) };
  });
}

function traceTo<Action>(
  { compiled, restriction, search }: Run<Action>,
  { at, ending }: Find<Action>,
): Trace<Action> {
  return traceThrough(compiled, restriction, search.wayTo(at), ending);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}
