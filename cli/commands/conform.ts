/** `conform PATCH`: the patch's own C against the model. */
import { type Command, Option } from "commander";
import { POSTED_NAMES, type QuirkNames } from "../../checks/patch/source/select.js";
import { parseFileName, parseUnsigned } from "../arguments.js";
import { newCommand } from "../command.js";
import { runConform } from "../conform/run.js";
import { UsageError } from "../errors.js";
import { parseVectors } from "../vectors.js";

/** The options as commander hands them over, each parsed. */
interface ConformFlags extends NameFlags {
  readonly vectors: readonly number[];
  readonly runs: number;
  readonly seed: number;
  readonly log?: string;
  readonly json?: string;
}

/** Options that name parts of the C. */
export interface NameFlags {
  readonly read: string;
  readonly write: string;
  readonly ops: string;
  readonly probe: string;
  readonly cookie: string;
  readonly traceAddress: string;
  readonly traceData: string;
  readonly traceProbe: string;
}

const HELP = `
The patch may be a mail or mbox, a web page or its text, a unified diff or a C file. Its quirk is compiled
to WebAssembly with a stand-in for QEMU (checks/patch/stand-in/) and called beside the model; docs/conformance.md
says what that shows. The compiler is a package of its own: npm ci --prefix tools/clang
Exit code 0 if there is no difference, 1 if there is one, 2 if the patch cannot be taken.

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

/** The options by which another quirk is taken; the names of the patch as posted are the defaults. */
export function nameOptions(): readonly Option[] {
  const named = (flags: string, description: string, name: string) =>
    new Option(flags, description).default(name).argParser((text) => identifier(flags, text));
  const { state, cookie } = POSTED_NAMES;
  return [
    named("--read <function>", "the read callback", POSTED_NAMES.read),
    named("--write <function>", "the write callback", POSTED_NAMES.write),
    named("--ops <variable>", "the MemoryRegionOps", POSTED_NAMES.ops),
    named("--probe <function>", "what looks at a BAR and traps it", POSTED_NAMES.probe),
    new Option("--cookie <type.member>", "the member of the quirk's state that is the cookie")
      .default(`${state}.${cookie}`)
      .argParser(stateMember),
    named("--trace-address <name>", "trace point of a replaced address", POSTED_NAMES.traceAddress),
    named("--trace-data <name>", "trace point of a replaced data value", POSTED_NAMES.traceData),
    named("--trace-probe <name>", "trace point of the quirk in place", POSTED_NAMES.traceProbe),
  ];
}

/** The names that these options say. */
export function namesFrom(flags: NameFlags): QuirkNames {
  const { read, write, ops, probe, traceAddress, traceData, traceProbe } = flags;
  const [state = "", cookie = ""] = flags.cookie.split(".");
  return { read, write, ops, probe, state, cookie, traceAddress, traceData, traceProbe };
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
    new Option("--json <file>", "write the result as JSON; - for standard output").argParser(
      (text) => parseFileName("--json", text),
    ),
  ];
}

function identifier(flags: string, text: string): string {
  if (!/^[A-Za-z_]\w*$/.test(text)) {
    throw new UsageError(`${flags.split(" ")[0]}: '${text}' is no name in C`);
  }
  return text;
}

function stateMember(text: string): string {
  if (!/^(?:struct )?[A-Za-z_]\w*\.[A-Za-z_]\w*$/.test(text)) {
    throw new UsageError(`--cookie: '${text}' is not TYPE.MEMBER (VFIOQAthQuirk.msi_data_addr)`);
  }
  return text;
}
