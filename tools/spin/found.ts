/**
 * What SPIN 6.5 found of the Promela world, for two vectors: kept so that the explorer can be held against it where
 * there is no SPIN. `npm run spin` fails where SPIN finds something else.
 */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { Configuration } from "./configurations.js";

type Row = readonly [dropped: readonly AssumptionId[], states: number, transitions: number];

const TWO_VECTORS: readonly Row[] = [
  [[], 460, 7372],
  [["unique-address"], 19180, 367752],
  [["address-programmed"], 23976, 410118],
  [["address-before-data"], 964, 17972],
  [["slot-completed"], 2460, 46530],
  [["one-slot-at-a-time"], 2824, 42788],
  [["whole-register-writes"], 11092, 205722],
  [["aligned-four-byte-access"], 920, 20984],
  [["programmed-while-enabled"], 5616, 101928],
  [["reset-before-reenable"], 644, 10652],
  [["pairs-from-capability"], 1956, 32580],
  [["stable-guest-pair"], 1432, 23276],
  [["offset-within-allocation"], 676, 11056],
  [["aligned-base-data"], 912, 14628],
  [["stable-vector-count"], 1244, 21252],
  [["stable-window"], 1404, 24912],
  [["mmio-programming"], 692, 11356],
  [["no-readback"], 460, 8292],
  [["low-guest-address"], 460, 7372],
  [["no-reset-in-between"], 916, 16240],
  [["data-at-plus-8"], 1496, 28746],
  [["slots-in-window"], 1540, 23740],
  [["slots-clear-of-window-end"], 576, 9252],
  [["capability-32-bit"], 912, 14628],
  [["quiet-unless-programmed"], 460, 7768],
  [["eight-byte-divisible"], 3780, 63060],
  [["device-sends-its-slots"], 460, 7500],
  [["msi-novirt-feature"], 912, 14628],
  [["physical-read-succeeds"], 1620, 38178],
  [["bar-write-succeeds"], 3320, 82604],
  [["full-grant"], 1572, 25468],
  [["stable-host-pair"], 676, 11832],
  [["low-host-address"], 460, 7372],
  [["aligned-host-base"], 920, 14744],
  [["interrupt-remapping"], 920, 14744],
  [["little-endian-host"], 912, 14628],
  [["same-architecture"], 920, 14744],
  [["address-programmed", "physical-read-succeeds"], 65912, 1679116],
  [["address-before-data", "slot-completed"], 4856, 107688],
  [["slot-completed", "capability-32-bit"], 3952, 74502],
  [["programmed-while-enabled", "reset-before-reenable"], 11028, 205093],
  [["programmed-while-enabled", "stable-guest-pair"], 9216, 187150],
  [["programmed-while-enabled", "quiet-unless-programmed"], 5616, 107144],
  [["one-slot-at-a-time", "mmio-programming"], 3208, 50388],
  [["whole-register-writes", "eight-byte-divisible"], 32492, 601760],
  [["whole-register-writes", "msi-novirt-feature"], 11544, 212978],
  [["offset-within-allocation", "stable-vector-count"], 1692, 28812],
  [["stable-vector-count", "full-grant"], 3532, 59556],
  [["stable-window", "data-at-plus-8"], 2548, 48734],
  [["low-guest-address", "capability-32-bit"], 3612, 57960],
  [["capability-32-bit", "low-host-address"], 1364, 21884],
  [["slots-in-window", "slots-clear-of-window-end"], 2732, 42796],
  [["msi-novirt-feature", "same-architecture"], 1824, 29256],
  [["full-grant", "aligned-host-base"], 3144, 50936],
  [["full-grant", "interrupt-remapping"], 3144, 50936],
  [["aligned-host-base", "little-endian-host"], 1824, 29256],
  [["quiet-unless-programmed", "interrupt-remapping"], 920, 15536],
  [["unique-address", "low-guest-address", "capability-32-bit"], 95192, 1825788],
  [["slot-completed", "low-guest-address", "capability-32-bit", "low-host-address"], 25436, 477456],
];

/** Vectors the guest allocates in all of them. */
export const FOUND_VECTORS = 2;

export interface SpinFound {
  /** In catalogue order. */
  readonly dropped: readonly AssumptionId[];
  readonly states: number;
  /** Moves taken from every state, those that change nothing included. */
  readonly transitions: number;
}

/** By allocation and set of assumptions: where what SPIN finds is not what is kept of it, one line for each. */
export function keptDifferences(
  { vectors, dropped }: Configuration,
  { states, transitions }: Pick<SpinFound, "states" | "transitions">,
): readonly string[] {
  if (vectors !== FOUND_VECTORS) return [];
  const kept = FOUND_BY_SPIN.find((found) => found.dropped.join() === dropped.join());
  if (kept === undefined) return [];
  const differ = (what: string, found: number, before: number) =>
    found === before ? [] : [`${what}: SPIN ${found}, in tools/spin/found.ts ${before}`];
  return [
    ...differ("states", states, kept.states),
    ...differ("transitions", transitions, kept.transitions),
  ];
}

export const FOUND_BY_SPIN: readonly SpinFound[] = TWO_VECTORS.map(
  ([dropped, states, transitions]) => ({ dropped, states, transitions }),
);
