/** Commands that report bad use the way every command here does. */
import { Command } from "commander";
import { UsageError } from "./errors.js";

/**
 * A command whose own errors are UsageErrors of one line. Help and version still throw commander's
 * CommanderError with `exitCode` 0, after they printed.
 */
export function newCommand(name: string): Command {
  return new Command(name)
    .configureOutput({ outputError: () => undefined })
    .exitOverride((error) => {
      if (error.exitCode === 0) throw error;
      throw new UsageError(
        error.message
          .replace(/^error: /, "")
          .replace(/\n\(Did you mean (.*)\)$/, ": did you mean $1"),
      );
    });
}
