/**
 * A checker of any finite model: every reachable state, all minimal cut sets, the shortest
 * counterexamples, and the proof that there are no other cut sets. The only way in; README.md begins
 * with an example.
 */
export {
  type Completeness,
  proveByTrials,
  type Trial,
  type Undecided,
} from "./cut-sets/complete.js";
export type { CutSetOptions, CutSetSearch } from "./cut-sets/result.js";
export { compareSets, searchCutSets } from "./cut-sets/search.js";
export { shortestCounterexample } from "./cut-sets/shortest.js";
export { type CompiledModel, compile } from "./explorer/compile.js";
export { type ExploreOptions, explore } from "./explorer/explore.js";
export type {
  Change,
  Component,
  FiniteModel,
  InitialState,
  MoveFamily,
  Observation,
  Outcome,
} from "./explorer/model.js";
export { numberStates } from "./explorer/numbering.js";
export { ImpureModelError } from "./explorer/recheck.js";
export type {
  Exploration,
  InvariantVerdict,
  Limits,
  Trace,
  TraceStep,
} from "./explorer/result.js";
export { MOST_BITS } from "./explorer/seen.js";
export { InvalidModelError, TooManyStatesError } from "./explorer/validate.js";
