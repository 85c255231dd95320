/** `conform PATCH`: the patch's own C against the model. */
import { type Command, Option } from "commander";
import { jsonOption, parseFileName, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { cookieNames, type NameFlags, nameOptions } from "../conform/names.js";
import { runConform } from "../conform/run.js";
import { UsageError } from "../errors.js";
import { parseVectors } from "../vectors.js";

/** The options as commander hands them over, each parsed. */
interface ConformFlags extends NameFlags {
  readonly vectors: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly unreachedOk: readonly FileLine[];
  readonly log?: string;
  readonly json?: string;
}

interface FileLine {
  readonly file: string;
  readonly line: number;
}

const HELP = `
The patch may be a mail or mbox, a web page or its text, a unified diff or a C file. Its quirk is compiled
to WebAssembly with a stand-in for QEMU (checks/conform/stand-in/) and called beside the model; docs/conformance.md
says what that shows. The compiler is a package of its own: npm ci --prefix tools/clang
Exit code 0 if there is no difference, 1 if there is one or something was not compared (a branch never taken,
state besides the cookie: it is named), 2 if the patch cannot be taken.

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
    const unreachedOk = flags.unreachedOk.map((place) => lineOf(patch, place));
    process.exitCode = await runConform({
      patch,
      names: cookieNames(flags, "conform"),
      used: vectors,
      runs,
      seed,
      unreachedOk,
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
      "--unreached-ok <file:line>",
      "a branch there that nothing can take is no gap (may be given again)",
    )
      .default([], "none")
      .argParser((text: string, before: readonly FileLine[]) => [...before, fileLine(text)]),
    new Option(
      "--log <file>",
      "write the shortest sequence as a log that `replay` reads",
    ).argParser((text) => parseFileName("--log", text)),
    jsonOption(),
  ];
}

function fileLine(text: string): FileLine {
  const [, file, line] = /^(.+):([1-9]\d{0,8})$/.exec(text) ?? [];
  if (file === undefined) {
    throw new UsageError(`--unreached-ok: '${text}' is not FILE:LINE (quirk.patch:120)`);
  }
  return { file, line: Number(line) };
}

/** The only file there is. */
function lineOf(patch: string, { file, line }: FileLine): number {
  if (file === patch) return line;
  throw new UsageError(`--unreached-ok: '${file}:${line}' is not in ${patch}`);
}
