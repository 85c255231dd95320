/** Lists of options: of `replay` to the end, of the other commands until they are parsed. */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import { compareCommand } from "../../cli/commands/compare.js";
import { conformCommand } from "../../cli/commands/conform.js";
import { devicesCommand } from "../../cli/commands/devices.js";
import { explainCommand } from "../../cli/commands/explain.js";
import { mergeCommand } from "../../cli/commands/merge.js";
import { replayCommand } from "../../cli/commands/replay.js";
import { reportCommand } from "../../cli/commands/report.js";
import { verifyCommand } from "../../cli/commands/verify.js";
import { finding, outcomeOf, requireSame } from "./outcome.js";
import { NASTY, type Random } from "./random.js";

const LOG = `vfio_pci_write_config  (0000:01:00.0, @0x54, 0xfee00000, len=0x4)
vfio_pci_write_config  (0000:01:00.0, @0x58, 0x21, len=0x2)
vfio_pci_write_config  (0000:01:00.0, @0x52, 0x10b, len=0x2)
vfio_region_write  (0000:01:00.0:region0+0x80048, 0xfee00000, 4)
vfio_region_write  (0000:01:00.0:region0+0x8004c, 0x100, 4)
vfio_region_write  (0000:01:00.0:region0+0x80050, 0x21, 4)
`;
const LSPCI = `01:00.0 Network controller: x
\tCapabilities: [50] MSI: Enable+ Count=1/32 Maskable+ 64bit-
\t\tAddress: fee01004  Data: 4041
`;
const CHIP = `{"name":"x","deviceId":"0x1","rings":[{"name":"a","address":"0x80048"}]}`;

/** Values that some option takes. */
const GOOD = ["fee01004", "0x4041", "1", "32", "50", "0x1103", "0000:01:00.0", "1-4", "full-grant"];

export class OptionFuzz {
  readonly #inputs: readonly string[];
  readonly #folder: string;

  /** @param folder an empty one, for the files that the options name */
  constructor(folder: string) {
    this.#folder = folder;
    this.#inputs = ["a.log", "lspci", "chip.json"].map((name) => join(folder, name));
  }

  async start(): Promise<void> {
    const texts = [LOG, LSPCI, CHIP];
    await Promise.all(this.#inputs.map((path, i) => writeFile(path, texts[i] ?? "")));
  }

  async run(random: Random): Promise<void> {
    if (random.chance(50)) await this.#replay(random);
    else await this.#parse(random);
  }

  async #replay(random: Random): Promise<void> {
    const args = this.#list(replayCommand(), random);
    if (random.chance(90)) args.unshift(this.#inputs[0] ?? "");
    const once = () => this.#replayed(args);
    const [first, second] = [await outcomeOf(args, once), await outcomeOf(args, once)];
    requireSame("the same options twice", args, [first, second]);
    const left = (await readdir(this.#folder)).filter((name) => !KNOWN.has(name));
    if (left.length > 0) throw finding(`left files: ${left.join(", ")}`, args);
  }

  async #replayed(args: readonly string[]): Promise<unknown> {
    const [stdout, stderr] = [new Text(), new Text()];
    const io = { stdin: Readable.from([LOG]), stdout, stderr };
    const status = process.exitCode;
    await replayCommand(io).configureOutput(quiet).parseAsync(args, { from: "user" });
    const reached = process.exitCode;
    process.exitCode = status;
    if (reached !== 0 && reached !== 1) throw finding(`exit code ${reached}`, args);
    return { reached, stdout: stdout.text };
  }

  async #parse(random: Random): Promise<void> {
    const command = random.pick(COMMANDS)().configureOutput(quiet);
    command.action(() => undefined);
    const args = this.#list(command, random);
    await outcomeOf([command.name(), ...args], () => command.parseAsync(args, { from: "user" }));
  }

  #list(command: Command, random: Random): string[] {
    return random.some(command.options, 25).flatMap(({ long, flags }) => {
      const name = random.chance(3) ? `${long}x` : (long ?? "");
      const value = this.#value(random);
      if (!flags.includes("<") && !random.chance(5)) return [name];
      return random.chance(20) ? [`${name}=${value}`] : [name, value];
    });
  }

  #value(random: Random): string {
    const file = random.chance(80) ? random.pick(this.#inputs) : join(this.#folder, "out.json");
    return random.pick([random.pick(GOOD), random.pick(NASTY), file, file]);
  }
}

const KNOWN: ReadonlySet<string> = new Set(["a.log", "lspci", "chip.json", "out.json"]);
const quiet = { writeOut: () => undefined, writeErr: () => undefined };
const COMMANDS = [
  ...[verifyCommand, mergeCommand, explainCommand, compareCommand, conformCommand],
  ...[devicesCommand, reportCommand, replayCommand],
];

class Text extends Writable {
  text = "";
  constructor() {
    super({ decodeStrings: false, defaultEncoding: "utf8" });
  }
  override _write(chunk: string | Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
