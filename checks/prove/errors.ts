/**
 * What a proof is not about: an instruction, a memory access, a piece of syntax, a loop that is not known. It
 * ends the proof, which then says what was met, and where.
 */
export class NotKnown extends Error {
  override readonly name = "NotKnown";

  /** @param where function of the C, or place in the model; undefined where it is known further out */
  constructor(
    message: string,
    readonly where?: string,
  ) {
    super(message);
  }
}
