/**
 * Which invariants fall when which assumptions are dropped, each with its reason.
 *
 * `ALONE` was worked out by hand before the world was first run, from what the handler does and what each
 * assumption says (test/checks/world tells how the model then differed, and who was wrong).
 */
import type { AssumptionId, PatchAssumptionId } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import {
  ADDRESS,
  DELIVERED,
  FRESH,
  GUEST_VALUES,
  INTERRUPT,
  LEAK,
  OFFSET,
  PAIR,
  READBACK,
  SECRET,
  STRAY,
  STRAYED,
} from "./falls.js";

/** What falls with one assumption alone. */
export interface ExpectedFall {
  readonly falls: readonly InvariantId[];
  readonly because: string;
}

const fall = (falls: readonly InvariantId[], because: string): ExpectedFall => ({ falls, because });

export const ALONE: Readonly<Record<PatchAssumptionId, ExpectedFall>> = {
  "unique-address": fall(
    [...LEAK, ...STRAYED, STRAY],
    "any other register gets the host's address, and the cookie moves away from the data",
  ),
  "address-programmed": fall(
    [...LEAK, ...STRAYED, STRAY],
    "every write of 0 matches: data 0, the high word, ordinary registers",
  ),
  "address-before-data": fall(
    [...LEAK, STRAY],
    "no cookie, so the data leaks; with no address written the message goes to address 0",
  ),
  "slot-completed": fall(
    STRAYED,
    "the cookie stays behind and takes the next match at that offset",
  ),
  "one-slot-at-a-time": fall(LEAK, "the second address takes the only cookie"),
  "whole-register-writes": fall(
    [...LEAK, ...STRAYED, STRAY, DELIVERED, FRESH],
    "rejected: an address lost leaves the data without cookie, data lost leaves the cookie behind",
  ),
  "aligned-four-byte-access": fall(
    [DELIVERED, READBACK],
    "rejected: a write is lost, a read gives 0",
  ),
  "programmed-while-enabled": fall(
    [ADDRESS, ...LEAK, ...STRAYED, FRESH],
    "disabled, nothing is replaced; half and half leaves a stale address or a cookie behind",
  ),
  "reset-before-reenable": fall([FRESH, INTERRUPT], "the slots keep the pair of the last grant"),
  "pairs-from-capability": fall(
    [ADDRESS, ...LEAK],
    "a pair that the capability does not hold passes",
  ),
  "stable-guest-pair": fall([ADDRESS, ...LEAK], "the pair as read earlier is no match any more"),
  "offset-within-allocation": fall(LEAK, "the offset's high bit is not masked off: no match"),
  "aligned-base-data": fall(LEAK, "the base's low bits are masked off: no match"),
  "stable-vector-count": fall(
    [OFFSET, INTERRUPT],
    "the mask follows, the grant does not: the host's base plus an offset it does not reach",
  ),
  "stable-window": fall(
    [...LEAK, ...STRAYED],
    "the write in between is replaced or eats the cookie",
  ),
  "mmio-programming": fall(GUEST_VALUES, "QEMU does not see the pair pass"),
  "no-readback": fall([READBACK, SECRET], "a slot holds the host's pair, and reads pass through"),
  "low-guest-address": fall([], "needs a 64-bit capability"),
  "no-reset-in-between": fall(
    [PAIR, INTERRUPT, STRAY, ...STRAYED],
    "device reset: data without its address; machine reset: the cookie stays behind",
  ),
  "data-at-plus-8": fall(
    [...LEAK, ...STRAYED],
    "the cookie names another register than the data's",
  ),
  "slots-in-window": fall(
    [ADDRESS, ...LEAK],
    "an address that is not trapped passes, its data too",
  ),
  "slots-clear-of-window-end": fall(LEAK, "the data register is not trapped"),
  "capability-32-bit": fall(LEAK, "the word at +8 is half of the address: no data matches"),
  "quiet-unless-programmed": fall([], "with remapping a message too many is blocked"),
  "eight-byte-divisible": fall(
    [OFFSET, PAIR, FRESH, INTERRUPT, STRAY, READBACK],
    "the halves do nothing: an address or data missing, or a stale one left",
  ),
  "device-sends-its-slots": fall([INTERRUPT, STRAY], "what the slot holds is not what is sent"),
  "msi-novirt-feature": fall(GUEST_VALUES, "no quirk: guest values throughout"),
  "physical-read-succeeds": fall(
    [OFFSET, PAIR, INTERRUPT, STRAY],
    "0 for the host's address, or the bare offset for its data",
  ),
  "bar-write-succeeds": fall(
    [OFFSET, PAIR, FRESH, DELIVERED, INTERRUPT, STRAY, READBACK],
    "address or data never arrives, though the cookie says so",
  ),
  "full-grant": fall(
    [OFFSET, INTERRUPT, STRAY],
    "fewer: offsets beyond the grant; none: address 0 is written",
  ),
  "stable-host-pair": fall([FRESH, INTERRUPT], "programmed slots keep the pair that was"),
  "low-host-address": fall([], "needs a 64-bit capability"),
  "aligned-host-base": fall([OFFSET, INTERRUPT], "the patch adds where hardware replaces low bits"),
  "interrupt-remapping": fall([], "with all else kept, every message is a host's own"),
  "little-endian-host": fall(
    [OFFSET, INTERRUPT, STRAY],
    "the bytes in reverse: somewhere in memory",
  ),
  "same-architecture": fall([], "with all else kept, no guest value reaches the device"),
};

