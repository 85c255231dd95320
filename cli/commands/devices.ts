/** `devices`: which MSI registers of which chip each design traps. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { CHIPS } from "../../model/devices/index.js";
import { type DevicesReport, devicesReport } from "../../reports/devices-report.js";
import { renderDevices } from "../../reports/render/devices-text.js";
import { parseFileName } from "../arguments.js";
import { newCommand } from "../command.js";
import { EXIT, UsageError } from "../errors.js";
import { didYouMean } from "../nearest.js";
import { print, writeResult } from "../output.js";
import { packageRoot } from "../package-root.js";
import { checkedJson } from "../schemas.js";

interface DevicesFlags {
  readonly device?: string;
  readonly json?: string;
}

const HELP = `
Offsets are derived from the chips' drivers. Exit code 0 if every register of the patch's trace is one of
them, else 1; findings are no failure.`;

export function devicesCommand(): Command {
  return newCommand("coverage:devices")
    .alias("devices")
    .description("show which MSI registers of which chip each design traps, and what is wrong")
    .addOption(
      new Option("--device <name>", `only one chip, ring by ring: ${chipNames()}`).argParser(
        chipName,
      ),
    )
    .addOption(
      new Option("--json <file>", "write everything, of all chips, as JSON; - for standard output")
        .argParser((text) => parseFileName("--json", text))
        .conflicts("device"),
    )
    .addHelpText("after", HELP)
    .action(async (flags: DevicesFlags) => {
      process.exitCode = await devices(flags);
    });
}

/** The report from the trace that is part of this package. */
export function currentDevicesReport(): DevicesReport {
  const trace = readFileSync(join(packageRoot(), "traces/wcn6855-linux.log"), "utf8");
  return devicesReport(trace.split("\n"));
}

async function devices({ device, json }: DevicesFlags): Promise<number> {
  const make = currentDevicesReport;
  const textOf = (result: DevicesReport) => checkedJson("devices", result);
  const report = await writeResult({ outputs: [{ path: json, textOf }] }, make);
  if (json !== "-") await print(renderDevices(report, device));
  return report.asExpected ? EXIT.asExpected : EXIT.notAsExpected;
}

function chipNames(): string {
  return CHIPS.map(({ id }) => id).join(", ");
}

function chipName(text: string): string {
  if (CHIPS.some(({ id }) => id === text)) return text;
  const names = CHIPS.map(({ id }) => id);
  throw new UsageError(`--device: '${text}' is no chip known here: ${didYouMean(text, names)}`);
}
