/** What the options of `verify` ask for, as all its parts say it. */
import { USUAL_SCOPE, type VerifyScope } from "../../checks/verify/plan.js";
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { MSIX_ASSUMPTIONS } from "../../model/assumptions/msix.js";
import type { ModeName, VerifyFlags } from "../commands/verify-modes.js";
import { findDesign, isFile } from "../designs.js";
import { UsageError } from "../errors.js";
import { type DesignForm, withThreads } from "../world-pool.js";

/** By mode: sets of how many assumptions are looked for if the options do not say. */
const ORDERS: Readonly<Record<VerifyScope["mode"], number>> = { verify: 3, quirk: 1, drop: 0 };

/** @throws UsageError if the design cannot be loaded, or an assumption or the guest is none of its own */
export async function scopeOf(
  asked: Exclude<ModeName, "patch">,
  flags: VerifyFlags,
): Promise<VerifyScope> {
  const { guest, drop: dropped = [], quirk = USUAL_SCOPE.quirk } = flags;
  const design = isFile(quirk) ? await loaded(quirk) : await findDesign(quirk);
  for (const id of dropped) requirePart(id, design);
  if (guest !== undefined && design.terms.capability === "msix") {
    throw new UsageError(
      `--guest: ${guest.name} drives a chip with MSI, and ${design.name} is for one with MSI-X`,
    );
  }
  const mode = modeOf(asked);
  return {
    mode,
    quirk: design.name,
    quirkDigest: design.digest,
    vectors: guest === undefined ? flags.vectors : [guest.allocated],
    invariant: flags.invariant ?? null,
    order: flags.order ?? ORDERS[mode],
    exact: flags.exact === true,
    complete: flags.complete === true,
    guest: guest?.name ?? USUAL_SCOPE.guest,
    dropped,
    memory: flags.memory ?? USUAL_SCOPE.memory,
  };
}

/** A user's file, loaded where it cannot end or hold up this program. */
async function loaded(quirk: string): Promise<DesignForm> {
  const [design] = await withThreads(1, "quirk", (threads) =>
    threads.do("design", { quirk }, [null]),
  );
  if (design === undefined) throw new RangeError(`${quirk}: a design is expected`);
  return design;
}

function modeOf(asked: ModeName): VerifyScope["mode"] {
  if (asked === "guest" || asked === "drop") return "drop";
  return asked === "quirk" ? "quirk" : "verify";
}

/**
 * An assumption of other designs only, dropped, says nothing. One that is in the terms is this design's, and
 * so may be any where pairs do not come from the capability.
 */
function requirePart(id: AssumptionId, { name, terms }: DesignForm): void {
  const { pairs, capability, asks, carriedBy, choices } = terms;
  const isIts =
    ASSUMPTIONS.some((known) => known.id === id) ||
    pairs !== "capability" ||
    asks ||
    (capability === "msix" && MSIX_ASSUMPTIONS.some((known) => known.id === id)) ||
    Object.values(carriedBy).includes(id) ||
    choices.some(([chosen]) => chosen === id);
  if (isIts) return;
  throw new UsageError(`--drop: ${id} is no assumption of ${name}, only of other designs`);
}
