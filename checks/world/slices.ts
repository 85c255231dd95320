/**
 * The smallest world that holds what an invariant reads.
 *
 * A component that no invariant of a slice reads, and on which no move's course depends, is left out: it
 * keeps its usual value. A test compares the slices with the whole at order 1.
 */
import type { InvariantId } from "../../model/invariants.js";
import type { ComponentName } from "../../model/world/state.js";

export interface Slice {
  readonly name: string;
  readonly invariants: readonly InvariantId[];
  /** Components left out. */
  readonly without: readonly ComponentName[];
  /** Moves that change nothing else and concern none of its invariants. */
  readonly withoutMoves: readonly string[];
}

export const SLICES: readonly Slice[] = [
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
    without: [
      "remapping",
      "architecture",
      "vector",
      "low",
      "high",
      "data",
      "lowFaithful",
      "dataFaithful",
      "ordinary",
      "ordinaryFaithful",
    ],
    withoutMoves: ["message", "read slot 0", "read ordinary"],
  },
  {
    name: "slot",
    invariants: [
      "pair-consistent",
      "pair-fresh",
      "interrupt-delivered",
      "interrupt-isolated",
      "no-stray-memory-write",
    ],
    without: ["lowFaithful", "dataFaithful", "ordinary", "ordinaryFaithful"],
    withoutMoves: ["read slot 0", "read ordinary"],
  },
  {
    name: "readback",
    invariants: ["readback-faithful", "host-values-confidential"],
    without: ["remapping", "architecture", "vector", "high"],
    withoutMoves: ["message"],
  },
];

/** Nothing left out: what the slices are compared with. */
export const WHOLE: Slice = {
  name: "whole",
  invariants: SLICES.flatMap(({ invariants }) => invariants),
  without: [],
  withoutMoves: [],
};
