/** The MSI capability of one of QEMU's devices beside model/qemu/msi-capability.ts. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { byteOf, hex } from "../../model/bits.js";
import {
  createMsiCapability,
  MSI_FLAGS,
  type MsiCapability,
  type MsiLayout,
  msiCapabilityLength,
  resetMsiCapability,
  writeMsiConfig,
} from "../../model/qemu/msi-capability.js";
import type { MsiComparison, WitnessDifference } from "./findings.js";
import type { MsiDevice } from "./msi-devices.js";
import { bytesRead, configReads, configWrite, findMsi } from "./pci.js";
import { type Qemu, QemuError } from "./qemu.js";

/** The functions that are held against QEMU. */
export interface MsiModel {
  readonly create: (layout: MsiLayout) => MsiCapability;
  readonly write: typeof writeMsiConfig;
  readonly reset: (capability: MsiCapability) => MsiCapability;
}

export const MSI_MODEL: MsiModel = {
  create: createMsiCapability,
  write: writeMsiConfig,
  reset: resetMsiCapability,
};

/** A configuration write; `offset` counts from the capability's first byte. */
interface ConfigWrite {
  readonly offset: number;
  readonly value: number;
  readonly length: number;
}

type MsiStep = ConfigWrite | "reset";

/** Steps that are sent together. */
const BATCH = 200;
const ENABLE = 0x01;
const QSIZE = 0x70;
const MORE_THAN_TWO = 0x60;
const NEXT_POINTER = 1;

/** Counts of what was done, for the row. */
type Counts = Pick<MsiComparison, "steps" | "unaligned" | "resets" | "clamped">;

/**
 * Writes at random and compares after every step, up to the first difference.
 * @param draw how many steps, and the seed they are drawn with
 * @throws QemuError if QEMU does not get through it
 */
export async function compareMsi(
  qemu: Qemu,
  { device, layout, abortsBeyondTwo }: MsiDevice,
  draw: { readonly steps: number; readonly seed: number },
  model: MsiModel = MSI_MODEL,
): Promise<MsiComparison> {
  const at = await findMsi(qemu);
  if (at === undefined || at % 4 !== 0) throw new QemuError("no MSI capability where one can be");
  const drawn = fc.sample(stepsFor(layout), { numRuns: draw.steps, seed: draw.seed });
  const steps = abortsBeyondTwo === undefined ? drawn : drawn.map(withinTwoVectors);
  const changed = steps.filter((step, i) => step !== drawn[i]).length;
  const { counts, difference } = await follow({ qemu, at, layout, model }, steps);
  const leftOut =
    abortsBeyondTwo === undefined ? null : { writes: changed, because: abortsBeyondTwo };
  return { device, layout, ...counts, difference, notCompared: null, leftOut };
}

interface Sides {
  readonly qemu: Qemu;
  /** Where in configuration space the capability begins. */
  readonly at: number;
  readonly layout: MsiLayout;
  readonly model: MsiModel;
}

async function follow(
  { qemu, at, layout, model }: Sides,
  steps: readonly MsiStep[],
): Promise<{ counts: Counts; difference: WitnessDifference | null }> {
  const counts = { steps: 0, unaligned: 0, resets: 0, clamped: 0 };
  let capability = model.create(layout);
  const [first = []] = await done({ qemu, at, layout }, []);
  // The model has no other capabilities: the pointer to the next is whatever it was, and stays so.
  const next = first[NEXT_POINTER] ?? 0;
  const difference = (did: string, bytes: readonly number[]): WitnessDifference | null => {
    const ours = capability.bytes.map((byte, i) => (i === NEXT_POINTER ? next : byte));
    if (isDeepStrictEqual(ours, bytes)) return null;
    return { step: counts.steps, did, model: hexBytes(ours), qemu: hexBytes(bytes) };
  };
  let found = difference("as it started", first);
  for (const batch of batches(steps)) {
    if (found !== null) break;
    const [, ...read] = await done({ qemu, at, layout }, batch);
    for (const [i, step] of batch.entries()) {
      count(counts, step, layout);
      capability = after(model, capability, step);
      found ??= difference(described(step), read[i] ?? []);
      if (found !== null) break;
    }
  }
  return { counts, difference: found };
}

