/** Concerns raised in the patch's mail thread, and what the model says of each. */

import type { AssumptionId } from "../../model/assumptions/index.js";

export interface Concern {
  /** Who said it, in a few words of their own. */
  readonly concern: string;
  /**
   * What comes out of the model, with the ids to look up.
   * @param fallsWith how many invariants fall with that assumption alone
   */
  readonly says: (fallsWith: (id: AssumptionId) => string) => string;
}

export const CONCERNS: readonly Concern[] = [
  {
    concern: 'Author: a "sufficiently unique MSI address" is relied on.',
    says: (n) =>
      `unique-address carries ${n("unique-address")} invariants alone: any other register that takes the value gets the host's address, and the cookie moves away from the data.`,
  },
  {
    concern: 'Reviewer: sources re-use pairs of the capability; "That assumption is frail".',
    says: (n) =>
      `pairs-from-capability carries ${n("pairs-from-capability")} invariants alone. Today's drivers keep it; a guest update can end that, and the host has no say.`,
  },
  {
    concern: "Reviewer: skipping the interrupt set-up for each source.",
    says: () =>
      "It shows in full-grant, stable-host-pair and reset-before-reenable: the slots depend on a grant that nobody made for them.",
  },
  {
    concern: "Author: multi-vector MSI needs interrupt remapping on the host.",
    says: () =>
      "interrupt-remapping alone breaks nothing. Its absence on x86 brings fewer vectors and moving pairs with it: with full-grant or stable-host-pair dropped too, interrupt-isolated falls.",
  },
  {
    concern: "Reviewer: is a newly created vector offset enough?",
    says: () =>
      "Within the grant, yes. offset-within-allocation and stable-vector-count say where it is not: beyond the allocation nothing matches; beyond the grant the host's base is added to.",
  },
  {
    concern: "Author: whether the device could trigger from the capability alone is not known.",
    says: () =>
      "device-sends-its-slots: if it sends anything else, delivery falls alone; if it needs no slot registers, the quirk is not needed.",
  },
  {
    concern: "Reviewer: the guest should own the pairs.",
    says: () =>
      "guest-owned, below: it stands on same-architecture and on remapping. For this patch the first only matters where a guest address leaks.",
  },
  {
    concern: "Author: a reference for static register locations would be welcome.",
    says: () => "static-table, below, with what it no longer stands on and what it still does.",
  },
  {
    concern: "Patch: the device has no INTx to fall back to.",
    says: () => "So a lost interrupt is a dead device: see how many sets interrupt-delivered has.",
  },
  {
    concern: "Patch: the window is used at initialisation only, so the overhead is small.",
    says: () =>
      "Cost is not modelled; chips without shadow registers ring doorbells through the same window.",
  },
];
