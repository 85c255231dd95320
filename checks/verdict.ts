/** What a check can say. Plain data, so that it can be written as JSON. */
export type Verdict =
  | {
      readonly verdict: "holds";
      /** Steps of the situation the invariant speaks of: at least 1. */
      readonly concerned: number;
      /** The first of them. */
      readonly witness: string;
    }
  | {
      readonly verdict: "violated";
      /** Steps of the situation the invariant speaks of. */
      readonly concerned: number;
      /** A shortest counterexample: events from the initial state on, the violating one last. */
      readonly path: readonly string[];
    }
  /** No step of the situation was found, in a search that was complete. */
  | { readonly verdict: "unreachable" }
  /** The search was cut short: never a pass. */
  | { readonly verdict: "incomplete"; readonly why: string };
