/**
 * The states met, in the order they were met, each with the position of the state it was met from. Grows in
 * pieces: what is there stays where it is, so that growing takes no second copy of it.
 */

const PIECE_BITS = 14;
/** States of a piece. */
const PIECE = 1 << PIECE_BITS;
const WITHIN = PIECE - 1;

/** Bytes of a state and of the position beside it. */
const BYTES_A_STATE = 12;

export class StateList {
  count = 0;
  private readonly states: Float64Array[] = [];
  private readonly parents: Int32Array[] = [];

  /** Bytes held. */
  get bytes(): number {
    return this.states.length * PIECE * BYTES_A_STATE;
  }

  /** True if that many states more fit without `makeRoom`. */
  hasRoomFor(more: number): boolean {
    return this.count + more <= this.states.length << PIECE_BITS;
  }

  /** Bytes held after `makeRoom(more)`. */
  bytesWithRoomFor(more: number): number {
    return Math.max(this.bytes, Math.ceil((this.count + more) / PIECE) * PIECE * BYTES_A_STATE);
  }

  /** Prepares for that many states more. */
  makeRoom(more: number): void {
    while (!this.hasRoomFor(more)) {
      this.states.push(new Float64Array(PIECE));
      this.parents.push(new Int32Array(PIECE));
    }
  }

  /**
   * Puts a state behind the others, for which there must be room.
   *
   * @param parent - the position of the state it was met from; -1 for an initial state.
   */
  push(state: number, parent: number): void {
    const at = this.count++;
    const states = this.states[at >>> PIECE_BITS];
    const parents = this.parents[at >>> PIECE_BITS];
    if (states === undefined || parents === undefined) throw new RangeError("no room was made");
    states[at & WITHIN] = state;
    parents[at & WITHIN] = parent;
  }

  /** The states near a position; the one there is at `within(at)`. */
  pieceOf(at: number): Float64Array {
    const piece = this.states[at >>> PIECE_BITS];
    if (piece === undefined) throw new RangeError(`no state at ${at}`);
    return piece;
  }

  /** Where in its piece the state at a position is. */
  within(at: number): number {
    return at & WITHIN;
  }

  /** The number of the state at a position. */
  stateAt(at: number): number {
    return this.pieceOf(at)[at & WITHIN] ?? 0;
  }

  /** The position of the state from which the one at a position was met; -1 for an initial state. */
  parentOf(at: number): number {
    return this.parents[at >>> PIECE_BITS]?.[at & WITHIN] ?? -1;
  }
}
