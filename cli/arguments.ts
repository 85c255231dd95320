/** Parsers of command line values. Each throws a UsageError that names the option and what it takes. */
import { Option } from "commander";
import { fitsUnsigned, parseHex } from "../model/bits.js";
import { ALLOCATIONS } from "../model/qemu/msi-capability.js";
import { UsageError } from "./errors.js";

const NUMBER = /^(?:0x[0-9a-f]+|[0-9]+)$/i;

/**
 * An address, value, offset or id of at most `bits` bits: hexadecimal with or without `0x`, as lspci and QEMU
 * print it.
 */
export function parseHexadecimal(option: string, text: string, bits: number): bigint {
  const value = parseHex(text, bits);
  if (value !== undefined) return value;
  throw new UsageError(
    `${option}: '${text}' is not a hexadecimal number of at most ${bits} bits (with or without 0x)`,
  );
}

/** A count of at most `bits` bits (1 to 53), decimal or 0x-hexadecimal. */
export function parseUnsigned(option: string, text: string, bits: number): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) {
    throw new UsageError(`${option}: '${text}' is not a number (decimal or 0x...)`);
  }
  if (!fitsUnsigned(value, bits)) {
    throw new UsageError(`${option}: ${text} does not fit ${bits} bits`);
  }
  return value;
}

/** The name of a file; `-` is a name too. */
export function parseFileName(option: string, text: string): string {
  if (text === "") throw new UsageError(`${option}: the file name is empty`);
  return text;
}

/** Where the result goes as JSON. */
export function jsonOption(): Option {
  return new Option("--json <file>", "write the result as JSON; - for standard output").argParser(
    (text) => parseFileName("--json", text),
  );
}

/** A vector allocation: 1, 2, 4, 8, 16 or 32. */
export function parseAllocation(option: string, text: string): number {
  const value = parseUnsigned(option, text, 8);
  if (!ALLOCATIONS.includes(value)) {
    throw new UsageError(`${option}: ${text} is not 1, 2, 4, 8, 16 or 32`);
  }
  return value;
}
