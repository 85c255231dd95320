/** The host's values for a slot, and the vector that a guest's data names. */
import type { WriteAccess } from "../../qemu/memory-core.js";
import type { QuirkView } from "../../quirk.js";
import type { Features } from "./features.js";

export function hostAddress(view: QuirkView, { exactWords }: Features): bigint {
  return BigInt(exactWords ? view.hostPair.addressLow : view.physical.addressLow);
}

export function hostHigh(view: QuirkView, { exactWords }: Features): bigint {
  return BigInt(exactWords ? view.hostPair.addressHigh : view.physicalHigh);
}

/** The host's word for a vector: base plus offset as the patch has it, or with low bits replaced. */
export function hostData(view: QuirkView, vector: number, features: Features): bigint {
  if (!features.exactWords) {
    const base = features.handles64Bit ? view.physicalData : view.physical.word8;
    return BigInt((base + vector) % 2 ** 32);
  }
  const { data, addressHigh } = view.hostPair;
  const base = view.is64Bit && !features.handles64Bit ? addressHigh : data;
  return BigInt(base - (base % Math.max(1, view.vectorsGranted)) + vector);
}

/** The vector offset, if the value is data of the capability's; undefined if it is not. */
export function matchedVector(
  view: QuirkView,
  { value }: WriteAccess,
  { exactWords, handles64Bit }: Features,
): number | undefined {
  const base = BigInt(handles64Bit ? view.guestData : view.guestWord8);
  if (exactWords) {
    const offset = value - base;
    return offset >= 0n && offset < BigInt(view.vectorsAllocated) ? Number(offset) : undefined;
  }
  const offset = lowBits(view, value);
  return value - BigInt(offset) === base ? offset : undefined;
}

/** The vector offset of what stands in a register that is known to be a data register. */
export function locatedVector(view: QuirkView, access: WriteAccess, features: Features): number {
  const matched = features.exactWords ? matchedVector(view, access, features) : undefined;
  return matched ?? lowBits(view, access.value);
}

function lowBits(view: QuirkView, value: bigint): number {
  return Number(value & BigInt(view.vectorsAllocated - 1));
}
