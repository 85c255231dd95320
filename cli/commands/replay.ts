/** `replay LOG`: what the device would get, by a QEMU trace log. */
import { type Command, Option } from "commander";
import type { Host } from "../../checks/replay/host.js";
import type { LogSetup } from "../../checks/replay/log-replay.js";
import { watchedChip } from "../../checks/replay/watch/registers.js";
import { hex } from "../../model/bits.js";
import { CHIPS, chipsWithId } from "../../model/devices/index.js";
import {
  createMsiCapability,
  type MsiCapability,
  programMsiPair,
  setAllocatedVectors,
  setMsiEnabled,
  WCN6855_MSI_LAYOUT,
} from "../../model/qemu/msi-capability.js";
import type { TrappedWindow } from "../../model/quirk.js";
import { TRAPPED_WINDOWS } from "../../model/quirks/as-posted/probe.js";
import { parseAllocation, parseFileName, parseHexadecimal } from "../arguments.js";
import { newCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { readChip } from "../replay/chip-file.js";
import { readLspci } from "../replay/lspci-file.js";
import { type ReplayStreams, runReplay } from "../replay/run.js";

/** The options as commander hands them over, each parsed. */
interface ReplayFlags {
  readonly hostAddress?: bigint;
  readonly hostData?: number;
  readonly readFails?: true;
  readonly lspci?: string;
  readonly device?: number;
  readonly chip?: string;
  readonly msiCap: number;
  readonly msi64Bit?: true;
  readonly enabled?: true;
  readonly allocated?: number;
  readonly guestAddress?: bigint;
  readonly guestData?: number;
  readonly assumptions?: true;
  readonly name?: string;
  readonly json?: string;
}

/** Whose range is trapped as long as no device is named. */
const DEFAULT_DEVICE = 0x1103;
const DEFAULT_CAPABILITY = "0x50";

const HELP = `
The log comes from a guest that ran without the quirk and with BAR 0 not mapped (x-no-mmap=on), by
  -trace vfio_region_write -trace vfio_pci_write_config
as the log backend prints it, or simpletrace.py for the simple backend; with -trace vfio_region_read more
assumptions can be judged. Or it comes with the quirk in place, by -trace 'vfio_quirk_ath_*' too: then it shows
the host's pair itself, and exit code 1 says that the quirk did not do what its model does (docs/replay.md).
More events say more: vfio_msi_setup, vfio_msi_enable, vfio_pci_reset and others (docs/replay.md). An event is taken
wherever in its line it begins, behind a journal's head, a quotation or a console's text; one that is damaged ends
the replay with exit code 2. Lines '# quirkcheck: ...' say what QEMU does not log: the host's pair and the like.
With them a log needs no --host-* here; 'explain ID --log' writes such logs.

Addresses, data, the device's id and the capability's offset are hexadecimal, with or without 0x, as lspci -vv
and QEMU print them; vectors are decimal. The summary says how each was read.

Example:
  npm run replay -- traces/wcn6855-linux.log --host-address 00000000fee01004 --host-data 4041
  ssh root@host lspci -vv -s 01:00.0 | npm run replay -- guest.log --lspci -`;

/**
 * The command `replay`, for `addCommand`. Its action sets `process.exitCode`; bad input of any kind is a
 * UsageError, thrown by the parse.
 * @param io the process's streams, or a test's
 */
export function replayCommand(io: ReplayStreams = process): Command {
  const command = newCommand("replay")
    .description(
      "take the writes of a QEMU trace log through the handler and show what the device gets",
    )
    .argument("<log>", "trace log; - for standard input", (text) => parseFileName("log", text))
    .addHelpText("after", HELP);
  for (const option of options()) command.addOption(option);
  return command.action(async (log: string, flags: ReplayFlags) => {
    const { json, name, assumptions = false } = flags;
    if (log === "-" && flags.lspci === "-") {
      throw new UsageError("--lspci: the log is read from standard input, a file is expected");
    }
    const given = optionsGiven(command);
    const said =
      flags.lspci === undefined ? given : new Set([...given, "--msi-cap", "--msi-64-bit"]);
    const setup = { ...(await setupFrom(await withLspci(flags, given))), said };
    process.exitCode = await runReplay({ log, json, name, setup, assumptions }, io);
  });
}

function options(): Option[] {
  return [
    new Option(
      "--host-address <address>",
      "MSI address that the host granted, hexadecimal: 'Address:' of lspci -vv",
    ).argParser((text) => parseHexadecimal("--host-address", text, 64)),
    new Option(
      "--host-data <data>",
      "MSI data that the host granted, hexadecimal, 16 bits: 'Data:' of lspci -vv",
    ).argParser((text) => msiData("--host-data", text)),
    new Option(
      "--lspci <file>",
      "what lspci -vv prints on the host while the guest runs: pair, place and layout; - for standard input",
    )
      .conflicts(["hostAddress", "hostData", "readFails"])
      .argParser((text) => parseFileName("--lspci", text)),
    new Option(
      "--read-fails",
      "the handler's reads of the physical registers fail: --host-* are not needed, and not used",
    ),
    new Option(
      "--device <id>",
      `PCI device id, hexadecimal: ${knownDevices()} (default: of the chip that fits; where none does, the range of ${hex(DEFAULT_DEVICE)})`,
    ).argParser(deviceId),
    new Option(
      "--chip <file>",
      "a chip that is none of these, as JSON: examples/qcc2072.json is one, its schema chip.schema.json",
    )
      .conflicts("device")
      .argParser((text) => parseFileName("--chip", text)),
    new Option(
      "--msi-cap <offset>",
      "where the MSI capability is in configuration space, hexadecimal: 'Capabilities: [50] MSI' of lspci",
    )
      .default(capabilityOffset(DEFAULT_CAPABILITY), DEFAULT_CAPABILITY)
      .argParser(capabilityOffset),
    new Option("--msi-64-bit", "the capability has 64-bit addresses (data at +12, not +8)"),
    new Option("--enabled", "MSI is enabled when the log begins"),
    new Option(
      "--allocated <vectors>",
      "vectors allocated when the log begins, decimal: 1 to 32",
    ).argParser((text) => parseAllocation("--allocated", text)),
    new Option(
      "--guest-address <address>",
      "MSI address when the log begins, hexadecimal, a multiple of 4",
    ).argParser(guestAddress),
    new Option(
      "--guest-data <data>",
      "MSI data when the log begins, hexadecimal, 16 bits",
    ).argParser((text) => msiData("--guest-data", text)),
    new Option("--assumptions", "show each assumption and why it is kept, broken or undecided"),
    new Option("--name <device>", "the device to follow, where the log has several: 0000:01:00.0"),
    new Option("--json <file>", "write the result as JSON; - for standard output").argParser(
      (text) => parseFileName("--json", text),
    ),
  ];
}

/** By their long names; what has only its default is not among them. */
function optionsGiven(command: Command): ReadonlySet<string> {
  const given = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === "cli",
  );
  return new Set(given.flatMap(({ long }) => long ?? []));
}

