/** Where real drivers stand: a section of the design review. */

import { EXPECTED_GUESTS } from "../../checks/expectations/guests.js";
import type { DroppedVerdict } from "../../checks/verify/drop.js";
import type { NamedGuest } from "../../model/world/guests/index.js";
import { wrapped } from "../columns.js";
import { guestVerdict } from "../text/guest.js";
import { LINE } from "./finding-text.js";

export interface GuestVerdicts {
  readonly guest: NamedGuest;
  readonly verdicts: readonly DroppedVerdict[];
}

/** Each driver: what it does not keep and where that is read, what falls, what it never reaches. */
export function guestSection(guests: readonly GuestVerdicts[]): string[] {
  return [
    "## Drivers by name",
    "",
    ...wrapped(
      "The verdicts above are about an arbitrary guest. Each of these is that guest, restricted to what the driver " +
        "is known to do, with what it does not keep dropped and all else kept.",
      LINE,
    ),
    ...guests.flatMap(oneGuest),
  ];
}

function oneGuest({ guest, verdicts }: GuestVerdicts): string[] {
  const { name, title, breaches } = guest;
  const expected = EXPECTED_GUESTS[name];
  const which = (wanted: DroppedVerdict["verdict"]) =>
    verdicts.filter(({ verdict }) => verdict === wanted).map(({ invariant }) => invariant);
  const verdictLines = (["violated", "unreachable", "incomplete"] as const).flatMap((verdict) =>
    which(verdict).length === 0 ? [] : [`${verdict}: ${which(verdict).join(", ")}`],
  );
  return [
    "",
    `### ${name}: ${title}`,
    "",
    ...(breaches.length === 0 ? ["- keeps every assumption, as far as is known"] : []),
    ...breaches.flatMap(({ assumption, does, source }) =>
      item(`does not keep ${assumption}: ${does} (${source})`),
    ),
    ...verdictLines.flatMap(item),
    ...item(guestVerdict(guest, verdicts)),
    ...(expected === undefined ? [] : item(expected.because)),
  ];
}

/** A list item in lines that a mail keeps. */
function item(text: string): readonly string[] {
  return wrapped(`- ${text}`, LINE, "  ");
}
