/**
 * `npm run witness`: the model of QEMU (model/qemu/) against a real QEMU.
 *
 * A tool of the repository, not of the product: it needs qemu-system-x86_64.
 */

import { parseUnsigned } from "../cli/arguments.js";
import { newCommand } from "../cli/command.js";
import { EXIT, UsageError } from "../cli/errors.js";
import { isColoured, print, writeResult } from "../cli/output.js";
import { runProgram } from "../cli/program.js";
import { Progress } from "../cli/progress.js";
import { checkedJson } from "../cli/schemas.js";
import type { WitnessReport } from "./witness/findings.js";
import { QemuError } from "./witness/qemu.js";
import { witness } from "./witness/run.js";
import { renderWitness } from "./witness/text.js";

const PROGRAM = "qemu-system-x86_64";
const STEPS = "100000";
const SEED = "20240812";

interface Flags {
  readonly qemu?: string;
  readonly steps: string;
  readonly seed: string;
  readonly json?: string;
}

const HELP = `
Compared: the MSI capability of QEMU's devices with model/qemu/msi-capability.ts, byte by byte after every
configuration write and reset; accesses to regions of its devices with model/qemu/memory-core.ts, call by call.
The same seed draws the same steps. Each device gets an equal part of them.
Exit code 0 if all was compared and nothing differs, 1 if not, 2 if there is no QEMU.`;

async function compare(flags: Flags): Promise<number> {
  const steps = parseUnsigned("--steps", flags.steps, 24);
  if (steps === 0) throw new UsageError("--steps: a number from 1 is expected");
  const seed = parseUnsigned("--seed", flags.seed, 31);
  const progress = new Progress(process.stderr);
  const onDevice = (device: string) => progress.update(`${device} beside the model`);
  const program = flags.qemu ?? PROGRAM;
  const make = async () => {
    try {
      return await witness({ program, steps, seed, onDevice });
    } catch (error) {
      throw error instanceof QemuError ? badQemu(program, error) : error;
    } finally {
      progress.clear();
    }
  };
  const { json } = flags;
  const textOf = (made: WitnessReport) => checkedJson("witness", made);
  const report = await writeResult({ outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(renderWitness(report, isColoured(process.stdout)));
  return report.agree ? EXIT.asExpected : EXIT.notAsExpected;
}

function badQemu(program: string, error: QemuError): UsageError {
  return error.code === "ENOENT"
    ? new UsageError(`${program} is not installed: on Debian, apt-get install qemu-system-x86`)
    : new UsageError(`${program}: a QEMU for x86 is expected: ${error.message}`);
}

async function main(): Promise<void> {
  const command = newCommand("witness")
    .description("compare the model of QEMU with a real QEMU")
    .option("--qemu <program>", `the QEMU to ask (default: ${PROGRAM})`)
    .option("--steps <number>", "writes, resets and accesses in all", STEPS)
    .option("--seed <number>", "draw other steps", SEED)
    .option("--json <file>", "write the result as JSON; - for standard output")
    .addHelpText("after", HELP)
    .action(async (flags: Flags) => {
      process.exitCode = await compare(flags);
    });
  await command.parseAsync(process.argv.slice(2), { from: "user" });
}

await runProgram("witness", main);
