/** What a cut-set search says. Plain data, so that it can be written as JSON. */
import type { Limits, OnProgress, Trace } from "../explorer/result.js";

/** A minimal set of assumptions that, dropped together, let an invariant be violated. */
export interface CutSet {
  /** Positions in the model, ascending. */
  readonly assumptions: readonly number[];
  /** Steps of a shortest counterexample. */
  readonly length: number;
  /**
   * The counterexample: of the shortest, one with fewest changes of actor; of those the first in catalogue
   * order. Absent if the search was not asked for it.
   */
  readonly counterexample?: Trace;
}

/** What a search says of one invariant. */
export interface InvariantCuts {
  /** Position in the model. */
  readonly invariant: number;
  /**
   * With nothing dropped: `holds` if its situation occurs and it is never violated, `unreachable` if its
   * situation does not occur, `incomplete` if the search was cut short before it could tell.
   */
  readonly undropped: "holds" | "violated" | "unreachable" | "incomplete";
  /** Steps and states of its situation with nothing dropped; all of them, unless it is violated. */
  readonly concerned: number;
  /**
   * All minimal cut sets up to the order, by size and then in catalogue order. Of a search that was cut
   * short: sets that do break it, perhaps not all, perhaps not minimal.
   */
  readonly cutSets: readonly CutSet[];
}

/** All minimal cut sets up to an order. */
export interface CutSetSearch {
  readonly order: number;
  readonly invariants: readonly InvariantCuts[];
  /** Pairs of a state and a minimal set by which it is reached, as the search went through them. */
  readonly nodes: number;
  /** States reached. */
  readonly states: number;
  /** Outcomes taken from nodes. */
  readonly transitions: number;
  /** By assumption: outcomes taken that need it dropped, and initial states that do. */
  readonly exercised: readonly number[];
  /** Why the search ended early; absent from one that is complete. */
  readonly incomplete?: string;
  /** Bytes of the arrays that grew with the search, at its end. */
  readonly bytes: number;
}

export interface CutSetOptions {
  /** The most assumptions dropped together: 1 to 4. */
  readonly order: number;
  /** Positions of the invariants of interest; default all. */
  readonly invariants?: readonly number[];
  /** Positions of the assumptions that may be dropped; default all. */
  readonly assumptions?: readonly number[];
  /**
   * By invariant: assumptions that every violation of it needs, as the caller knows. The search then
   * leaves out what cannot drop those as well.
   */
  readonly required?: ReadonlyMap<number, readonly number[]>;
  /** `states` limits the nodes. */
  readonly limits?: Limits;
  /** Find a counterexample for each cut set; default true. */
  readonly counterexamples?: boolean;
  /** Told nodes and transitions. */
  readonly onProgress?: OnProgress;
  /** Nodes between two calls of `onProgress`; default 65,536. */
  readonly progressEvery?: number;
}
