#!/usr/bin/env node
/** The command `quirkcheck`. Exit codes: 0 as expected, 1 not as expected, 2 bad use or bad input, 70 our bug. */
import { type Command, CommanderError } from "commander";
import { newCommand } from "./command.js";
import { compareCommand } from "./commands/compare.js";
import { conformCommand } from "./commands/conform.js";
import { devicesCommand } from "./commands/devices.js";
import { explainCommand } from "./commands/explain.js";
import { mergeCommand } from "./commands/merge.js";
import { replayCommand } from "./commands/replay.js";
import { reportCommand } from "./commands/report.js";
import { verifyCommand } from "./commands/verify.js";
import { EXIT, UsageError } from "./errors.js";
import { packageVersion } from "./package-root.js";
import { isEndOfReader, writeError } from "./spool.js";

const HELP = `
Exit codes: 0 every verdict is as expected, 1 not as expected, 2 bad use or bad input, 70 a defect of quirkcheck.
'quirkcheck COMMAND --help' shows a command's options.`;

function program(): Command {
  const main = newCommand("quirkcheck")
    .description(
      "A model and exhaustive checker for QEMU's vfio quirk of ath11k/ath12k wireless cards",
    )
    .version(packageVersion())
    .addHelpText("after", HELP)
    .action(() => {
      throw new UsageError(`a command is expected: ${known(main)} (--help shows them)`);
    })
    .allowExcessArguments()
    .helpCommand("help [command]", "explain a command");
  const commands = [
    verifyCommand(),
    mergeCommand(),
    explainCommand(),
    compareCommand(),
    conformCommand(),
    replayCommand(),
    devicesCommand(),
    reportCommand(),
  ];
  for (const command of commands) {
    main.addCommand(command);
  }
  return main;
}

async function main(): Promise<void> {
  // Of commander's own output, the help, only this event tells whether it was written.
  process.stdout.on("error", (error) => {
    const told = writeError("output", error);
    // A reader that went away is no error of ours.
    if (!isEndOfReader(error)) complain(told instanceof Error ? told.message : String(told));
  });
  // Nobody is left to be told.
  process.stderr.on("error", () => undefined);
  try {
    const argv = process.argv.slice(2);
    const command = program();
    const [name] = argv;
    if (name !== undefined && !name.startsWith("-") && !isCommand(command, name)) {
      throw unknown(name, command);
    }
    const [, topic, ...surplus] = name === "help" ? argv : [];
    if (topic !== undefined && !topic.startsWith("-") && !isCommand(command, topic)) {
      throw unknown(topic, command);
    }
    if (surplus.length > 0) throw new UsageError("help: one command is expected");
    await command.parseAsync(argv, { from: "user" });
  } catch (error) {
    // Help and version have printed and thrown.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    if (!(error instanceof UsageError)) {
      process.stderr.write(
        `quirkcheck: a defect of quirkcheck: ${String((error as Error).stack)}\n`,
      );
      process.exitCode = EXIT.defect;
      return;
    }
    complain(error.message);
  }
}

let complained = false;

/** Bad use in one line: of a failed write both the event and the writer tell, and once is enough. */
function complain(message: string): void {
  process.exitCode = EXIT.badUse;
  if (!complained) process.stderr.write(`quirkcheck: ${printable(message)}\n`);
  complained = true;
}

function unknown(name: string, program: Command): UsageError {
  return new UsageError(`unknown command '${name}': ${known(program)} is expected`);
}

/** The commands' names as a sentence has them. */
function known(program: Command): string {
  const names = program.commands.map((command) => command.name());
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** One line, whatever a file or an argument is named. */
function printable(message: string): string {
  return message.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
}

function isCommand(command: Command, name: string): boolean {
  return (
    name === "help" ||
    command.commands.some((known) => known.name() === name || known.aliases().includes(name))
  );
}

await main();