function after(model: MsiModel, capability: MsiCapability, step: MsiStep): MsiCapability {
  if (step === "reset") return model.reset(capability);
  return model.write(capability, step.offset, step.value, step.length);
}

/** Has QEMU do the steps. @returns the capability's bytes before the first, and after each */
async function done(
  { qemu, at, layout }: Omit<Sides, "model">,
  steps: readonly MsiStep[],
): Promise<readonly (readonly number[])[]> {
  const size = msiCapabilityLength(layout);
  const reads = configReads(at, size);
  const writes = steps.map((step) =>
    step === "reset" ? [] : configWrite(at + step.offset, step.value, step.length),
  );
  if (steps[0] === "reset") await qemu.reset();
  const answers = await qemu.ask([...reads, ...writes.flatMap((write) => [...write, ...reads])]);
  let from = 0;
  return [[], ...writes].map((write) => {
    from += write.length + reads.length;
    return bytesRead(answers.slice(from - reads.length, from), size);
  });
}

/** Half of the writes are unaligned; they begin and end anywhere in the capability, before and behind it. */
function stepsFor(layout: MsiLayout): fc.Arbitrary<MsiStep> {
  const size = msiCapabilityLength(layout);
  const aligned = fc.constantFrom(1, 2, 4).chain((length) =>
    fc.integer({ min: -1, max: Math.floor(size / length) }).map((i) => ({
      length,
      offset: i * length,
    })),
  );
  const unaligned = fc
    .record({ length: fc.constantFrom(2, 4), offset: fc.integer({ min: -3, max: size + 2 }) })
    .filter(({ length, offset }) => offset % length !== 0);
  const write = fc
    .record({ place: fc.oneof(aligned, unaligned), value: fc.integer({ min: 0, max: 0xffffffff }) })
    .map(({ place, value }) => ({ ...place, value: value % 2 ** (8 * place.length) }));
  const reset = fc.constant("reset" as const);
  return fc.oneof({ arbitrary: write, weight: 99 }, { arbitrary: reset, weight: 1 });
}

/** The byte that a write gives to the low byte of the flags; undefined if it does not reach it. */
function flagsGiven({ offset, value, length }: ConfigWrite): number | undefined {
  const i = MSI_FLAGS - offset;
  return i < 0 || i >= length ? undefined : byteOf(value, i);
}

/** The same step, but that it leaves no more than two vectors allocated: an enabled capability is clamped. */
function withinTwoVectors(step: MsiStep): MsiStep {
  if (step === "reset") return step;
  const flags = flagsGiven(step);
  if (flags === undefined || (flags & ENABLE) !== 0 || (flags & MORE_THAN_TWO) === 0) return step;
  const value = step.value - (flags & MORE_THAN_TWO) * 0x100 ** (MSI_FLAGS - step.offset);
  return { ...step, value };
}

function count(
  counts: { -readonly [K in keyof Counts]: number },
  step: MsiStep,
  layout: MsiLayout,
) {
  counts.steps += 1;
  if (step === "reset") {
    counts.resets += 1;
    return;
  }
  if (step.offset % step.length !== 0) counts.unaligned += 1;
  const flags = flagsGiven(step) ?? 0;
  const asked = 2 ** ((flags & QSIZE) >> 4);
  if ((flags & ENABLE) !== 0 && asked > layout.maximumVectors) counts.clamped += 1;
}

/** A reset begins a batch: it goes another way than commands do. */
function* batches(steps: readonly MsiStep[]): Generator<readonly MsiStep[]> {
  let batch: MsiStep[] = [];
  for (const step of steps) {
    if (batch.length === BATCH || (step === "reset" && batch.length > 0)) {
      yield batch;
      batch = [];
    }
    batch.push(step);
  }
  if (batch.length > 0) yield batch;
}

function described(step: MsiStep): string {
  if (step === "reset") return "machine reset";
  const { offset, value, length } = step;
  const place = offset < 0 ? `-${hex(-offset)}` : `+${hex(offset)}`;
  return `${length} ${length === 1 ? "byte" : "bytes"} at ${place} = ${hex(value)}`;
}

function hexBytes(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
