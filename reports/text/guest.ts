/** What the verdicts of a named guest say of the real driver, in one sentence. */
import type { DroppedVerdict } from "../../checks/verify/drop.js";
import type { NamedGuest } from "../../model/world/guests/index.js";

/** As far as is known of the driver: of one that nobody could read, nothing is verified. */
export function guestVerdict(
  { basis }: NamedGuest,
  verdicts: readonly Pick<DroppedVerdict, "verdict">[],
): string {
  const holding = verdicts.filter(({ verdict }) => verdict === "holds").length;
  const count = `${holding} of ${verdicts.length} invariants`;
  if (basis === "source") return `${count} hold`;
  if (basis === "proposal") return `${count} would hold; the driver is not written`;
  return holding === verdicts.length
    ? "nothing known to break; unverified: no more than its vectors and widths is public"
    : `${count} hold if it keeps all else, which is unverified`;
}
