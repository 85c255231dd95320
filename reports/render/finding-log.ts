/** A finding's trace log with its head, as `explain ID --log` prints it. */
import { logOf } from "../../checks/world/finding-log.js";
import type { Finding } from "../../checks/world/findings.js";
import { wrapped } from "../columns.js";
import { LINE, startText } from "./finding-text.js";

/** Lines that `replay` follows without an option. */
export function renderFindingLog(finding: Finding): string {
  const head = [finding.id, startText(finding), finding.statement].flatMap((text) =>
    wrapped(text, LINE - 2),
  );
  const lines = [...head.map((line) => `# ${line}`), ...logOf(finding.counterexample).lines];
  return `${lines.join("\n")}\n`;
}
