/**
 * Which invariants fall in each design when one assumption alone is dropped, worked out by hand before the
 * designs were first run. docs/designs.md tells where the model then differed, and who was wrong.
 */
import type { AssumptionId } from "../../model/assumptions/index.js";
import { INVARIANT_IDS, type InvariantId } from "../../model/invariants.js";
import { canFall } from "./compare-world.js";
import {
  ADDRESS,
  COLLATERAL,
  COOKIE,
  DATA,
  DELIVERED,
  FRESH,
  GUEST_VALUES,
  INTERRUPT,
  ISOLATED,
  LEAK,
  NO_ADDRESS,
  OFFSET,
  PAIR,
  READBACK,
  SECRET,
  STRAY,
  STRAYED,
  TRANSPARENT,
} from "./falls.js";
import { ALONE } from "./world.js";

type Falls = Readonly<Partial<Record<AssumptionId, readonly InvariantId[]>>>;

export interface ExpectedDesign {
  /** Violated with nothing dropped. */
  readonly always: readonly InvariantId[];
  /** Of a situation that this design does not know. */
  readonly unreachable: readonly InvariantId[];
  /** What falls with one assumption alone; those that are not named let nothing fall. */
  readonly falls: Falls;
  /** `INVARIANT/ASSUMPTION`: of those, what does not fall where one vector is all. */
  readonly notWithOne?: readonly string[];
  /** Why the rows are as they are, where they differ from the patch's. */
  readonly because: string;
}

const PATCH: Falls = Object.fromEntries(
  Object.entries(ALONE).map(([id, { falls }]) => [id, falls]),
);

/** The patch's rows but for those that an improvement changes. */
function improved(falls: Falls, because: string): ExpectedDesign {
  return { always: [], unreachable: [], falls: { ...PATCH, ...falls }, because };
}

const SET_UP: Falls = {
  "unique-address": [COLLATERAL],
  "address-before-data": NO_ADDRESS,
  "whole-register-writes": [OFFSET, ...NO_ADDRESS, DELIVERED],
  "aligned-four-byte-access": [DELIVERED, READBACK],
  "programmed-while-enabled": [TRANSPARENT],
  "stable-guest-pair": [INTERRUPT],
  "mmio-programming": GUEST_VALUES,
  "no-readback": [READBACK, SECRET],
  "no-reset-in-between": NO_ADDRESS,
  "eight-byte-divisible": [OFFSET, ...NO_ADDRESS, READBACK],
  "device-sends-its-slots": [INTERRUPT, STRAY],
  "bar-write-succeeds": [OFFSET, ...NO_ADDRESS, DELIVERED, READBACK],
  "stable-host-pair": [FRESH, INTERRUPT],
  "device-known": [ADDRESS, ...LEAK, ...STRAYED, TRANSPARENT],
  "host-interface": GUEST_VALUES,
  "source-grant": [ADDRESS, ...LEAK],
};

const SET_UP_BY_DRIVER: Falls = {
  ...SET_UP,
  "bar-write-succeeds": [DELIVERED, READBACK],
  "stable-host-pair": [],
};

/** The guest writes the host's pair, and nobody traps. */
const GIVEN: Falls = {
  "unique-address": NO_ADDRESS,
  "address-before-data": NO_ADDRESS,
  "no-readback": [SECRET],
  "no-reset-in-between": NO_ADDRESS,
  "device-sends-its-slots": [INTERRUPT, STRAY],
  "host-interface": GUEST_VALUES,
  "source-grant": [ADDRESS, ...LEAK],
};

