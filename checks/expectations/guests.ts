/**
 * What each named guest does to the invariants, worked out by hand before any of them was first run.
 * What is not listed holds.
 */
import type { InvariantId } from "../../model/invariants.js";

export interface ExpectedGuest {
  readonly violated: readonly InvariantId[];
  readonly unreachable: readonly InvariantId[];
  readonly because: string;
}

export const EXPECTED_GUESTS: Readonly<Record<string, ExpectedGuest>> = {
  "linux-1": {
    violated: [
      "guest-address-contained",
      "guest-data-contained",
      "vector-offset-preserved",
      "pair-fresh",
      "interrupt-delivered",
    ],
    unreachable: [],
    because:
      "an HTT message carries a guest pair past the trap, whole, so pairs stay consistent; a resume" +
      " leaves the slots with the pair of the last grant. No cookie goes astray, so ordinary registers" +
      " and reads are right, and remapping keeps isolation",
  },
  "linux-16": {
    violated: [
      "guest-address-contained",
      "guest-data-contained",
      "vector-offset-preserved",
      "interrupt-delivered",
    ],
    unreachable: ["cookie-discipline"],
    because:
      "no address is trapped, so there is never a cookie and no data is replaced: guest pairs" +
      " throughout, consistent and never stale",
  },
  "linux-32": {
    violated: [
      "guest-address-contained",
      "guest-data-contained",
      "vector-offset-preserved",
      "pair-fresh",
      "interrupt-delivered",
    ],
    unreachable: [],
    because: "as linux-1: the host grants all 32 vectors, and every offset in use is below 32",
  },
  "windows-16": {
    violated: [],
    unreachable: [],
    because: "as far as anything public tells it keeps every assumption",
  },
  "own-domain": {
    violated: ["guest-address-contained", "guest-data-contained"],
    unreachable: ["vector-offset-preserved", "cookie-discipline", "interrupt-delivered"],
    because:
      "no pair of the capability is ever written, so nothing matches, no cookie is set and no slot is" +
      " programmed as one of the capability's vectors: that its own interrupts are lost is beyond what" +
      " interrupt-delivered speaks of",
  },
};
