/** The result in a few sentences, made from the data: what a reader of a minute takes away. */

import { recommend } from "../../checks/designs/recommend.js";
import type { DesignRow } from "../../checks/designs/row.js";
import { type DeviceCoverage, deviceCoverage } from "../../checks/devices/coverage.js";
import type { WorldVerification } from "../../checks/verify/verify.js";
import { ASSUMPTIONS, type AssumptionId } from "../../model/assumptions/index.js";
import { hex } from "../../model/bits.js";
import { CHIPS, chipsWithId } from "../../model/devices/index.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";
import { type TrapDesign, trapDesign } from "../../model/quirks/trapped.js";
import { NAMED_GUESTS } from "../../model/world/guests/index.js";
import { wrapped } from "../columns.js";

/** Sentences as a list. */
export function bullets(sentences: readonly string[], width = 78): readonly string[] {
  return sentences.flatMap((sentence) => wrapped(`- ${sentence}`, width, "  "));
}

/** What there is to know of the patch as posted. */
export function patchInShort(verification: WorldVerification): readonly string[] {
  return [...verificationInShort(verification), ...driversInShort(), ...devicesInShort()];
}

/**
 * What holds with every assumption kept, what breaks alone, and what it takes to lose isolation.
 * @param every how they are called: another design stands on other assumptions, and no list says how many
 */
export function verificationInShort(
  verification: WorldVerification,
  every = `all ${ASSUMPTIONS.length} assumptions`,
): readonly string[] {
  const { invariants, incomplete, allocations } = verification;
  if (incomplete.length > 0) return ["The search was cut short: nothing is concluded."];
  const other = invariants.filter(({ undropped }) => undropped !== "holds");
  const scope =
    allocations.length < ALLOCATIONS.length ? `, ${allocations.join(", ")} allocated,` : "";
  const kept = `With ${every} kept${scope}`;
  const holding =
    other.length === 0
      ? `${kept} all ${invariants.length} invariants hold.`
      : `${kept} ${invariants.length - other.length} of ${invariants.length} invariants hold; not ` +
        `${other.map(({ invariant, undropped }) => `${invariant} (${undropped})`).join(", ")}.`;
  return [holding, aloneText(verification), ...isolationText(verification)];
}

function aloneText({ invariants }: WorldVerification): string {
  const alone = invariants.flatMap(({ cutSets }) => setsOf(cutSets, 1).flat());
  const broken = new Set(alone).size;
  return broken === 1
    ? "1 assumption breaks an invariant when it fails alone."
    : `${broken} assumptions break an invariant when they fail alone.`;
}

function isolationText({ invariants, order }: WorldVerification): readonly string[] {
  const isolated = invariants.find(({ invariant }) => invariant === "interrupt-isolated");
  if (isolated === undefined || isolated.undropped === "unreachable") return [];
  if (isolated.undropped === "violated") return ["Isolation is lost with all of them kept."];
  const [singles, pairs] = [setsOf(isolated.cutSets, 1), setsOf(isolated.cutSets, 2)];
  if (singles.length > 0) {
    return [
      `Isolation is lost by ${singles.length} ${singles.length === 1 ? "assumption" : "assumptions"} alone.`,
    ];
  }
  const never = "Isolation is never lost by one assumption alone";
  if (order < 2) return [`${never}; larger sets were not looked for.`];
  if (pairs.length === 0) return [`${never}, nor by two.`];
  const common = pairs[0]?.filter((id) => pairs.every((pair) => pair.includes(id))) ?? [];
  return [
    `${never}; ${pairs.length} pairs lose it${common.length === 0 ? "" : `, each with ${common.join()}`}.`,
  ];
}

function setsOf(
  cutSets: WorldVerification["invariants"][number]["cutSets"],
  size: number,
): readonly (readonly AssumptionId[])[] {
  return cutSets.map(({ assumptions }) => assumptions).filter(({ length }) => length === size);
}

/** What drivers whose source was read do not keep. */
function driversInShort(): readonly string[] {
  const known = NAMED_GUESTS.filter(({ basis }) => basis === "source");
  const missing = known.map(({ breaches }) => breaches.map((it) => it.assumption).join(" and "));
  const each = [...new Set(missing)].map((text) => {
    const names = known.filter((_, i) => missing[i] === text).map(({ name }) => name);
    return `${text} (${names.join(", ")})`;
  });
  return [`Drivers whose source was read do not keep ${each.join("; ")}.`];
}

/** On which of the patch's device ids a design traps nothing that a driver programs. */
export function devicesInShort(
  design: TrapDesign = trapDesign("as-posted"),
  coverage: readonly DeviceCoverage[] = CHIPS.map((chip) => deviceCoverage(design, chip)),
): readonly string[] {
  const untrapped = CHIPS.filter(
    (_, i) => coverage[i]?.trapped === 0 && coverage[i]?.noNeed === 0,
  ).map(({ deviceId }) => deviceId);
  const known = CHIPS.filter((chip) => trapDesign("as-posted").ranges(chip).length > 0);
  const ids = [...new Set(known.map(({ deviceId }) => deviceId))];
  const without = ids.filter((id) => untrapped.includes(id));
  if (without.length === 0)
    return [`On each of the patch's ${ids.length} device ids rings are trapped.`];
  const names = without.map((id) => {
    return `${hex(id)} ${chipsWithId(id)
      .map(({ name }) => name)
      .join(" and ")}`;
  });
  return [
    `On ${without.length} of the patch's ${ids.length} device ids (${names.join(", ")}) no ring's registers are trapped, so no ` +
      "data-path interrupt works (by the drivers' sources; not tried on hardware).",
  ];
}

/** What to take in the patch's place, by how much may be asked for. */
export function designsInShort(designs: readonly DesignRow[]): readonly string[] {
  const { steps } = recommend(designs);
  if (steps.length === 0) return ["No design holds with nothing dropped: none is recommended."];
  return steps.map(
    ({ askedFor, design }) =>
      `${ASKING[askedFor]}: ${design.design}, which stands alone on ${design.alone.length} assumptions.`,
  );
}

const ASKING = {
  "nothing new": "With today's kernel and guests",
  kernel: "With a new kernel interface",
  "kernel and guest": "With a new kernel interface and a changed guest",
} as const;