/** Minimal cut sets of two assumptions. */
export interface ExpectedPairs {
  readonly invariant: InvariantId;
  /** The one that all of them have in common. */
  readonly with: AssumptionId;
  readonly others: readonly AssumptionId[];
  readonly because: string;
  /** The only allocation with which it is one, if not all. */
  readonly only?: number;
}

const ODD_BASE =
  "of one vector the base has no low bits; grown to two it has one, and an odd base is no match any more";

export const PAIRS: readonly ExpectedPairs[] = [
  {
    invariant: "guest-data-contained",
    with: "address-programmed",
    others: ["stable-vector-count"],
    because:
      "of one vector the data is 0 in the place of 0, nobody's; grown to two, data 1 passes as the cookie moved",
    only: 1,
  },
  {
    invariant: "guest-data-contained",
    with: "stable-vector-count",
    others: ["aligned-base-data"],
    because: ODD_BASE,
    only: 1,
  },
  {
    invariant: "pair-consistent",
    with: "stable-vector-count",
    others: ["aligned-base-data"],
    because: ODD_BASE,
    only: 1,
  },
  {
    invariant: "guest-address-contained",
    with: "capability-32-bit",
    others: ["low-guest-address"],
    because: "the handler looks at the low half only: the guest's high half passes",
  },
  {
    invariant: "pair-fresh",
    with: "slot-completed",
    others: ["address-before-data"],
    because:
      "a slot given up is not programmed, so MSI may be enabled again without a reset; data alone then completes the stale address",
  },
  {
    invariant: "interrupt-isolated",
    with: "interrupt-remapping",
    others: [
      ...(Object.keys(ALONE) as PatchAssumptionId[]).filter(
        (id) => ALONE[id].falls.includes(INTERRUPT) && !onlyToMemory(id),
      ),
      "quiet-unless-programmed",
    ],
    because:
      "whatever lets a message go astray lets a stranger take it where nobody checks who sends; a stale or idle slot's message too",
  },
  {
    invariant: "no-stray-memory-write",
    with: "same-architecture",
    others: [
      "programmed-while-enabled",
      "pairs-from-capability",
      "stable-guest-pair",
      "mmio-programming",
      "slots-in-window",
      "msi-novirt-feature",
    ],
    because:
      "what lets a guest address through: of another architecture, it is memory on this host",
  },
  {
    invariant: "no-stray-memory-write",
    with: "programmed-while-enabled",
    others: ["reset-before-reenable", "stable-guest-pair", "quiet-unless-programmed"],
    because:
      "a slot gets address 0 from a capability not programmed yet, MSI disabled, and is left so until it sends",
  },
  {
    invariant: "no-stray-memory-write",
    with: "capability-32-bit",
    others: ["low-guest-address", "low-host-address"],
    because:
      "the high half is not replaced: host low and guest high together are somewhere in memory",
  },
];

/** Wrong messages of this kind are memory writes, which no stranger takes for an interrupt. */
function onlyToMemory(id: AssumptionId): boolean {
  return id === "no-reset-in-between" || id === "little-endian-host";
}
