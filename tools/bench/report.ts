/** What `npm run bench -- --json` writes. */
export interface BenchReport {
  readonly models: readonly BenchResult[];
}

/** One model; all its engines met the same number of states and took the same number of transitions. */
export interface BenchResult {
  readonly name: string;
  readonly states: number;
  readonly transitions: number;
  readonly engines: readonly BenchEngine[];
}

/** One engine on one model. */
export interface BenchEngine {
  /**
   * `explorer` and `c` remember the states met in a bitmap, `explorer-hash` and `c-hash` in a hash table;
   * `spin`; `xstate-graph`.
   */
  readonly name: string;
  /** Transitions in a second of CPU: the median of the runs. */
  readonly transitionsPerSecond: number;
  /** Bytes held at the end of the search, for each state: the median of the runs. */
  readonly bytesPerState: number;
}
