#!/usr/bin/env node
/** The command `quirkcheck`. Exit codes: 0 as expected, 1 not as expected, 2 bad use or bad input, 70 our bug. */
import type { Command } from "commander";
import { newCommand } from "./command.js";
import { compareCommand } from "./commands/compare.js";
import { conformCommand } from "./commands/conform.js";
import { devicesCommand } from "./commands/devices.js";
import { explainCommand } from "./commands/explain.js";
import { mergeCommand } from "./commands/merge.js";
import { replayCommand } from "./commands/replay.js";
import { reportCommand } from "./commands/report.js";
import { verifyCommand } from "./commands/verify.js";
import { UsageError } from "./errors.js";
import { didYouMean } from "./nearest.js";
import { packageVersion } from "./package-root.js";
import { runProgram } from "./program.js";

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
}

function unknown(name: string, program: Command): UsageError {
  const names = program.commands.map((command) => command.name());
  return new UsageError(`unknown command '${name}': ${didYouMean(name, names)}`);
}

/** The commands' names as a sentence has them. */
function known(program: Command): string {
  const names = program.commands.map((command) => command.name());
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function isCommand(command: Command, name: string): boolean {
  return (
    name === "help" ||
    command.commands.some((known) => known.name() === name || known.aliases().includes(name))
  );
}

await runProgram("quirkcheck", main);
