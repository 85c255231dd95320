/** Exit codes of every command. */
export const EXIT = {
  /** Every verdict is as expected. */
  asExpected: 0,
  /** The checks ran and something is not as expected. */
  notAsExpected: 1,
  /** The command could not be understood or its input could not be read. */
  badUse: 2,
  /** quirkcheck itself is at fault: its stack is shown. */
  defect: 70,
} as const;

/** Bad input: the message is one line that says what, where, and what was expected. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
