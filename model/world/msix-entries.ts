/**
 * What is chosen at the start about the entries of an MSI-X table, as parts of a quirk's private state that no
 * function changes: a world without MSI-X has no such components (docs/msix.md, "The world around it").
 */
import type { PrivateName, PrivateState } from "../quirk.js";
import type { WorldState } from "./state.js";

/** Do the guest's entries differ in data, or all hold one pair? */
export const GUEST_ENTRIES: PrivateName = "own.guestEntries";
/** Do the host's entries have one address, or each its own? */
export const HOST_ADDRESSES: PrivateName = "own.hostAddresses";

/** Both, with the usual value first. */
export const ENTRY_PARTS = {
  [GUEST_ENTRIES]: ["apart", "alike"],
  [HOST_ADDRESSES]: ["common", "each"],
} as const;

/**
 * How far the data word of a vector is from the first one's. Of MSI it is the vector. Of MSI-X a word by itself,
 * so all are 0 in a table of 0, and one word if the entries are alike.
 */
export function offsetOfEntry(
  vector: number,
  state: PrivateState & Pick<WorldState, "pair">,
): number {
  const entries = state[GUEST_ENTRIES];
  if (entries === undefined) return vector;
  return state.pair === "programmed" && entries === "apart" ? vector : 0;
}

/** The host's data word of that vector stands beside the first entry's address, which is not its own. */
export function isBesideAnother(vector: number, state: PrivateState): boolean {
  return vector !== 0 && state[HOST_ADDRESSES] === "each";
}
