/** A counterexample's trace log with a comment before the lines of each step. */
import type { Counterexample } from "../../checks/findings/counterexample.js";
import { logOf } from "../../checks/findings/finding-log.js";
import { actorOf } from "../../model/world/action.js";
import { actionText, arrivalText } from "./action.js";

/** Lines that `replay` follows without an option. */
export function logLines(counterexample: Counterexample): readonly string[] {
  const { start, steps } = logOf(counterexample);
  const comments = counterexample.steps.map(({ action, arrivals, before }, i) => {
    const did = arrivals.length === 0 ? "" : ` [${arrivals.map(arrivalText).join(", ")}]`;
    return `# ${i + 1} ${actorOf(action.kind)}: ${actionText(action, before)}${did}`;
  });
  return [...start, ...comments.flatMap((comment, i) => [comment, ...(steps[i] ?? [])])];
}
