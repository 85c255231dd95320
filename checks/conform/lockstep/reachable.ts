/** Which calls of the callbacks QEMU's memory core can make at all. */
import {
  type AccessRules,
  dispatchWrite,
  type WriteAccess,
} from "../../../model/qemu/memory-core.js";

/** The region as the probe made it: its rules, and its size in bytes. */
export interface Region {
  readonly rules: AccessRules;
  readonly size: number;
}

const GUEST_SIZES = [1, 2, 4, 8];

/** True if some access of a guest to the region leads to this call. */
export function isReachable({ rules, size }: Region, call: WriteAccess): boolean {
  if (call.offset + call.size > size || call.value >> BigInt(8 * call.size) !== 0n) return false;
  return GUEST_SIZES.some((guestSize) => {
    const offset = call.offset - (call.offset % guestSize);
    const value = BigInt.asUintN(8 * guestSize, call.value << BigInt(8 * (call.offset - offset)));
    return [
      { offset, size: guestSize, value },
      { offset: call.offset, size: guestSize, value: BigInt.asUintN(8 * guestSize, call.value) },
    ].some((access) =>
      dispatchWrite(rules, access).some(({ calls }) => calls.some((made) => isSame(made, call))),
    );
  });
}

function isSame(a: WriteAccess, b: WriteAccess): boolean {
  return a.offset === b.offset && a.size === b.size && a.value === b.value;
}
