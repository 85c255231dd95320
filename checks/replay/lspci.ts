/**
 * The host's MSI pair of a device, out of what `lspci -vv` prints on the host while the guest runs.
 *
 * Source: pciutils lspci.c show_terse (a device's line begins with its address) and ls-caps.c cap_msi
 * (`Capabilities: [50] MSI: Enable+ Count=1/32 Maskable+ 64bit-`, then `Address: ... Data: ...`).
 */
import { hex, parseHex } from "../../model/bits.js";
import type { HostPair } from "../trace-log/lines.js";

export interface HostMsi {
  readonly pair: HostPair;
  /** Where the capability begins in configuration space. */
  readonly offset: number;
  readonly is64Bit: boolean;
}

/** What makes it useless, in words. */
export class LspciError extends Error {}

/** A device's address: bus, device and function, perhaps with the domain. */
const DEVICE = /^((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])(?: |$)/i;
const MSI =
  /^\s+Capabilities: \[([0-9a-f]+)(?: v\d+)?\] (?:Message Signalled Interrupts|MSI): .*?(?:Enable|enable)([+-]).*64bit([+-])/i;
const PAIR = /^\s+Address: ([0-9a-f]+)\s+Data: ([0-9a-f]+)/i;
const DENIED = /^\s+Capabilities: <access denied>/;

interface Device {
  readonly address: string;
  readonly lines: string[];
}

/**
 * @param text what lspci printed, of one device or of several
 * @param name the device's address, with its domain or without; undefined: the only one
 * @throws LspciError if there is no such device, or no pair of it
 */
export function hostMsi(text: string, name: string | undefined): HostMsi {
  const device = deviceOf(devicesIn(text), name);
  const { address, lines } = device;
  const refuse = (why: string): never => {
    throw new LspciError(`${address}: ${why}`);
  };
  const at = lines.findIndex((line) => MSI.test(line));
  if (at < 0 && lines.some((line) => DENIED.test(line))) {
    return refuse("its capabilities are <access denied>: lspci -vv has to be run by root");
  }
  const [, offset = "", enable, bits] =
    MSI.exec(lines[at] ?? "") ?? refuse("has no MSI capability (lspci -vv shows it)");
  if (enable === "-") {
    return refuse("MSI is disabled (Enable-): the pair shows while the guest's driver runs");
  }
  const [, low = "", data = ""] =
    PAIR.exec(lines[at + 1] ?? "") ??
    refuse("no line 'Address: ... Data: ...' follows its MSI capability");
  const is64Bit = bits === "+";
  const pair = pairOf({ low, data, is64Bit }, refuse);
  return { pair, offset: Number.parseInt(offset, 16), is64Bit };
}

/** The numbers, if they can be a pair. */
function pairOf(
  { low, data, is64Bit }: { low: string; data: string; is64Bit: boolean },
  refuse: (why: string) => never,
): HostPair {
  const [address, word] = [parseHex(low, 64), parseHex(data, 16)];
  if (address === undefined || word === undefined) {
    return refuse(`Address: ${low} Data: ${data} are not 64 and 16 bits`);
  }
  if (address === 0n && word === 0n) {
    return refuse(
      "address and data are 0: the host granted nothing, or the device does not answer",
    );
  }
  if (!is64Bit && address >> 32n !== 0n) {
    return refuse(`address ${hex(address)} is above 4 GiB, of a capability with 64bit-`);
  }
  const halves = { address: Number(BigInt.asUintN(32, address)), high: Number(address >> 32n) };
  return { ...halves, data: Number(word) };
}

function devicesIn(text: string): readonly Device[] {
  const devices: Device[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, address] = DEVICE.exec(line) ?? [];
    if (address !== undefined) devices.push({ address: address.toLowerCase(), lines: [] });
    else devices.at(-1)?.lines.push(line);
  }
  return devices;
}

function deviceOf(devices: readonly Device[], name: string | undefined): Device {
  const [first, second] = devices;
  if (first === undefined) {
    throw new LspciError(
      "no device's line, as '01:00.0 Network controller: ...': lspci -vv is expected",
    );
  }
  if (name === undefined) {
    if (second === undefined) return first;
    const known = devices.slice(0, 8).map(({ address }) => address);
    const more = devices.length > known.length ? ", ..." : "";
    throw new LspciError(
      `has ${devices.length} devices, ${known.join(", ")}${more}: choose one with --name`,
    );
  }
  const found = devices.find(({ address }) => whole(address) === whole(name.toLowerCase()));
  if (found === undefined) throw new LspciError(`has no device ${name}`);
  return found;
}

/** With its domain: lspci leaves 0000 out. */
function whole(address: string): string {
  return /^[0-9a-f]{2}:/.test(address) ? `0000:${address}` : address;
}