export const EXPECTED_DESIGNS: Readonly<Record<string, ExpectedDesign>> = {
  "as-posted": improved({}, "checks/expectations/world.ts says each row's reason"),
  "no-quirk": {
    always: GUEST_VALUES,
    unreachable: [TRANSPARENT, COOKIE],
    falls: {
      "unique-address": [STRAY],
      "address-programmed": [STRAY],
      "address-before-data": [STRAY],
      "no-reset-in-between": [STRAY],
      "device-sends-its-slots": [STRAY],
      "interrupt-remapping": [ISOLATED],
      "same-architecture": [STRAY],
    },
    because:
      "guest values throughout; only what makes the address no interrupt address at all adds to it, and without remapping a stranger takes it",
  },
  "copied-by-hand": {
    always: [],
    unreachable: [TRANSPARENT, COOKIE],
    falls: {
      "unique-address": NO_ADDRESS,
      "address-before-data": NO_ADDRESS,
      "programmed-while-enabled": [OFFSET],
      "pairs-from-capability": [ADDRESS, DATA, PAIR, INTERRUPT],
      "offset-within-allocation": [OFFSET, INTERRUPT],
      "stable-vector-count": [OFFSET, INTERRUPT],
      "no-readback": [SECRET],
      "no-reset-in-between": NO_ADDRESS,
      "device-sends-its-slots": [INTERRUPT, STRAY],
      "full-grant": [OFFSET, FRESH, INTERRUPT],
      "stable-host-pair": [OFFSET, FRESH, INTERRUPT],
      "aligned-host-base": [OFFSET, INTERRUPT],
      "repeated-host-pair": [OFFSET, FRESH, INTERRUPT],
    },
    because:
      "all that comes from finding and replacing is gone; what is left is the driver's own mistakes and a pair that is right only as long as the host happens to give the same one",
  },
  "cookie-per-address": improved(
    {
      "unique-address": [...NO_ADDRESS, ...STRAYED],
      "address-programmed": [OFFSET, ...NO_ADDRESS, ...STRAYED],
      "one-slot-at-a-time": [],
    },
    "no address takes another's cookie, so no data leaks for want of one; a register that matches by accident is replaced as before",
  ),
  "handles-64-bit": improved(
    { "capability-32-bit": [] },
    "the data word is read where the layout has it",
  ),
  "read-checked": improved(
    { "physical-read-succeeds": [ADDRESS, ...LEAK] },
    "the guest's value passes in the place of 0: no stray memory write, and no interrupt",
  ),
  "grant-checked": {
    ...improved(
      {
        "full-grant": [ADDRESS, ...LEAK],
        "stable-vector-count": LEAK,
      },
      "beyond the grant the guest's value passes in the place of a word that belongs to nobody; less than one vector is no grant at all, and then the pair passes whole",
    ),
    notWithOne: [`${PAIR}/full-grant`],
  },
  "reset-clears": improved(
    { "no-reset-in-between": NO_ADDRESS },
    "no cookie outlives the machine's reset; a device reset is not seen",
  ),
  "reads-back": improved(
    { "no-readback": [] },
    "a slot reads as written; a stray value is forgotten when another replaced one comes under its offset",
  ),
  "right-window": improved(
    {
      "slots-in-window": [],
      "slots-clear-of-window-end": [],
      "device-known": [ADDRESS, ...LEAK],
    },
    "the same promise, kept by whoever writes the table",
  ),
  "static-table": {
    always: [],
    unreachable: [COOKIE],
    falls: {
      ...PATCH,
      "unique-address": NO_ADDRESS,
      "address-programmed": [],
      "address-before-data": NO_ADDRESS,
      "slot-completed": [],
      "one-slot-at-a-time": [],
      "whole-register-writes": [OFFSET, ...NO_ADDRESS, DELIVERED, FRESH],
      "programmed-while-enabled": [ADDRESS, ...LEAK, FRESH],
      "pairs-from-capability": [INTERRUPT],
      "stable-guest-pair": [],
      "offset-within-allocation": [OFFSET, INTERRUPT],
      "aligned-base-data": [OFFSET, INTERRUPT],
      "stable-window": [],
      "no-reset-in-between": NO_ADDRESS,
      "data-at-plus-8": [],
      "slots-in-window": [],
      "slots-clear-of-window-end": [],
      "capability-32-bit": [OFFSET, PAIR, INTERRUPT],
      "device-known": [ADDRESS, ...LEAK, ...STRAYED],
    },
    because:
      "no cookie and no match, so nothing goes to a register that is not a slot's; whatever a slot is given becomes the capability's pair",
  },
  "source-by-qemu": {
    always: [],
    unreachable: [COOKIE],
    falls: SET_UP,
    because:
      "each source has a pair of its own, whatever the guest wrote: capability, grant, offsets and alignment are out of it; the trap and its table are not",
  },
  "source-by-driver": {
    always: [],
    unreachable: [COOKIE],
    falls: SET_UP_BY_DRIVER,
    because: "as by QEMU, and the kernel writes the registers itself, again when the pair moves",
  },
  "guest-owned": {
    always: [],
    unreachable: [TRANSPARENT, COOKIE],
    falls: {
      ...GIVEN,
      "stable-guest-pair": [OFFSET, FRESH, INTERRUPT],
      "interrupt-remapping": [...GUEST_VALUES, ISOLATED],
      "same-architecture": [...GUEST_VALUES, STRAY],
    },
    because:
      "nothing is trapped, so nothing can be missed; all rests on the hardware that checks the requester and on one format of messages",
  },
  "guest-asks": {
    always: [],
    unreachable: [TRANSPARENT, COOKIE],
    falls: {
      ...GIVEN,
      "stable-host-pair": [FRESH, INTERRUPT],
      "paravirtual-driver": [ADDRESS, ...LEAK],
    },
    because: "as guest-owned, but the pair is opaque: no common format, a driver instead",
  },
  "best-today": {
    always: [],
    unreachable: [COOKIE],
    falls: {
      "unique-address": [COLLATERAL],
      "address-before-data": NO_ADDRESS,
      "programmed-while-enabled": [ADDRESS, ...LEAK, FRESH],
      "reset-before-reenable": [FRESH, INTERRUPT],
      "pairs-from-capability": [INTERRUPT],
      "offset-within-allocation": [OFFSET, INTERRUPT],
      "stable-vector-count": [OFFSET, INTERRUPT],
      "mmio-programming": GUEST_VALUES,
      "no-reset-in-between": NO_ADDRESS,
      "device-sends-its-slots": [INTERRUPT, STRAY],
      "msi-novirt-feature": GUEST_VALUES,
      "physical-read-succeeds": [OFFSET, ...NO_ADDRESS],
      "bar-write-succeeds": [OFFSET, ...NO_ADDRESS, FRESH, DELIVERED, READBACK],
      "full-grant": [OFFSET, INTERRUPT, STRAY],
      "stable-host-pair": [FRESH, INTERRUPT],
      "device-known": [ADDRESS, ...LEAK, ...STRAYED],
    },
    because:
      "the table, with words made as hardware and host have them, both halves of the address, every size taken and reads given back; what is left is the capability's pair and the trap itself",
  },
  "best-trap": {
    always: [],
    unreachable: [COOKIE],
    falls: {
      ...SET_UP_BY_DRIVER,
      "whole-register-writes": [],
      "aligned-four-byte-access": [],
      "no-readback": [],
      "eight-byte-divisible": [],
      "source-grant": [OFFSET, ...NO_ADDRESS, DELIVERED],
    },
    because:
      "the driver's form; every size is taken and passed on whole, reads give the guest's values back, and nothing is written for a source without a pair",
  },
};

/** The invariants that fall in a design with that assumption alone at those allocations, in their order. */
export function expectedFalls(
  design: ExpectedDesign,
  id: AssumptionId,
  allocations: readonly number[],
): readonly InvariantId[] {
  const isOne = allocations.every((vectors) => vectors === 1);
  const not = isOne ? (design.notWithOne ?? []) : [];
  const falls = (design.falls[id] ?? []).filter(
    (invariant) => canFall(invariant, [id], allocations) && !not.includes(`${invariant}/${id}`),
  );
  return INVARIANT_IDS.filter((invariant) => falls.includes(invariant));
}
