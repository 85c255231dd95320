/** What must hold of every run, whatever it is given. */
import { CommanderError } from "commander";
import { PatchError } from "../../checks/conform/source/errors.js";
import { LogError } from "../../checks/replay/log-error.js";
import { UsageError } from "../../cli/errors.js";
import { printable } from "../../reports/printable.js";

/** Milliseconds: none of the inputs is large, but the machine may be busy. */
const LONGEST = 20_000;

export type Outcome =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "refused"; readonly message: string };

/** An invariant that does not hold, with the input that shows it. */
export class Finding extends Error {}

/**
 * Does something once, and gives what came of it.
 * @param input shown with a finding
 * @throws Finding if it throws what is no refusal, refuses in more than a line, or takes too long
 */
export async function outcomeOf(input: unknown, run: () => unknown): Promise<Outcome> {
  const start = performance.now();
  const outcome = await attempt(input, run);
  const took = performance.now() - start;
  if (took > LONGEST) throw finding(`took ${Math.round(took)} ms`, input);
  return outcome;
}

async function attempt(input: unknown, run: () => unknown): Promise<Outcome> {
  try {
    return { kind: "done", value: await run() };
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return { kind: "done", value: 0 };
    const isRefusal =
      error instanceof UsageError || error instanceof LogError || error instanceof PatchError;
    if (!isRefusal) throw finding(`a defect: ${String((error as Error)?.stack ?? error)}`, input);
    // The program's last step: what is left is one line.
    const message = printable(error.message);
    if (message === "") throw finding("refused without a word", input);
    return { kind: "refused", message };
  }
}

/** @throws Finding unless both are the same */
export function requireSame(
  what: string,
  input: unknown,
  [a, b]: readonly [unknown, unknown],
): void {
  const [first, second] = [a, b].map((value) => JSON.stringify(value, plain));
  if (first === second) return;
  throw finding(`${what}: ${first?.slice(0, 2000)} and ${second?.slice(0, 2000)}`, input);
}

export function finding(what: string, input: unknown): Finding {
  return new Finding(`${what}\ninput: ${JSON.stringify(input, plain)}`);
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `0x${value.toString(16)}` : value;
}
