/** A finding's trace log with its head, as `explain ID --log` prints it. */
import { wrapped } from "../columns.js";
import type { ExplainReport } from "../explain-report.js";
import { LINE, startText } from "./finding-text.js";

/** Lines that `replay` follows without an option. */
export function renderFindingLog(finding: ExplainReport): string {
  const head = [finding.id, startText(finding), finding.statement].flatMap((text) =>
    wrapped(text, LINE - 2),
  );
  const lines = [...head.map((line) => `# ${line}`), ...finding.log];
  return `${lines.join("\n")}\n`;
}
