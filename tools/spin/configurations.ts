/** What is compared with SPIN: allocations and the assumptions dropped. */
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";

/** One run of either side. */
export interface Configuration {
  /** Vectors the guest allocates. */
  readonly vectors: number;
  /** In catalogue order. */
  readonly dropped: readonly AssumptionId[];
}

/** Pairs in which something depends on both: each one's reason is a cut set, or a difference found once. */
const PAIRS: readonly (readonly [AssumptionId, AssumptionId])[] = [
  ["address-programmed", "physical-read-succeeds"],
  ["address-before-data", "slot-completed"],
  ["slot-completed", "capability-32-bit"],
  ["programmed-while-enabled", "reset-before-reenable"],
  ["programmed-while-enabled", "stable-guest-pair"],
  ["programmed-while-enabled", "quiet-unless-programmed"],
  ["one-slot-at-a-time", "mmio-programming"],
  ["whole-register-writes", "eight-byte-divisible"],
  ["whole-register-writes", "msi-novirt-feature"],
  ["offset-within-allocation", "stable-vector-count"],
  ["stable-vector-count", "full-grant"],
  ["stable-window", "data-at-plus-8"],
  ["low-guest-address", "capability-32-bit"],
  ["capability-32-bit", "low-host-address"],
  ["slots-in-window", "slots-clear-of-window-end"],
  ["msi-novirt-feature", "same-architecture"],
  ["full-grant", "aligned-host-base"],
  ["full-grant", "interrupt-remapping"],
  ["aligned-host-base", "little-endian-host"],
  ["quiet-unless-programmed", "interrupt-remapping"],
];

/**
 * What no pair reaches: the guest's high word where data is awaited; 0 taken for data or not, by its lower half;
 * a base that one vector's growth makes odd.
 */
const BEYOND_PAIRS: readonly Configuration[] = [
  { vectors: 2, dropped: ["unique-address", "low-guest-address", "capability-32-bit"] },
  {
    vectors: 2,
    dropped: ["slot-completed", "low-guest-address", "capability-32-bit", "low-host-address"],
  },
  { vectors: 1, dropped: ["aligned-base-data", "stable-vector-count"] },
  { vectors: 1, dropped: ["stable-vector-count", "aligned-host-base"] },
];

const QUICK: readonly (readonly AssumptionId[])[] = [
  ["one-slot-at-a-time"],
  ["whole-register-writes"],
  ["programmed-while-enabled"],
  ["no-reset-in-between"],
  ["eight-byte-divisible"],
  ["full-grant"],
  ["low-guest-address", "capability-32-bit"],
  ["capability-32-bit", "low-host-address"],
  ["programmed-while-enabled", "stable-guest-pair"],
];

const ALONE = ASSUMPTIONS.map(({ id }) => [id]);

/** Nothing dropped and each assumption alone, for every allocation; the pairs above for two vectors; and more. */
export function fullConfigurations(): readonly Configuration[] {
  const alone = ALLOCATIONS.flatMap((vectors) =>
    [[], ...ALONE].map((dropped) => ({ vectors, dropped })),
  );
  return [...alone, ...PAIRS.map((dropped) => ({ vectors: 2, dropped })), ...BEYOND_PAIRS];
}

/** A few of each kind, for CI. */
export function quickConfigurations(): readonly Configuration[] {
  const undropped = [1, 2, 32].map((vectors) => ({ vectors, dropped: [] }));
  const quick = QUICK.map((dropped) => ({ vectors: 2, dropped }));
  return [...undropped, ...quick, ...BEYOND_PAIRS.filter(({ vectors }) => vectors === 1)];
}

/** Every pair of assumptions, for two vectors. */
export function pairConfigurations(): readonly Configuration[] {
  return ASSUMPTIONS.flatMap(({ id }, at) =>
    ASSUMPTIONS.slice(at + 1).map((other) => ({ vectors: 2, dropped: [id, other.id] })),
  );
}
