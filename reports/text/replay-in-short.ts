/** What a replayed log comes to, in a few sentences made from its summary. */
import type { ReplaySummary } from "../../checks/replay/result.js";
import type { QuirkVerdict } from "../../checks/replay/watch/result.js";
import { ASSUMPTIONS } from "../../model/assumptions/index.js";

/** Whether the rings would get the host's pair, what was broken, and what no log shows. */
export function replayInShort({ branches, verdict }: ReplaySummary): readonly string[] {
  const { device, assumptions, quirk } = verdict;
  const broken = assumptions.filter((it) => it.verdict === "broken" || it.verdict === "said");
  const undecided = assumptions.filter((it) => it.verdict === "undecided").length;
  const rings = device?.rings ?? [];
  const ofRings = rings.length === 0 ? [] : [ringsText(rings, branches, broken.length === 0)];
  const byMessage = device?.byMessage.length ?? 0;
  return [
    ...(quirk === null ? ofRings : [quirkText(quirk)]),
    ...(byMessage === 0
      ? []
      : [
          `${ringCount(byMessage)} of this chip learn their pair by a message, past any trap of BAR 0.`,
        ]),
    broken.length === 0
      ? `None of the ${ASSUMPTIONS.length} assumptions is broken in this log; ${undecided} it cannot show.`
      : `Broken in this log: ${broken.map(({ assumption }) => assumption).join(", ")}; ${undecided} it cannot show.`,
  ];
}

function quirkText({ agreed, differed }: QuirkVerdict): string {
  return differed === 0
    ? `The quirk was in place and did what the model does, ${agreed} times.`
    : `The quirk was in place and did otherwise than the model in ${differed} places.`;
}

function ringsText(
  rings: readonly { readonly times: number }[],
  branches: ReplaySummary["branches"],
  isKept: boolean,
): string {
  const times = rings.reduce((sum, ring) => sum + ring.times, 0);
  const addresses = branches["replace-address"];
  const data = branches["replace-data"];
  if (addresses === 0) {
    return `None of the ${ringCount(rings.length)} that this log programs would get the host's pair: no interrupt of theirs arrives.`;
  }
  // Where something was broken, what was replaced may be another register's.
  const isAll = isKept && data === times && branches["data-mismatch"] === 0 && addresses === data;
  if (isAll) {
    return `Each of the ${ringCount(rings.length)} that this log programs would get the host's pair.`;
  }
  return `Programmed: ${ringCount(rings.length)}, in all ${count(times, "time")}; ${count(addresses, "address", "addresses")} and ${count(data, "data value")} would be replaced.`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function ringCount(rings: number): string {
  return count(rings, "ring");
}
