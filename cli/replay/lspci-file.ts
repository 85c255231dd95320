/** `--lspci FILE`: the host's pair out of what lspci printed. */
import { type HostMsi, hostMsi, LspciError } from "../../checks/replay/lspci.js";
import { UsageError } from "../errors.js";
import { MIB, readAll } from "../read-file.js";

/**
 * @param name the device's address; undefined: the only one
 * @throws UsageError that names the file and what is wrong
 */
export async function readLspci(path: string, name: string | undefined): Promise<HostMsi> {
  const text = (await readAll(path, 16 * MIB, "output of lspci -vv")).toString("utf8");
  try {
    return hostMsi(text, name);
  } catch (error) {
    if (error instanceof LspciError) throw new UsageError(`--lspci: ${path}: ${error.message}`);
    throw error;
  }
}
