/** `verify --drop` and `verify --guest`: one combination of assumptions dropped. */
import { allocationsOf } from "../../checks/shards/plan.js";
import {
  type DroppedVerdict,
  type DropReport,
  dropAssumptions,
  verifyGuest,
} from "../../checks/world/drop.js";
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { renderDrop } from "../../reports/render/world-text.js";
import { faultOfFile, findDesign, isFile, type Verified } from "../designs.js";
import { EXIT, UsageError } from "../errors.js";
import { isColoured, print, writeResult } from "../output.js";
import { Progress } from "../progress.js";
import { checkedJson } from "../schemas.js";
import { limitsOf, type VerifyFlags } from "./verify-modes.js";

/** The name of the guest that does anything. */
export const ARBITRARY = "arbitrary" as const;

/** @returns 0 if every invariant holds: what is unreachable or cut short is no pass */
export async function verifyDrop(flags: VerifyFlags): Promise<number> {
  const { drop: dropped = [], guest, json } = flags;
  const design = await findDesign(flags.quirk ?? "as-posted");
  for (const id of dropped) requirePart(id, design);
  const progress = new Progress(process.stderr);
  const run = (): DropReport => ({
    quirk: design.name,
    allocations: guest === undefined ? allocationsOf(flags.vectors) : [guest.allocated],
    exact: flags.exact === true,
    guest: guest?.name ?? ARBITRARY,
    dropped,
    verdicts: verdictsOf(flags, design, (what) => progress.update(what)),
  });
  const textOf = (made: DropReport) => checkedJson("drop", made);
  const inputs = isFile(flags.quirk) ? [flags.quirk] : [];
  try {
    const report = await writeResult({ inputs, outputs: [{ path: json, textOf }] }, run);
    progress.clear();
    if (json !== "-") await print(renderDrop(report, guest, isColoured(process.stdout)));
    const holds = report.verdicts.every(({ verdict }) => verdict === "holds");
    return holds ? EXIT.asExpected : EXIT.notAsExpected;
  } catch (error) {
    throw faultOfFile(flags.quirk, error);
  } finally {
    progress.clear();
  }
}

function verdictsOf(
  flags: VerifyFlags,
  { quirk, terms }: Verified,
  onProgress: (what: string) => void,
): readonly DroppedVerdict[] {
  const { drop: dropped = [], guest, exact = false, vectors } = flags;
  const options = { dropped, quirk, terms, limits: limitsOf(flags), onProgress };
  if (guest !== undefined) return verifyGuest(guest, options);
  return dropAssumptions({ ...options, allocations: allocationsOf(vectors), exact });
}

/**
 * An assumption of other designs only, dropped, says nothing. One that is in the terms is this design's, and
 * so may be any where pairs do not come from the capability.
 */
function requirePart(id: AssumptionId, { name, terms }: Verified): void {
  const { pairs, asks, carriedBy, choices } = terms;
  const isIts =
    ASSUMPTIONS.some((known) => known.id === id) ||
    pairs !== "capability" ||
    asks ||
    Object.values(carriedBy).includes(id) ||
    choices.some(([chosen]) => chosen === id);
  if (isIts) return;
  throw new UsageError(`--drop: ${id} is no assumption of ${name}, only of other designs`);
}
