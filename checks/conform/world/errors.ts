/** Why a world cannot be searched with the C as its quirk. */
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import type { KeptState, NotCompared } from "../result.js";

/** What the C did cannot be a step of the world: it did not come back, or wrote twice. */
export class UnusableQuirk extends Error {
  override readonly name = "UnusableQuirk";
}

/** What the C did cannot be told by the world, whose quirk keeps its state and writes to the device. */
export class NotComparable extends Error {
  override readonly name = "NotComparable";
  constructor(readonly notCompared: readonly NotCompared[]) {
    super(JSON.stringify(notCompared));
  }
}

/** More state was met than the world was made for: it has to be made anew. */
export class StateGrew extends Error {
  override readonly name = "StateGrew";
}

/** State of the C that does not come to an end. */
export interface EndlessState {
  /** Words of 32 bits that take more values than there is room for. */
  readonly words: readonly KeptState[];
  /** So many values of a word are too many. */
  readonly most: number;
  /** Writes that, made over and over, bring another value each time; none were found if empty. */
  readonly writes: readonly WriteAccess[];
}

/** The search cannot end. */
export class Endless extends Error {
  override readonly name = "Endless";
  constructor(readonly state: EndlessState) {
    super(JSON.stringify(state.words));
  }
}