function msiData(option: string, text: string): number {
  return Number(parseHexadecimal(option, text, 16));
}

function knownDevices(): string {
  return [...new Set(CHIPS.map((chip) => hex(chip.deviceId)))].join(", ");
}

function deviceId(text: string): number {
  const id = Number(parseHexadecimal("--device", text, 16));
  if (chipsWithId(id).length > 0) return id;
  throw new UsageError(
    `--device: ${hex(id)} is not one of ${knownDevices()} (--chip FILE is for any other)`,
  );
}

/** Capabilities lie at multiples of 4 above the standard header (PCI 3.0, section 6.7). */
function capabilityOffset(text: string): number {
  const offset = Number(parseHexadecimal("--msi-cap", text, 8));
  if (offset < 0x40 || offset % 4 !== 0) {
    throw new UsageError(`--msi-cap: ${hex(offset)} is not a multiple of 4 from 0x40 to 0xfc`);
  }
  return offset;
}

function guestAddress(text: string): bigint {
  const address = parseHexadecimal("--guest-address", text, 64);
  if (address % 4n === 0n) return address;
  throw new UsageError(`--guest-address: ${hex(address)} is not a multiple of 4`);
}

/** Only the 64-bit layout holds an upper half: without it, it would be lost in silence. */
function requireLayout(option: string, address: bigint, { msi64Bit }: ReplayFlags): void {
  if (address >> 32n === 0n || msi64Bit) return;
  throw new UsageError(`${option}: ${hex(address)} is above 4 GiB, which needs --msi-64-bit`);
}

