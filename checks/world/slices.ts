/**
 * The smallest world that holds what an invariant reads.
 *
 * A component that no invariant of a slice reads, and on which no move's course depends, is left out: it
 * keeps its usual value. Tests compare the slices with the whole.
 */
import type { AssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { ActionKind } from "../../model/world/action.js";
import { type ComponentName, SECOND_SLOT } from "../../model/world/state.js";

export interface Slice {
  readonly name: string;
  readonly invariants: readonly InvariantId[];
  /** Components left out. */
  readonly without: readonly ComponentName[];
  /** Moves that change nothing else and concern none of its invariants. */
  readonly withoutKinds: readonly ActionKind[];
  /**
   * Components chosen at the start that only moves without changes look at: chosen when such a move does,
   * which comes to the same, and no part of the state.
   */
  readonly late?: readonly ComponentName[];
  /**
   * Late components are chosen by any move that looks at them, anew each time: more can happen than in
   * the world, so only what is safe there means anything.
   */
  readonly anew?: boolean;
  /** Assumptions that every violation needs: model/world/device.ts, `fateOf`. */
  readonly required?: readonly AssumptionId[];
}

/** What only the fate of a message depends on. */
const MESSAGE = ["remapping", "architecture"] as const;
/** What slot 0 holds. */
const CONTENTS = ["vector", "low", "high", "data"] as const;
/** What is read back. */
const SHADOW = ["lowFaithful", "dataFaithful", "ordinary", "ordinaryFaithful"] as const;

const BY_INVARIANT: readonly Slice[] = [
  {
    name: "steps",
    invariants: [
      "guest-address-contained",
      "guest-data-contained",
      "vector-offset-preserved",
      "collateral-free",
      "write-delivered",
      "disabled-transparent",
      "cookie-discipline",
    ],
    without: [...MESSAGE, ...CONTENTS, ...SHADOW],
    withoutKinds: ["message", "read"],
  },
  {
    name: "pair",
    invariants: ["pair-consistent"],
    without: [...MESSAGE, ...SHADOW, "vector"],
    withoutKinds: ["message", "read"],
  },
  {
    name: "fresh",
    invariants: ["pair-fresh"],
    without: [...MESSAGE, ...SHADOW, "vector", "high"],
    withoutKinds: ["message", "read"],
  },
  {
    name: "delivered",
    invariants: ["interrupt-delivered"],
    without: [...MESSAGE, ...SHADOW],
    withoutKinds: ["read"],
  },
  {
    name: "isolated",
    invariants: ["interrupt-isolated"],
    without: [...SHADOW, "vector"],
    withoutKinds: ["read"],
    late: MESSAGE,
    required: ["interrupt-remapping"],
  },
  {
    name: "stray",
    invariants: ["no-stray-memory-write"],
    without: [...SHADOW, "remapping", "vector", "data"],
    withoutKinds: ["read"],
    late: ["architecture"],
  },
  {
    name: "faithful",
    invariants: ["readback-faithful"],
    without: [...MESSAGE, ...CONTENTS],
    withoutKinds: ["message"],
  },
  {
    name: "confidential",
    invariants: ["host-values-confidential"],
    without: [...MESSAGE, "vector", "high", "lowFaithful", "dataFaithful", "ordinaryFaithful"],
    withoutKinds: ["message"],
  },
];

export const SLICES: readonly Slice[] = BY_INVARIANT.map(storingOneSlot);

/** The slice that an invariant is checked in. */
export function sliceOf(invariant: InvariantId): Slice {
  const found = SLICES.find(({ invariants }) => invariants.includes(invariant));
  if (found === undefined) throw new RangeError(`no slice holds ${invariant}`);
  return found;
}

/** Nothing left out of a world that stores one slot: what the slices are compared with. */
export const WHOLE: Slice = storingOneSlot({
  name: "whole",
  invariants: SLICES.flatMap(({ invariants }) => invariants),
  without: [],
  withoutKinds: [],
});

/** The contents of slot 1 are kept only where two slots are compared with one. */
function storingOneSlot(slice: Slice): Slice {
  return { ...slice, without: [...slice.without, ...Object.values(SECOND_SLOT)] };
}
