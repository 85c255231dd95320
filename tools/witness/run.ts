/** Every comparison with QEMU, a process of QEMU for each. */
import type { MsiComparison, RegionComparison, WitnessReport } from "./findings.js";
import { agrees } from "./findings.js";
import { compareRegion, LOGGED, MEMORY_MODEL, type MemoryModel } from "./memory.js";
import { compareMsi, MSI_MODEL, type MsiModel } from "./msi.js";
import { layoutsWithout, MSI_DEVICES, type MsiDevice } from "./msi-devices.js";
import { pluggedIn } from "./pci.js";
import { Qemu, QemuError } from "./qemu.js";
import { REGIONS, type Region } from "./regions.js";

/** QEMU, how much, and what is held against it. */
export interface WitnessOptions {
  readonly program: string;
  /** In all; each device gets as many. */
  readonly steps: number;
  readonly seed: number;
  readonly devices?: readonly MsiDevice[];
  readonly regions?: readonly Region[];
  readonly msiModel?: MsiModel;
  readonly memoryModel?: MemoryModel;
  /** Called when a comparison begins. */
  readonly onDevice?: (device: string) => void;
}

/** QEMU at a time, each beside the one that compares. */
const AT_A_TIME = 2;

/**
 * @throws QemuError if QEMU cannot be started at all. A device that it does not have, or with which it ends, is
 *   told in its row.
 */
export async function witness(options: WitnessOptions): Promise<WitnessReport> {
  const { program, steps, seed } = options;
  const { devices = MSI_DEVICES, regions = REGIONS } = options;
  const bare = await Qemu.start(program);
  await bare.end();
  const each = Math.ceil(steps / (devices.length + regions.length));
  const draw = (at: number) => ({ steps: each, seed: seed + at });
  const msi: MsiComparison[] = [];
  const found: RegionComparison[] = [];
  const tasks = [
    ...devices.map((device, at) => async () => {
      options.onDevice?.(device.device);
      msi[at] = await msiRow(program, device, draw(at), options.msiModel);
    }),
    ...regions.map((region, at) => async () => {
      options.onDevice?.(region.device);
      found[at] = await regionRow(program, region, draw(devices.length + at), options.memoryModel);
    }),
  ];
  await Promise.all(Array.from({ length: AT_A_TIME }, () => work(tasks)));
  const rows = [...msi, ...found];
  return {
    qemu: bare.version,
    seed,
    msi,
    regions: found,
    layoutsWithoutWitness: layoutsWithout(msi.filter(agrees).map(({ layout }) => layout)),
    steps: rows.reduce((sum, row) => sum + row.steps, 0),
    agree: rows.every(agrees),
  };
}

async function work(tasks: (() => Promise<void>)[]): Promise<void> {
  for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task();
}

type Draw = { readonly steps: number; readonly seed: number };

async function msiRow(
  program: string,
  device: MsiDevice,
  draw: Draw,
  model: MsiModel = MSI_MODEL,
): Promise<MsiComparison> {
  const options = ["-device", pluggedIn(device.device)];
  const done = await withQemu(program, options, (qemu) => compareMsi(qemu, device, draw, model));
  if (typeof done !== "string") return done;
  const counts = { steps: 0, unaligned: 0, resets: 0, clamped: 0, leftOut: null };
  const { device: name, layout } = device;
  return { device: name, layout, ...counts, difference: null, notCompared: done };
}

async function regionRow(
  program: string,
  region: Region,
  draw: Draw,
  model: MemoryModel = MEMORY_MODEL,
): Promise<RegionComparison> {
  const device = "bar" in region.base ? pluggedIn(region.device) : region.device;
  const options = ["-device", device, ...LOGGED];
  const done = await withQemu(program, options, (qemu) => compareRegion(qemu, region, draw, model));
  if (typeof done !== "string") return done;
  const counts = { steps: 0, unaligned: 0, reads: 0, calls: 0, rejected: 0 };
  const { device: name, name: of, rules } = region;
  return { device: name, region: of, rules, ...counts, difference: null, notCompared: done };
}

/** @returns what `use` does, or why it could not be done */
async function withQemu<Row>(
  program: string,
  options: readonly string[],
  use: (qemu: Qemu) => Promise<Row>,
): Promise<Row | string> {
  try {
    const qemu = await Qemu.start(program, options);
    try {
      return await use(qemu);
    } finally {
      await qemu.end();
    }
  } catch (error) {
    if (error instanceof QemuError) return error.message;
    throw error;
  }
}
