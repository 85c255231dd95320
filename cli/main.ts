#!/usr/bin/env node
/** The command `quirkcheck`. Exit codes: 0 as expected, 1 not as expected, 2 bad use or bad input. */
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

const HELP = `
Exit codes: 0 every verdict is as expected, 1 not as expected, 2 bad use or bad input.
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
  // A reader that went away is no error of ours, and commander's own output does not mind it.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  try {
    const argv = process.argv.slice(2);
    const command = program();
    const [name] = argv;
    if (name !== undefined && !name.startsWith("-") && !isCommand(command, name)) {
      throw new UsageError(`unknown command '${name}': ${known(command)} is expected`);
    }
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
    process.stderr.write(`quirkcheck: ${printable(error.message)}\n`);
    process.exitCode = EXIT.badUse;
  }
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
