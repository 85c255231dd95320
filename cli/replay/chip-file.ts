/** `--chip FILE`: a chip that somebody else describes. */
import { type ChipFile, type ChipOfFile, chipOfFile } from "../../checks/devices/chip-file.js";
import { UsageError } from "../errors.js";
import { MIB, readAll } from "../read-file.js";
import { schemaFault } from "../schemas.js";

/** @throws UsageError that names the file and what of it is not as the schema `chip` has it */
export async function readChip(path: string): Promise<ChipOfFile> {
  const text = (await readAll(path, MIB, "chip file")).toString("utf8");
  const refuse = (why: string): never => {
    throw new UsageError(`--chip: ${path}: ${why}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    return refuse(`is no JSON: ${(error as Error).message}`);
  }
  const fault = schemaFault("chip", value);
  if (fault !== undefined) return refuse(fault);
  try {
    return chipOfFile(value as ChipFile);
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}
