/** The design review as a maintainer's mail: by place in the patch, in lines of at most 72 columns. */
import { SEVERITIES } from "../../checks/findings/findings.js";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { wrapped } from "../columns.js";
import type { DesignsReport } from "../designs-report.js";
import type { ExplainReport } from "../explain-report.js";
import { PATCH_PLACES, type PatchPlace } from "../patch-places.js";
import { bullets, designsInShort, patchInShort } from "../text/in-short.js";
import type { WorldReport } from "../world-report.js";

const MAIL = 72;

/** The mail's text, a newline at its end. Pure. */
export function renderReviewMail(
  report: WorldReport,
  findings: readonly ExplainReport[],
  { designs }: DesignsReport,
): string {
  const best = designs.find(({ design }) => design === "best-today");
  const places = PATCH_PLACES.flatMap((place) =>
    placeLines(place, { report, findings, kept: best?.alone ?? [] }),
  );
  const lines = [
    "Subject: Re: [PATCH] vfio/pci-quirks: Quirk for ath wireless",
    "",
    "A model of the patch and of the world around it, searched exhaustively:",
    "",
    ...bullets([...patchInShort(report.verification), ...designsInShort(designs)], MAIL),
    "",
    ...wrapped(
      "By line of hw/vfio/pci-quirks.c with the patch applied: what it assumes, and in brackets how many of the " +
        "invariants break with that alone; * best-today does without it; then a finding, of fewest assumptions.",
      MAIL,
    ),
    "",
    ...places,
    ...wrapped("Nothing stands on 26 and 1499, nor on trace-events 85-87.", MAIL),
    "",
    "To reproduce: npm ci && npm run verify; one finding with a shortest",
    "trace: npm run explain -- ID; your next version: npm run conform --",
    "FILE, and npm run verify -- --patch FILE.",
  ];
  return `${lines.join("\n")}\n`;
}

interface Known {
  readonly report: WorldReport;
  readonly findings: readonly ExplainReport[];
  /** What the best design of today still stands on alone. */
  readonly kept: readonly AssumptionId[];
}

function placeLines(place: PatchPlace, { report, findings, kept }: Known): readonly string[] {
  const rows = place.assumptions.map((id) => {
    const falls = report.alone.find(({ assumption }) => assumption === id)?.falls.length ?? 0;
    return { id, falls, isGone: falls > 0 && !kept.includes(id) };
  });
  const carried = rows
    .sort((a, b) => b.falls - a.falls)
    .map(({ id, falls, isGone }) => `${id}${isGone ? "*" : ""} (${falls})`);
  const gravest = gravestOf(place, findings);
  const title = place.lines === null ? place.what : `${place.lines}: ${place.what}`;
  return [
    ...wrapped(title, MAIL, "  "),
    ...wrapped(carried.join(", "), MAIL - 2).map((line) => `  ${line}`),
    ...(gravest === undefined ? [] : [`  ${gravest.id}`]),
  ];
}

/** Of the findings that one of its assumptions is part of: of fewest assumptions, then gravest. */
function gravestOf(
  { assumptions }: PatchPlace,
  findings: readonly ExplainReport[],
): ExplainReport | undefined {
  const of = findings.filter((finding) =>
    finding.assumptions.some((id) => assumptions.some((mine) => mine === id)),
  );
  const rank = ({ severity, assumptions: set }: ExplainReport) =>
    SEVERITIES.length * set.length + SEVERITIES.indexOf(severity);
  return [...of].sort((a, b) => rank(a) - rank(b))[0];
}
