/**
 * Worked out by hand before the world was first run: which invariants fall when one assumption alone is
 * dropped, from what the handler does and what the assumption says. Where the model came out otherwise,
 * docs/model.md says who was wrong.
 */
import type { AssumptionId } from "../../../model/assumptions/index.js";
import type { InvariantId } from "../../../model/invariants.js";

const ADDRESS = "guest-address-contained";
const DATA = "guest-data-contained";
const OFFSET = "vector-offset-preserved";
const PAIR = "pair-consistent";
const FRESH = "pair-fresh";
const COLLATERAL = "collateral-free";
const DELIVERED = "write-delivered";
const INTERRUPT = "interrupt-delivered";
const STRAY = "no-stray-memory-write";
const READBACK = "readback-faithful";
const SECRET = "host-values-confidential";

/** Data that the cookie does not name leaks: three invariants at once, and the message is not delivered. */
const LEAK = [DATA, OFFSET, PAIR, INTERRUPT] as const;
/** A host value in an ordinary register: seen by the device and by a reader. */
const STRAYED = [COLLATERAL, READBACK, SECRET] as const;

export const FALLS_ALONE: Readonly<Record<AssumptionId, readonly InvariantId[]>> = {
  // An ordinary register gets the host's address and the cookie; so does a high register.
  "unique-address": [...LEAK, ...STRAYED, STRAY],
  // Every write of 0 matches: data word 0, the high word, ordinary registers.
  "address-programmed": [...LEAK, ...STRAYED, STRAY],
  // No cookie: the data leaks; with no address written, the message goes to address 0.
  "address-before-data": [...LEAK, STRAY],
  // The cookie stays behind and takes the next matching write at that offset.
  "slot-completed": [...STRAYED],
  "one-slot-at-a-time": [...LEAK],
  // Rejected: an address lost leaves the data without a cookie, data lost leaves the cookie behind; an
  // address lost after a power cycle leaves the stale one.
  "whole-register-writes": [...LEAK, ...STRAYED, STRAY, DELIVERED, FRESH],
  "aligned-four-byte-access": [DELIVERED, READBACK],
  // Written while disabled, nothing is replaced; half and half leaves a stale address or a cookie behind.
  "programmed-while-enabled": [ADDRESS, ...LEAK, ...STRAYED, FRESH],
  "reset-before-reenable": [FRESH, INTERRUPT],
  "pairs-from-capability": [ADDRESS, ...LEAK],
  "stable-guest-pair": [ADDRESS, ...LEAK],
  "offset-within-allocation": [...LEAK],
  "aligned-base-data": [...LEAK],
  // The mask follows, the grant does not: the host's base plus an offset it does not reach.
  "stable-vector-count": [OFFSET, INTERRUPT],
  // The write in between is replaced or eats the cookie.
  "stable-window": [...LEAK, ...STRAYED],
  "mmio-programming": [ADDRESS, DATA, OFFSET, INTERRUPT],
  "no-readback": [READBACK, SECRET],
  // Implied by a 32-bit capability.
  "low-guest-address": [],
  // Device reset: data without address. Machine reset: the cookie stays behind.
  "no-reset-in-between": [PAIR, INTERRUPT, STRAY, ...STRAYED],
  "data-at-plus-8": [...LEAK, ...STRAYED],
  "slots-in-window": [ADDRESS, ...LEAK],
  "slots-clear-of-window-end": [...LEAK],
  // The word at +8 is the high half of the address: no data matches.
  "capability-32-bit": [...LEAK],
  // With remapping a message too many is blocked.
  "quiet-unless-programmed": [],
  // The halves do nothing: an address or data missing, a stale one left.
  "eight-byte-divisible": [OFFSET, PAIR, FRESH, INTERRUPT, STRAY, READBACK],
  "device-sends-its-slots": [INTERRUPT, STRAY],
  // No quirk: guest values throughout, unaltered.
  "msi-novirt-feature": [ADDRESS, DATA, OFFSET, INTERRUPT],
  // 0 instead of the host's address, or k instead of its data.
  "physical-read-succeeds": [OFFSET, PAIR, INTERRUPT, STRAY],
  "bar-write-succeeds": [OFFSET, PAIR, FRESH, DELIVERED, INTERRUPT, STRAY, READBACK],
  // Fewer: offsets beyond the grant. None: address 0.
  "full-grant": [OFFSET, INTERRUPT, STRAY],
  "stable-host-pair": [FRESH, INTERRUPT],
  "low-host-address": [],
  "aligned-host-base": [OFFSET, INTERRUPT],
  "interrupt-remapping": [],
  // Bytes in the wrong order: an address somewhere in memory.
  "little-endian-host": [OFFSET, INTERRUPT, STRAY],
  "same-architecture": [],
};
