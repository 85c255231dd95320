/** A log that cannot be followed: one line that says what, where in the log, and what was expected. */
export class LogError extends Error {
  override readonly name = "LogError";

  /** @param line of the log, from 1; undefined where it speaks of the whole */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}
