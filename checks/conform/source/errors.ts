/** A patch that cannot be taken: one line that says what, where in the file, and what was expected. */
export class PatchError extends Error {
  override readonly name = "PatchError";

  /** @param line of the file given, from 1; undefined where it speaks of the whole */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}
