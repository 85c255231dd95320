/** How far the calls of the C are, told to a thread that can end this one. */

/** Seconds that one call of the C may take: one that uses no more than its fuel takes under a millisecond. */
export const SECONDS = 10;

/** What is being called: the constructors of the C, its probe or its callbacks, so many in a batch. */
export const CALLED = ["nothing", "constructors", "probes", "steps"] as const;
export type Called = (typeof CALLED)[number];

/** A call: the batches before its own, and its place in it. */
export interface CallPlace {
  readonly batch: number;
  readonly at: number;
}

/** Words that both threads see. */
export const WATCH_WORDS = 3;
const WORD = { batch: 0, at: 1, called: 2 } as const;

/** The side that calls. All batches of a run are numbered, and the same run numbers them alike. */
export class Watch {
  #batch = 0;

  /**
   * @param words shared
   * @param endless a call that an earlier run of the same was ended in
   */
  constructor(
    private readonly words: Int32Array,
    private readonly endless: CallPlace | undefined,
  ) {}

  /** A batch begins. @returns the call of it that must not be made; undefined if all may */
  begin(called: Called): number | undefined {
    this.#batch++;
    this.words[WORD.at] = 0;
    this.words[WORD.batch] = this.#batch;
    this.words[WORD.called] = CALLED.indexOf(called);
    return this.endless?.batch === this.#batch ? this.endless.at : undefined;
  }

  /** The next call of the batch. */
  step(at: number): void {
    this.words[WORD.at] = at;
  }

  end(): void {
    this.words[WORD.called] = 0;
  }
}

/** Where the other side is. */
export function watched(words: Int32Array): CallPlace & { readonly called: Called } {
  const [batch = 0, at = 0, called = 0] = words;
  return { batch, at, called: CALLED[called] ?? "nothing" };
}
