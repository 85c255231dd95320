/** How every program here ends: bad use in one line, a defect with its stack, exit codes as in errors.ts. */
import { CommanderError } from "commander";
import { printable } from "../reports/printable.js";
import { EXIT, UsageError } from "./errors.js";
import { isEndOfReader, writeError } from "./spool.js";

/** Does the work of a program, which sets the exit code itself where nothing goes wrong. */
export async function runProgram(name: string, work: () => Promise<unknown>): Promise<void> {
  const complain = complainer(name);
  // Of commander's own output, the help, only this event tells whether it was written.
  process.stdout.on("error", (error) => {
    const told = writeError("output", error);
    // A reader that went away is no error of ours.
    if (!isEndOfReader(error)) complain(told instanceof Error ? told.message : String(told));
  });
  // Nobody is left to be told.
  process.stderr.on("error", () => undefined);
  try {
    await work();
  } catch (error) {
    // Help and version have printed and thrown.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    if (error instanceof UsageError) complain(error.message);
    else {
      const stack = String((error as Error).stack);
      process.stderr.write(`${name}: a defect of quirkcheck: ${stack}\n`);
      process.exitCode = EXIT.defect;
    }
  }
}

/** Bad use in one line: of a failed write both the event and the writer tell, and once is enough. */
function complainer(name: string): (message: string) => void {
  let complained = false;
  return (message) => {
    process.exitCode = EXIT.badUse;
    if (!complained) process.stderr.write(`${name}: ${printable(message)}\n`);
    complained = true;
  };
}
