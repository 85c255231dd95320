/** Short names for the tables of what is expected: each invariant, and those that fall together. */

export const ADDRESS = "guest-address-contained";
export const DATA = "guest-data-contained";
export const OFFSET = "vector-offset-preserved";
export const PAIR = "pair-consistent";
export const FRESH = "pair-fresh";
export const COLLATERAL = "collateral-free";
export const DELIVERED = "write-delivered";
export const TRANSPARENT = "disabled-transparent";
export const COOKIE = "cookie-discipline";
export const INTERRUPT = "interrupt-delivered";
export const ISOLATED = "interrupt-isolated";
export const STRAY = "no-stray-memory-write";
export const READBACK = "readback-faithful";
export const SECRET = "host-values-confidential";

/** Data that no cookie awaits leaks: three invariants at once, and the message is not delivered. */
export const LEAK = [DATA, OFFSET, PAIR, INTERRUPT] as const;
/** A host value in an ordinary register: wrong there, and seen by who reads it. */
export const STRAYED = [COLLATERAL, READBACK, SECRET] as const;
/** The guest's pair in the slots, and no interrupt. */
export const GUEST_VALUES = [ADDRESS, DATA, OFFSET, INTERRUPT] as const;
/** The address register is not the host's, the data register is: the message goes to memory. */
export const NO_ADDRESS = [PAIR, INTERRUPT, STRAY] as const;
