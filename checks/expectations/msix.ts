/**
 * What the patch's way stands on where the device has MSI-X, worked out by hand before it first ran: each
 * assumption of the patch, whether it stays, and what falls with it alone. docs/msix.md has the world that this
 * is about, and tells where the model then differed, and who was wrong.
 */
import type { AssumptionId, PatchAssumptionId } from "../../model/assumptions/index.js";
import type { ExpectedDesign } from "./designs.js";
import {
  ADDRESS,
  FRESH,
  GUEST_VALUES,
  INTERRUPT,
  LEAK,
  NO_ADDRESS,
  OFFSET,
  PAIR,
  STRAY,
  STRAYED,
} from "./falls.js";
import { ALONE, type ExpectedFall } from "./world.js";

/** What becomes of an assumption of the patch. */
export interface MsixRow extends ExpectedFall {
  /** `goes`: nothing can break it any more. An id: that one carries the same promise. */
  readonly becomes: "stays" | "goes" | AssumptionId;
}

/** It stays, and breaks what it breaks of the patch. */
const same = (id: PatchAssumptionId, because: string): MsixRow => ({
  becomes: "stays",
  falls: ALONE[id].falls,
  because,
});
const other = (falls: MsixRow["falls"], because: string): MsixRow => ({
  becomes: "stays",
  falls,
  because,
});
const gone = (because: string): MsixRow => ({ becomes: "goes", falls: [], because });
const carriedBy = (becomes: AssumptionId, because: string): MsixRow => ({
  becomes,
  falls: [],
  because,
});

const BY_BAR = "how registers are reached has nothing to do with the capability";
const ONE_COOKIE = "there is one cookie here too";
const BY_VALUE = "slots are found by value here too, and there are more values that match";

/** The 36 of the patch. */
export const MSIX_ROWS: Readonly<Record<PatchAssumptionId, MsixRow>> = {
  "unique-address": same("unique-address", BY_VALUE),
  "address-programmed": other(
    [OFFSET, PAIR, INTERRUPT, ...STRAYED, STRAY],
    "an unmasked entry of 0 makes every 0 match; but data k of such a table is 0 too and not k, so none of the guest's data is left to leak",
  ),
  "address-before-data": same("address-before-data", ONE_COOKIE),
  "slot-completed": same("slot-completed", ONE_COOKIE),
  "one-slot-at-a-time": same("one-slot-at-a-time", ONE_COOKIE),
  "whole-register-writes": same("whole-register-writes", BY_BAR),
  "aligned-four-byte-access": same("aligned-four-byte-access", BY_BAR),
  "programmed-while-enabled": same(
    "programmed-while-enabled",
    "with MSI-X disabled every entry counts as masked, and nothing matches",
  ),
  "reset-before-reenable": same(
    "reset-before-reenable",
    "disabling frees all the host's interrupts, as with MSI",
  ),
  "pairs-from-capability": same(
    "pairs-from-capability",
    "now: every pair put into a slot is that of a table entry; another one matches none",
  ),
  "stable-guest-pair": same(
    "stable-guest-pair",
    "now: when a slot is written, the entry still holds what was copied; one programmed anew in between matches no more",
  ),
  "offset-within-allocation": carriedBy(
    "entry-unmasked",
    "a vector is there if its entry is unmasked; no mask is made of a count",
  ),
  "aligned-base-data": gone("no base, no low bits: the whole data word is compared"),
  "stable-vector-count": gone(
    "unmasking one more entry is normal course; what the host does then is dynamic-allocation's concern",
  ),
  "stable-window": same("stable-window", "the window is the device's"),
  "mmio-programming": same("mmio-programming", "QEMU does not see such a pair pass"),
  "no-readback": same("no-readback", "reads pass through"),
  "low-guest-address": other(
    [ADDRESS, PAIR, INTERRUPT, STRAY],
    "every entry has room for a high half, and the quirk looks at the low one: the guest's high half stays beside the host's low one",
  ),
  "no-reset-in-between": same("no-reset-in-between", "there is no reset hook here either"),
  "data-at-plus-8": same("data-at-plus-8", "the slots are the device's"),
  "slots-in-window": same("slots-in-window", BY_BAR),
  "slots-clear-of-window-end": same("slots-clear-of-window-end", BY_BAR),
  "capability-32-bit": gone("an entry has one layout, with address high at 4 and data at 8"),
  "quiet-unless-programmed": same("quiet-unless-programmed", "with remapping it is blocked"),
  "eight-byte-divisible": same("eight-byte-divisible", BY_BAR),
  "device-sends-its-slots": same("device-sends-its-slots", "the device is the same"),
  "msi-novirt-feature": carriedBy("table-readable", "the host's table is mapped, no feature asked"),
  "physical-read-succeeds": same(
    "physical-read-succeeds",
    "a failed read gives all ones in the place of 0: memory for an address, nobody's word for data",
  ),
  "bar-write-succeeds": same("bar-write-succeeds", BY_BAR),
  "full-grant": other(
    [OFFSET, PAIR, INTERRUPT, STRAY],
    "none: 0 for both; fewer: the first entry's address beside the data 0 of an entry without interrupt, which no base is added to",
  ),
  "stable-host-pair": same("stable-host-pair", "programmed slots keep the pair that was"),
  "low-host-address": other(NO_ADDRESS, "the high half of the host's address is not put in"),
  "aligned-host-base": gone("nothing is added: the host's word is read from its entry"),
  "interrupt-remapping": same("interrupt-remapping", "every message is a host's own"),
  "little-endian-host": gone(
    "a mapped table is read by an accessor for little-endian registers, not by bytes into an integer",
  ),
  "same-architecture": same("same-architecture", "no guest value reaches the device"),
};

/** Those that are new. */
export const MSIX_NEW = {
  "entry-unmasked": {
    falls: [ADDRESS, ...LEAK],
    because:
      "the data of a masked entry matches none under the cookie, and an address that only it has passes itself",
  },
  "distinct-pairs": {
    falls: [OFFSET, INTERRUPT],
    because: "the first entry with that pair is taken, and its host word put in",
  },
  "common-host-address": {
    falls: [INTERRUPT],
    because: "the right data word stands beside the first entry's address: together no vector's",
  },
  "dynamic-allocation": {
    falls: [FRESH, INTERRUPT],
    because: "one more entry is unmasked, and programmed slots keep the pair that was",
  },
  "table-readable": { falls: GUEST_VALUES, because: "no quirk: guest values throughout" },
} as const satisfies Readonly<Partial<Record<AssumptionId, ExpectedFall>>>;

/** As the row of a design. */
export const EXPECTED_MSIX: ExpectedDesign = {
  always: [],
  unreachable: [],
  falls: Object.fromEntries(
    Object.entries({ ...MSIX_ROWS, ...MSIX_NEW }).map(([id, { falls }]) => [id, falls]),
  ),
  because:
    "each entry has a pair of its own: arithmetic is out of it, masks and the host's table are new; how slots are found, and reached, is as it was",
};
