/** Prints events as QEMU and simpletrace.py do. Written from their format strings, not from our parser. */
import type { ConfigWriteEvent, RegionWriteEvent } from "../../../checks/trace-log/lines.js";

const PREFIXES = ["", "4711@1723482045.000123:", "2025-10-02T09:15:00.123456Z "];

/** The log backend with one and two spaces and each prefix, then the simple backend's text. */
export function regionLines(event: RegionWriteEvent): string[] {
  const { name, region, address, value, size } = event;
  const payload = `(${name}:region${region}+${x(address)}, ${x(value)}, ${size})`;
  return [
    ...logLines("vfio_region_write", payload),
    `vfio_region_write 12.345 pid=7 name=b'${name}' index=${x(region)} addr=${x(address)} data=${x(value)} size=${x(size)}`,
  ];
}

export function configLines(event: ConfigWriteEvent): string[] {
  const { name, address, value, length } = event;
  const payload = `(${name}, @${x(address)}, ${x(value)}, len=${x(length)})`;
  // `val` is an `int`, widened to the 64 bits of a trace record.
  const widened = BigInt.asUintN(64, BigInt(value | 0));
  return [
    ...logLines("vfio_pci_write_config", payload),
    `vfio_pci_write_config 0.000 pid=7 name=b'${name}' addr=${x(address)} val=${x(widened)} len=${x(length)}`,
  ];
}

function logLines(event: string, payload: string): string[] {
  return PREFIXES.flatMap((prefix) => [
    `${prefix}${event} ${payload}`,
    `${prefix}${event}  ${payload}`,
  ]);
}

function x(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}
