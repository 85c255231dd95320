/** What an exploration says. Plain data, so that it can be written as JSON. */

/** Where a run starts. */
export interface TraceStart {
  /** A value for each component. */
  readonly values: readonly number[];
  /** Assumptions this start needs dropped. */
  readonly needs: readonly number[];
}

/** One step of a run. */
export interface TraceStep<Action = unknown> {
  readonly move: string;
  readonly actor: string;
  /** What happened: of the outcome. */
  readonly action: Action;
  /** Assumptions this step needs dropped. */
  readonly needs: readonly number[];
  /** A value for each component, before the step and after it. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A run, from an initial state to the step or state in question. */
export interface Trace<Action = unknown> {
  readonly start: TraceStart;
  readonly steps: readonly TraceStep<Action>[];
  /** The observation of the last state that is in question; absent if the last step is. */
  readonly observation?: string;
}

/** What an exploration says of one invariant. */
export type InvariantVerdict<Action = unknown> =
  | {
      readonly verdict: "holds";
      /** Steps and states of the situation the invariant speaks of: at least 1. */
      readonly concerned: number;
      /** A shortest run to the first of them. */
      readonly witness: Trace<Action>;
    }
  | {
      readonly verdict: "violated";
      /** Steps and states of the situation, as far as the search went. */
      readonly concerned: number;
      /** A shortest run that violates it. */
      readonly path: Trace<Action>;
    }
  /** The situation does not occur: a search that was complete found no step or state of it. */
  | { readonly verdict: "unreachable" }
  /** The search was cut short before a violation was found: never a pass. */
  | { readonly verdict: "incomplete"; readonly why: string };

/** A search of every reachable state. */
export interface Exploration<Action = unknown> {
  /** States reached. */
  readonly states: number;
  /** Outcomes taken, self-loops included, each once for each state. */
  readonly transitions: number;
  /** Steps to the furthest state. */
  readonly depth: number;
  /** By family: outcomes of it taken. */
  readonly taken: readonly number[];
  /** By invariant. */
  readonly verdicts: readonly InvariantVerdict<Action>[];
  /** Why the search ended early; absent from one that is complete. */
  readonly incomplete?: string;
  /** Bytes of the arrays that grew with the search, at its end. */
  readonly bytes: number;
}

/** Where a search gives up. It is then incomplete, never a pass. */
export interface Limits {
  /** Most states. */
  readonly states?: number;
  /** Most bytes in the arrays that grow with the search, while they are being copied too. */
  readonly bytes?: number;
}

/** Told how far a search is; called every so many states. */
export type OnProgress = (states: number, transitions: number) => void;
