/** `conform PATCH`: the patch's own C against the model. */
import { type Command, Option } from "commander";
import { jsonOption, parseFileName, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { type NameFlags, nameOptions, namesFrom } from "../conform/names.js";
import { runConform } from "../conform/run.js";
import { parseVectors } from "../vectors.js";

/** The options as commander hands them over, each parsed. */
interface ConformFlags extends NameFlags {
  readonly vectors: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly log?: string;
  readonly json?: string;
}

const HELP = `
The patch may be a mail or mbox, a web page or its text, a unified diff or a C file. Its quirk is compiled
to WebAssembly with a stand-in for QEMU (checks/conform/stand-in/) and called beside the model; docs/conformance.md
says what that shows. The compiler is a package of its own: npm ci --prefix tools/clang
Exit code 0 if there is no difference, 1 if there is one or something was not compared (a branch never taken,
state besides the cookie, a hook: it is named), 2 if the patch cannot be taken.

Example:
  npm run conform -- quirk.patch`;

export function conformCommand(): Command {
  const command = newCommand("conform")
    .description("compile the quirk of a patch and compare it with the model, step by step")
    .argument("<patch>", "file; - for standard input", (text) => parseFileName("patch", text))
    .addHelpText("after", HELP);
  for (const option of nameOptions()) command.addOption(option);
  for (const option of options()) command.addOption(option);
  return command.action(async (patch: string, flags: ConformFlags) => {
    const { vectors, runs, seed, log, json } = flags;
    process.exitCode = await runConform({
      patch,
      names: namesFrom(flags),
      used: vectors,
      runs,
      seed,
      log,
      json,
    });
  });
}

function options(): readonly Option[] {
  return [
    new Option("--vectors <n>", "vectors used in the machine's enumeration: a count or a range")
      .default(parseVectors("1-32"), "1-32")
      .argParser(parseVectors),
    new Option("--runs <n>", "random sequences")
      .default(5000)
      .argParser((text) => parseUnsigned("--runs", text, 24)),
    new Option("--seed <n>", "of the random sequences")
      .default(20240812)
      .argParser((text) => parseUnsigned("--seed", text, 31)),
    new Option(
      "--log <file>",
      "write the shortest sequence as a log that `replay` reads",
    ).argParser((text) => parseFileName("--log", text)),
    jsonOption(),
  ];
}
