/** What the comparison's rows say a maintainer should do; every name and number is computed. */
import {
  cutSetsOf,
  type Recommendation,
  recommend,
  type Step,
  type Turn,
} from "../../checks/designs/recommend.js";
import type { DesignRow } from "../../checks/designs/row.js";
import type { DesignsReport } from "../designs-report.js";

const RULE =
  "The rule: of the designs under which everything holds with nothing dropped, take the one with fewest single " +
  "assumptions whose failure loses isolation, which harms others than the guest; then the one that stands alone on " +
  "fewest assumptions, then the one with fewest cut sets of one. Asking for more is worth it only where it is better.";

/** Paragraphs and list items (`- `), each on one line, to be wrapped. */
export function recommendation({ designs }: DesignsReport): readonly string[] {
  const [patch] = designs;
  const found = recommend(designs);
  const [first] = found.steps;
  if (patch === undefined || first === undefined) {
    return [RULE, "No design holds with nothing dropped, so none is recommended."];
  }
  return [
    RULE,
    ...found.steps.map((step, i) => stepText(step, found.steps[i - 1]?.design ?? patch)),
    ...whatChanges(first, found),
    largerSets(designs),
  ];
}

const BY_ASKED: Readonly<Record<Step["askedFor"], string>> = {
  "nothing new": "With the kernel and the guests of today",
  kernel: "If the kernel may be asked for an interrupt per source",
  "kernel and guest": "If the guest may be changed as well",
};

/** A step against the one before it; the first against the patch. */
function stepText({ askedFor, design }: Step, before: DesignRow): string {
  const gone = before.alone.filter((id) => !design.alone.includes(id));
  const come = design.alone.filter((id) => !before.alone.includes(id));
  const { kernel, device, guest } = design.needs;
  const change =
    design.design === before.design
      ? ""
      : ` In the place of ${before.design} (${sizeText(before)}) it no longer stands on ${listed(gone)}, and newly on ${listed(come)}.`;
  return (
    `${BY_ASKED[askedFor]}: ${design.design}, ${design.title}${madeOf(design)}. It stands alone on ${sizeText(design)}.${change}` +
    ` It needs of the kernel ${kernel}; of knowledge of the device ${device}; of the guest: ${guest}.`
  );
}

function madeOf({ madeOf: improvements }: DesignRow): string {
  return improvements === null ? "" : ` (${improvements})`;
}

function sizeText(row: DesignRow): string {
  return `${row.alone.length} assumptions, ${cutSetsOf(row, 1)} cut sets of one`;
}

function whatChanges(first: Step, { turns }: Recommendation): readonly string[] {
  if (turns.length === 0) return [];
  return [
    `What would change this: ${first.design.design} stands on each of these alone, and where one cannot be counted on, the same rule gives another, of the designs that do not stand on it:`,
    ...turns.map(turnText),
  ];
}

function turnText({ without, step }: Turn): string {
  const names = without.join(", ");
  if (step === undefined) return `- ${names}: no design does without`;
  const asked = step.askedFor === "nothing new" ? "" : `, which asks the ${step.askedFor} for more`;
  return `- ${names}: ${step.design.design}${asked}`;
}

/** Isolation by sets of two, where they were looked for. */
function largerSets(designs: readonly DesignRow[]): string {
  if (designs.some(({ order }) => order < 2)) {
    return "The rule looks at assumptions alone; which pairs of them lose isolation `npm run compare` counts.";
  }
  const lose = designs.flatMap(({ design, severities }) => {
    const sets = severities.find(({ severity }) => severity === "isolation lost")?.cutSets[2] ?? 0;
    return sets === 0 ? [] : [`${design} (${sets})`];
  });
  return `The rule looks at assumptions alone. With two dropped isolation is lost in: ${listed(lose)}.`;
}

function listed(names: readonly string[]): string {
  return names.join(", ") || "nothing";
}
