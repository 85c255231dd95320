/** The patch's C of which each call says what it looks at, of all that the C can change, and what it changes. */
import { CompiledQuirk, type Kept, type ProbeCall, type Trap } from "./compiled-quirk.js";
import type { ProbeRecord } from "./records.js";

/** Values by word: words are 32 bits each, numbered over all memory that the C can change. */
export type Words = ReadonlyMap<number, number>;

/** What a call finds where it looks; asked for once a call. */
export interface Found {
  /** In a followed word, as the state has it. */
  readonly word: (word: number) => number;
  /** In the capabilities: by position in REGISTERS (records.ts). */
  readonly register: (register: number) => number;
}

const NOTHING: Found = { word: () => 0, register: () => 0 };

/** The call looked at words that another call had changed, or the other way round: they have to be followed. */
export interface Unfollowed {
  readonly unfollowed: readonly number[];
}

/** Thrown out of the sandbox. */
class MoreState extends Error {
  constructor(readonly word: number) {
    super(`word ${word}`);
  }
}

export class FollowedQuirk extends CompiledQuirk {
  #found = NOTHING;
  readonly #followed = new Set<number>();

  override attach(device: ProbeCall): ProbeRecord | Trap {
    this.call("set_following", 0);
    const record = super.attach(device);
    this.call("set_following", 1);
    for (const word of this.#followed) this.call("follow", word);
    return record;
  }

  /**
   * Runs the first input of the batch.
   * @param found what it looks at, asked for when it does; a word that is not followed is as the probe left it
   * @returns what it left in each word that it wrote; or why it did not come back; or words that were wrong in
   *   this call or in an earlier one, since they are not followed
   */
  step(found: Found): Words | Trap | Unfollowed {
    this.#found = found;
    try {
      const stop = this.run(0, 1);
      if (stop !== undefined) return stop.trap;
    } catch (error) {
      if (!(error instanceof MoreState)) throw error;
      this.restart();
      return { unfollowed: [error.word] };
    }
    const unfollowed = this.#unfollowed();
    if (unfollowed.length > 0) return { unfollowed };
    const count = this.call("touched_count");
    const words = this.words(this.call("touched"), count);
    const values = this.words(this.call("touched_values"), count);
    return new Map(Array.from(words, (word, i) => [word, values[i] ?? 0]));
  }

  /** From now on the word has the value that is found. */
  follow(word: number): void {
    this.#followed.add(word);
    this.call("follow", word);
  }

  /** As its probe left it. */
  firstValue(word: number): number {
    return this.call("first_value", word) >>> 0;
  }

  /** Where a word is. */
  placeOf(word: number): Kept {
    return this.keptIn(this.call("place_of", word));
  }

  protected override asked(): Record<string, (at: number) => number> {
    return {
      word: (word) => this.#found.word(word),
      register: (register) => this.#found.register(register),
      more_state: (word) => {
        throw new MoreState(word);
      },
    };
  }

  #unfollowed(): readonly number[] {
    const found: number[] = [];
    if (this.call("unfollowed") === 0) return found;
    const end = this.call("no_word");
    for (let word = 0; ; word++) {
      word = this.call("next_unfollowed", word);
      if (word >= end) return found;
      found.push(word);
    }
  }
}
