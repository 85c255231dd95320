/** Random sequences at full width, by fast-check, which shrinks one in which the C and the model differ. */
import fc from "fast-check";
import type { WriteAccess } from "../../../model/qemu/memory-core.js";
import { ALLOCATIONS } from "../../../model/qemu/msi-capability.js";
import { Comparison, type ComparisonOptions, type StepDifference } from "./comparison.js";
import { capabilityFor } from "./concretisations.js";
import { type Setting, settingOf } from "./step.js";

export interface RandomOptions {
  readonly seed: number;
  readonly runs: number;
  /** Bytes of the trapped window. */
  readonly windowSize: number;
}

/** Most calls of one sequence. */
const MOST_CALLS = 12;

interface RandomCall {
  readonly enabled: boolean;
  readonly vectors: number;
  readonly programmed: boolean;
  readonly place: { readonly kind: "near" | "cookie" | "any"; readonly offset: number };
  readonly size: number;
  readonly value: {
    readonly kind: "address" | "data" | "host-address" | "host-data" | "any";
    readonly vector: number;
    readonly any: bigint;
  };
}

interface RandomRun {
  readonly is64Bit: boolean;
  readonly address: number;
  readonly high: number;
  readonly data: number;
  readonly hostAddress: number;
  readonly hostData: number;
  readonly readFails: boolean;
  readonly calls: readonly RandomCall[];
}

/** @returns calls compared, and the shrunk difference if there is one */
export function compareRandom(
  options: Omit<ComparisonOptions, "onDifference">,
  { seed, runs, windowSize }: RandomOptions,
): { readonly steps: number; readonly difference: StepDifference | undefined } {
  let steps = 0;
  let difference: StepDifference | undefined;
  const property = fc.property(runArbitrary(windowSize), (run) => {
    let found: StepDifference | undefined;
    const comparison = new Comparison({
      ...options,
      onDifference: (met) => {
        found ??= met;
      },
    });
    comparison.sequence(concreteCalls(run));
    comparison.flush();
    steps += comparison.steps;
    // The last that failed is the one fast-check shrinks to.
    difference = found ?? difference;
    return found === undefined;
  });
  fc.check(property, { seed, numRuns: runs });
  return { steps, difference };
}

function runArbitrary(windowSize: number): fc.Arbitrary<RandomRun> {
  const bits = (count: number) => fc.nat({ max: 2 ** count - 1 });
  return fc.record({
    is64Bit: fc.boolean(),
    address: fc.oneof(fc.constantFrom(0xfee00000, 0), bits(32)).map((value) => value - (value % 4)),
    high: fc.oneof(fc.constant(0), bits(32)),
    data: fc.oneof(fc.constantFrom(0x4020, 0, 0xffff), bits(16)),
    hostAddress: bits(32),
    hostData: bits(16),
    readFails: fc.boolean(),
    calls: fc.array(callArbitrary(windowSize), { minLength: 1, maxLength: MOST_CALLS }),
  });
}

function callArbitrary(windowSize: number): fc.Arbitrary<RandomCall> {
  return fc.record({
    enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean()),
    vectors: fc.constantFrom(...ALLOCATIONS),
    programmed: fc.oneof({ weight: 8, arbitrary: fc.constant(true) }, fc.boolean()),
    place: fc.record({
      kind: fc.constantFrom("near", "cookie", "any"),
      offset: fc.nat({ max: windowSize / 4 - 1 }).map((word) => 4 * word),
    }),
    size: fc.oneof({ weight: 6, arbitrary: fc.constant(4) }, fc.constantFrom(4, 8, 2, 1)),
    value: fc.record({
      kind: fc.constantFrom("address", "data", "host-address", "host-data", "any"),
      vector: fc.nat({ max: 32 }),
      any: fc.oneof(
        fc.bigInt({ min: 0n, max: 0xffffffffn }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      ),
    }),
  });
}

/** Places are near each other, or where the last address write makes data expected. */
function concreteCalls(run: RandomRun): readonly { setting: Setting; access: WriteAccess }[] {
  const host = { addressLow: run.hostAddress, word8: run.hostData };
  let awaited = 8;
  return run.calls.map((call) => {
    const address = BigInt(run.address) + (run.is64Bit ? BigInt(run.high) << 32n : 0n);
    const pair = call.programmed ? { address, data: run.data } : { address: 0n, data: 0 };
    const capability = capabilityFor({ is64Bit: run.is64Bit, ...pair }, call.vectors, call.enabled);
    const setting = settingOf(capability, host, run.readFails);
    const offset = offsetOf(call, awaited);
    const value = writtenValue(call, setting);
    if (call.value.kind === "address" && call.enabled) awaited = offset + 8;
    return { setting, access: { offset, size: call.size, value } };
  });
}

function offsetOf({ place }: RandomCall, awaited: number): number {
  if (place.kind === "cookie") return awaited;
  return place.kind === "near" ? place.offset % 32 : place.offset;
}

function writtenValue({ value }: RandomCall, { view, physical }: Setting): bigint {
  switch (value.kind) {
    case "address":
      return BigInt(view.guestAddressLow);
    case "data":
      return BigInt(view.guestWord8 + value.vector);
    case "host-address":
      return BigInt(physical.addressLow);
    case "host-data":
      return BigInt(physical.word8 + value.vector);
    default:
      return value.any;
  }
}
