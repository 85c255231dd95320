/** Configuration space of the one device that is looked at, by the ports of the PC (PCI 3.0, section 3.2.2.3.2). */
import type { Qemu } from "./qemu.js";

/** Where the device is plugged in: bus 0, slot 0x10, function 0. */
const SLOT = 0x10;
const ADDRESS_PORT = 0xcf8;
const DATA_PORT = 0xcfc;

const COMMAND = 0x04;
const COMMAND_MEMORY = 0x2;
const FIRST_BAR = 0x10;
const CAPABILITIES = 0x34;
const MSI = 0x05;

/** The value of `-device` that puts the device where this file looks for it. */
export function pluggedIn(device: string): string {
  return `${device},addr=${SLOT.toString(16)}`;
}

/** QEMU keeps the low two bits of the address, so that `offset` need not be aligned. */
function select(offset: number): string {
  return `outl ${ADDRESS_PORT} ${(0x80000000 | (SLOT << 11) | offset) >>> 0}`;
}

/** The commands that write `length` bytes (1, 2 or 4) at any offset; two answers. */
export function configWrite(offset: number, value: number, length: number): readonly string[] {
  const command = { 1: "outb", 2: "outw", 4: "outl" }[length];
  if (command === undefined) throw new RangeError(`a configuration write of ${length} bytes`);
  return [select(offset), `${command} ${DATA_PORT} ${value}`];
}

/** The commands that read the aligned words that hold `length` bytes from an aligned offset on. */
export function configReads(offset: number, length: number): readonly string[] {
  const commands: string[] = [];
  for (let at = 0; at < length; at += 4) commands.push(select(offset + at), `inl ${DATA_PORT}`);
  return commands;
}

/** The bytes in the answers to `configReads`. */
export function bytesRead(answers: readonly string[], length: number): readonly number[] {
  const words = answers.filter((_, at) => at % 2 === 1).map(Number);
  const bytes = words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff));
  return bytes.slice(0, length);
}

/** Offset of the device's MSI capability; undefined if it has none. */
export async function findMsi(qemu: Qemu): Promise<number | undefined> {
  const space = bytesRead(await qemu.ask(configReads(0, 0x100)), 0x100);
  const seen = new Set<number>();
  for (let at = space[CAPABILITIES] ?? 0; at !== 0 && !seen.has(at); at = space[at + 1] ?? 0) {
    if (space[at] === MSI) return at;
    seen.add(at);
  }
  return undefined;
}

/** Puts a BAR (0 to 5) at an address below 4 GiB and lets the device answer there. */
export async function mapBar(qemu: Qemu, bar: number, address: number): Promise<void> {
  const register = FIRST_BAR + 4 * bar;
  await qemu.ask([
    ...configWrite(register, address, 4),
    ...configWrite(COMMAND, COMMAND_MEMORY, 2),
  ]);
}

/** A write to the address port leaves a line in the log of memory accesses and touches nothing: a bookmark. */
export function bookmark(number: number): { readonly command: string; readonly logged: string } {
  return {
    command: `outl ${ADDRESS_PORT} ${number}`,
    logged: `addr 0x${ADDRESS_PORT.toString(16)} value 0x${number.toString(16)} size 4`,
  };
}