/**
 * The options as what lspci printed has them.
 * @throws UsageError if that is of no use, or contradicts an option
 */
async function withLspci(flags: ReplayFlags, given: ReadonlySet<string>): Promise<ReplayFlags> {
  const { lspci: file } = flags;
  if (file === undefined) return flags;
  const { pair, offset, is64Bit } = await readLspci(file, flags.name);
  if (given.has("--msi-cap") && flags.msiCap !== offset) {
    throw new UsageError(
      `--lspci: ${file} has the MSI capability at ${hex(offset)}, --msi-cap at ${hex(flags.msiCap)}`,
    );
  }
  if (flags.msi64Bit && !is64Bit) {
    throw new UsageError(`--lspci: ${file} has 64bit-, which --msi-64-bit contradicts`);
  }
  const { msi64Bit: _, ...others } = flags;
  return {
    ...others,
    ...(is64Bit ? { msi64Bit: true as const } : {}),
    msiCap: capabilityOffset(hex(offset)),
    hostAddress: (BigInt(pair.high ?? 0) << 32n) + BigInt(pair.address),
    hostData: pair.data,
  };
}

async function setupFrom(flags: ReplayFlags): Promise<LogSetup> {
  return {
    capabilityOffset: flags.msiCap,
    capability: initialCapability(flags),
    host: hostFrom(flags),
    ...(await chipFrom(flags)),
  };
}

/** Whose rings the log is of, if that is said, and the range that is trapped. */
async function chipFrom({
  device,
  chip: file,
}: ReplayFlags): Promise<Pick<LogSetup, "chips" | "window" | "isRangeSaid">> {
  const usual = windowOf(DEFAULT_DEVICE);
  if (file !== undefined) {
    const { chip, trapped } = await readChip(file);
    return { chips: [chip], window: trapped ?? usual, isRangeSaid: trapped !== null };
  }
  if (device === undefined) return { window: usual };
  const chips = chipsWithId(device).map(watchedChip);
  return { chips, window: TRAPPED_WINDOWS[device] ?? usual };
}

function windowOf(id: number): TrappedWindow {
  const window = TRAPPED_WINDOWS[id];
  if (window === undefined) throw new Error(`no range for ${hex(id)}`);
  return window;
}

function initialCapability(flags: ReplayFlags): MsiCapability {
  const layout = { ...WCN6855_MSI_LAYOUT, is64Bit: flags.msi64Bit === true };
  const { allocated = 1, guestAddress: address = 0n, guestData = 0 } = flags;
  requireLayout("--guest-address", address, flags);
  let capability = programMsiPair(createMsiCapability(layout), address, guestData);
  capability = setAllocatedVectors(capability, allocated);
  return setMsiEnabled(capability, flags.enabled === true);
}

/** Nothing said is no error yet: the log itself may say it. */
function hostFrom(flags: ReplayFlags): Host {
  const { readFails, hostAddress, hostData } = flags;
  const isNone = hostAddress === undefined && hostData === undefined;
  if (!isNone && (hostAddress === undefined || hostData === undefined)) {
    const missing = hostAddress === undefined ? "--host-address" : "--host-data";
    throw new UsageError(`${missing} missing: what the host granted is an address and data`);
  }
  if (readFails) return "unreadable";
  if (hostAddress === undefined || hostData === undefined) return "unknown";
  requireLayout("--host-address", hostAddress, flags);
  const [address, high] = [BigInt.asUintN(32, hostAddress), hostAddress >> 32n];
  return { address: Number(address), high: Number(high), data: hostData };
}
