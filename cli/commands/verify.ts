/** `verify`: the checks themselves. */
import { type Command, Option } from "commander";
import { STEP_CHECKS, type StepCheckId } from "../../checks/paths/step-checks.js";
import { verifyMachine } from "../../checks/paths/verify.js";
import { renderVerify } from "../../reports/render/verify-text.js";
import { type VerifyReport, verifyReport } from "../../reports/verify-report.js";
import { newCommand } from "../command.js";
import { EXIT, UsageError } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { parseVectors } from "../vectors.js";

interface VerifyFlags {
  readonly vectors: readonly number[];
  readonly invariant?: StepCheckId;
  readonly json?: string;
}

const HELP = `
Verdicts: holds; violated (with a shortest path); unreachable (nothing of the kind ever happened, so
nothing was shown); incomplete (the search was cut short, never a pass).
Exit code 0 if every verdict and every count is the committed one, else 1.

Invariants:
${STEP_CHECKS.map(({ id, claim }) => `  ${id.padEnd(25)} ${claim}`).join("\n")}`;

export function verifyCommand(): Command {
  return newCommand("verify")
    .description("check the patch's handler on every transition of its machine")
    .addOption(
      new Option("--vectors <n>", "vectors used: a count or a range")
        .default(parseVectors("1-32"), "1-32")
        .argParser(parseVectors),
    )
    .addOption(new Option("--invariant <id>", "only this invariant").argParser(invariant))
    .option("--json <file>", "write the result as JSON; - for standard output")
    .addHelpText("after", HELP)
    .action(async (flags: VerifyFlags) => {
      process.exitCode = await verify(flags);
    });
}

async function verify({ vectors, invariant: check, json }: VerifyFlags): Promise<number> {
  const run = () => verifyWithProgress(vectors, check);
  const report =
    json === undefined
      ? run()
      : await writeResult(json, run, (made) => checkedJson("verify", made));
  if (json !== "-") await print(renderVerify(report, isColoured(process.stdout)));
  return report.asExpected ? EXIT.asExpected : EXIT.notAsExpected;
}

function verifyWithProgress(
  vectors: readonly number[],
  check: StepCheckId | undefined,
): VerifyReport {
  const progress = new Progress(process.stderr);
  let transitions = 0;
  const verification = verifyMachine({
    used: vectors,
    ...(check === undefined ? {} : { checks: [check] }),
    onEnumeration: ({ used, guest, steps }) => {
      transitions += steps.length;
      progress.update(
        `${used} of ${vectors.at(-1)} vectors, ${guest} guest, ${transitions} transitions`,
      );
    },
  });
  progress.clear();
  return verifyReport(verification);
}

function invariant(text: string): StepCheckId {
  const found = STEP_CHECKS.find(({ id }) => id === text);
  if (found === undefined) {
    const known = STEP_CHECKS.map(({ id }) => id).join(", ");
    throw new UsageError(`--invariant: '${text}' is not one of ${known}`);
  }
  return found.id;
}
