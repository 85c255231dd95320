/**
 * Where the MSI capability is and how it is laid out, as the log itself says it, against what was said before.
 *
 * Source: QEMU hw/vfio/pci.c vfio_msi_setup (the place, when the device is set up) and vfio_msi_enable (MSI
 * goes on, with so many vectors); PCI Local Bus Specification 3.0, 6.8.1 (id 5 in the first byte, bit 7 of the
 * flags for 64-bit addresses).
 */
import { byteOf, hex } from "../../model/bits.js";
import {
  allocatedVectors,
  isMsiEnabled,
  MSI_FLAGS,
  type MsiCapability,
} from "../../model/qemu/msi-capability.js";
import type {
  ConfigReadEvent,
  ConfigWriteEvent,
  MsiEnableEvent,
  MsiSetupEvent,
} from "../trace-log/lines.js";
import { LogError } from "./log-error.js";

/** What was said on the command line, by the options' names. */
export type Said = ReadonlySet<string>;

/** The capability as the replay has it now. */
export interface PlacedCapability {
  readonly capability: MsiCapability;
  readonly capabilityOffset: number;
}

const MSI_ID = 5;
const FLAG_64_BIT = 0x80;
/** Bits of the flags' low byte that no write changes: the vectors offered. */
const OFFERED = 0x0e;
/** What a driver has to say of a log that begins after MSI was set up. */
const OF_A_LATER_LOG = ["--enabled", "--allocated", "--guest-address", "--guest-data"];

export class CapabilityPlace {
  readonly #said: Said;
  /** A line `# quirkcheck: capability` said it. */
  #toldByLine = false;
  /** Line of the first event that was taken with the place as it was. */
  #usedAt: number | undefined;

  constructor(said: Said) {
    this.#said = said;
  }

  /** A line of the log says place and layout. */
  tell(): void {
    this.#toldByLine = true;
  }

  /**
   * QEMU sets the device up.
   * @throws LogError if what was said, or done so far, contradicts it
   */
  setUp({ offset }: MsiSetupEvent, { capabilityOffset }: PlacedCapability, line: number): void {
    const early = OF_A_LATER_LOG.find((option) => this.#said.has(option));
    if (early !== undefined && this.#usedAt === undefined) {
      throw new LogError(
        `vfio_msi_setup: the device is only being set up here, and ${early} says what MSI holds before the log begins`,
        line,
      );
    }
    if (offset === capabilityOffset) return;
    const is = `vfio_msi_setup has the MSI capability at ${hex(offset)}`;
    const by = this.#sayer("--msi-cap");
    if (by !== undefined) throw new LogError(`${is}, ${by} at ${hex(capabilityOffset)}`, line);
    if (this.#usedAt === undefined) return;
    throw new LogError(
      `${is}, and from line ${this.#usedAt} on the default ${hex(capabilityOffset)} was taken: say --msi-cap ${hex(offset)}`,
      line,
    );
  }

  /** An event was taken. */
  use(line: number): void {
    this.#usedAt ??= line;
  }

  /**
   * The layout by what the guest reads of the capability.
   * @returns whether addresses are of 64 bits; undefined: it does not say
   * @throws LogError if another capability is there, or what was said contradicts it
   */
  read(event: ConfigReadEvent, placed: PlacedCapability, line: number): boolean | undefined {
    const id = byteAt(event, placed.capabilityOffset);
    // A device that does not answer reads as all ones.
    if (id !== undefined && id !== MSI_ID && id !== 0xff) {
      const at = hex(placed.capabilityOffset);
      throw new LogError(
        `vfio_pci_read_config has a capability of id ${hex(id)} at ${at}, where ${this.#sayer("--msi-cap") ?? "the default"} has MSI (id 0x5): say --msi-cap`,
        line,
      );
    }
    const flags = byteAt(event, placed.capabilityOffset + MSI_FLAGS);
    if (flags === undefined || flags === 0xff) return undefined;
    return this.#layout(flags, "vfio_pci_read_config reads", placed, line);
  }

  /**
   * The same by the flags that the guest writes back: bit 7 is read only.
   * @throws LogError as above
   */
  write(event: ConfigWriteEvent, placed: PlacedCapability, line: number): boolean | undefined {
    const flags = byteAt(event, placed.capabilityOffset + MSI_FLAGS);
    if (flags === undefined || (flags & (OFFERED | FLAG_64_BIT)) === 0) return undefined;
    return this.#layout(flags, "the guest writes", placed, line);
  }

  /** @throws LogError if MSI cannot have been enabled with so many vectors, as the capability stands */
  enable({ vectors }: MsiEnableEvent, placed: PlacedCapability, line: number): void {
    const { capability, capabilityOffset } = placed;
    const by = this.#sayer("--msi-cap") ?? "the default";
    const where = `the capability at ${hex(capabilityOffset)} (${by})`;
    const advice = "say --msi-cap, or --enabled and --allocated for a log that begins later";
    if (!isMsiEnabled(capability)) {
      throw new LogError(`vfio_msi_enable: MSI is disabled in ${where}: ${advice}`, line);
    }
    const allocated = allocatedVectors(capability);
    if (vectors <= allocated) return;
    throw new LogError(
      `vfio_msi_enable has ${vectors} vectors, ${where} has ${allocated} allocated: ${advice}`,
      line,
    );
  }

  #layout(
    flags: number,
    how: string,
    { capability }: PlacedCapability,
    line: number,
  ): boolean | undefined {
    const is64Bit = (flags & FLAG_64_BIT) !== 0;
    if (is64Bit === capability.layout.is64Bit) return undefined;
    const bits = is64Bit ? "64-bit" : "32-bit";
    const by = this.#sayer("--msi-64-bit");
    if (by !== undefined) {
      throw new LogError(`${how} the MSI flags of ${bits} addresses, ${by} has others`, line);
    }
    if (isPristine(capability)) return is64Bit;
    throw new LogError(
      `${how} the MSI flags of ${bits} addresses after the capability was written as one of ${is64Bit ? "32-bit" : "64-bit"}: say --msi-64-bit`,
      line,
    );
  }

  #sayer(option: string): string | undefined {
    if (this.#toldByLine) return "a line '# quirkcheck: capability'";
    return this.#said.has(option) ? option : undefined;
  }
}

/** The byte at an offset of configuration space, if the access covers it. */
function byteAt(
  { address, value, length }: Omit<ConfigWriteEvent, "kind">,
  offset: number,
): number | undefined {
  const index = offset - address;
  return index >= 0 && index < length ? byteOf(value, index) : undefined;
}

/** True if nothing was written to it but flags: where address and data are makes no difference yet. */
function isPristine({ bytes }: MsiCapability): boolean {
  return bytes.every((byte, at) => at < MSI_FLAGS + 2 || byte === 0);
}
