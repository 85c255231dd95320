/** One design's verdicts on a terminal. */
import picocolors from "picocolors";
import type { WorldInvariant } from "../../checks/verify/verify.js";
import { folded, grouped } from "../columns.js";
import type { QuirkReport } from "../quirk-report.js";
import { bullets, verificationInShort } from "../text/in-short.js";

const UNREACHABLE =
  "unreachable is no pass: nothing of the kind ever happened, so nothing was shown of it";

/** Verdicts and cut sets by invariant, each set of one by name. */
export function renderQuirk(
  { quirk, exact, verification, drifts }: QuirkReport,
  coloured: boolean,
): string {
  const colors = picocolors.createColors(coloured);
  const { order, allocations, invariants, incomplete } = verification;
  const sizes = Array.from({ length: order }, (_, i) => i + 1);
  const { head, body } = folded(
    [
      ["invariant", "all kept", "steps of it", ...sizes.map((n) => `sets of ${n}`)],
      ...invariants.map((row) => [
        row.invariant,
        row.undropped,
        grouped(row.concerned),
        ...sizes.map((size) => String(ofSize(row, size).length)),
      ]),
    ],
    ["left", "left", "right", "right", "right", "right"],
  );
  const alone = invariants.flatMap((row) => {
    const names = ofSize(row, 1).flatMap(({ assumptions }) => assumptions);
    return names.length === 0 ? [] : [[row.invariant, names.join(", ")]];
  });
  return `${[
    colors.bold(`${quirk}: on what does each invariant stand?`),
    `an arbitrary guest; vectors allocated: ${allocations.join(", ")}; sets of up to ${order} dropped` +
      (exact ? "; every vector offset" : ""),
    ...head.map(colors.dim),
    ...body,
    "",
    colors.bold("Falls when one of these alone is dropped"),
    ...folded([["invariant", "assumptions"], ...alone]).body,
    "",
    colors.bold("In short"),
    ...bullets(verificationInShort(verification, "every assumption")),
    ...incomplete.map((why) => `incomplete: ${why}`),
    ...(drifts.some(({ found }) => found === "unreachable") ? [UNREACHABLE] : []),
    ...drifts.map((it) => `NOT as expected: ${it.about}: ${it.expected}; found ${it.found}`),
  ].join("\n")}\n`;
}

function ofSize({ cutSets }: WorldInvariant, size: number): WorldInvariant["cutSets"] {
  return cutSets.filter(({ assumptions }) => assumptions.length === size);
}
