/** A verification of the world held against what is expected. */
import { ASSUMPTIONS, type AssumptionId, inCatalogueOrder } from "../../model/assumptions/index.js";
import type { InvariantId } from "../../model/invariants.js";
import type { InvariantCompleteness } from "../verify/prove.js";
import type { WorldInvariant, WorldVerification } from "../verify/verify.js";
import type { Drift } from "./compare-machine.js";
import { ALONE, PAIRS } from "./world.js";

/** One vector has no low bits that could be unaligned (unless it becomes two), and 32 cannot grow. */
const NOT_WITH: Readonly<Partial<Record<AssumptionId, number>>> = {
  "aligned-base-data": 1,
  "aligned-host-base": 1,
  "stable-vector-count": 32,
};

/**
 * Sets that break nothing where one vector is all. Data 0 in the place of 0 is nobody's. A host that grants
 * less than one vector grants nothing, and then address 0 is written: memory, and no interrupt.
 */
const NOT_WITH_ONE: readonly string[] = [
  "guest-data-contained/address-programmed",
  "interrupt-isolated/full-grant+interrupt-remapping",
];

/** The minimal cut sets expected for an invariant, as texts, over those allocations and up to that order. */
export function expectedCutSets(
  invariant: InvariantId,
  { order, allocations }: Pick<WorldVerification, "order" | "allocations">,
): readonly string[] {
  const alone = ASSUMPTIONS.filter(({ id }) => ALONE[id].falls.includes(invariant)).map(
    ({ id }) => [id],
  );
  const pairs = PAIRS.filter(
    (pair) =>
      pair.invariant === invariant && (pair.only === undefined || allocations.includes(pair.only)),
  ).flatMap((pair) => pair.others.map((other) => [pair.with, other]));
  return [...alone, ...(order > 1 ? pairs : [])]
    .filter((set) => canFall(invariant, set, allocations))
    .map(setText)
    .sort();
}

/** Whether a set can break anything at those allocations, if it breaks the invariant at others. */
export function canFall(
  invariant: InvariantId,
  set: readonly AssumptionId[],
  allocations: readonly number[],
): boolean {
  const grows = set.includes("stable-vector-count");
  const possible = (id: AssumptionId) =>
    allocations.some((vectors) => vectors !== NOT_WITH[id] || (vectors === 1 && grows));
  const isOne = allocations.every((vectors) => vectors === 1);
  return set.every(possible) && !(isOne && NOT_WITH_ONE.includes(`${invariant}/${setText(set)}`));
}

/** Where the world is not as expected; none if it is. */
export function worldDrifts(found: WorldVerification): readonly Drift[] {
  const cut = found.incomplete.map((why) => ({
    about: "the search",
    expected: "complete",
    found: why,
  }));
  return [...cut, ...found.invariants.flatMap((invariant) => invariantDrifts(invariant, found))];
}

/**
 * Where the cut sets of every size are not as expected: complete, and none beside the committed ones. A
 * search of a low order leaves committed ones to be found.
 */
export function completenessDrifts(
  { allocations }: WorldVerification,
  completeness: readonly InvariantCompleteness[],
): readonly Drift[] {
  return completeness.flatMap(({ invariant, verdict, found, why }) => {
    const about = `${invariant}, of every size`;
    const all = expectedCutSets(invariant, { order: ASSUMPTIONS.length, allocations });
    const others = found
      .map(({ assumptions }) => setText(assumptions))
      .filter((text) => !all.includes(text));
    return [
      ...others.map((text): Drift => ({ about, expected: "no such cut set", found: text })),
      ...(verdict === "complete" ? [] : [{ about, expected: "complete", found: why.join("; ") }]),
    ];
  });
}

/** `full-grant+interrupt-remapping`: in catalogue order. */
export function setText(assumptions: readonly AssumptionId[]): string {
  return inCatalogueOrder(assumptions).join("+");
}

function invariantDrifts(
  { invariant, undropped, cutSets }: WorldInvariant,
  found: WorldVerification,
): readonly Drift[] {
  const drifts: Drift[] = [];
  if (undropped !== "holds") {
    drifts.push({ about: `${invariant}, nothing dropped`, expected: "holds", found: undropped });
  }
  const expected = expectedCutSets(invariant, found);
  const texts = cutSets.map(({ assumptions }) => setText(assumptions));
  for (const text of texts) {
    if (!expected.includes(text)) {
      drifts.push({ about: invariant, expected: "no such cut set", found: text });
    }
  }
  for (const text of expected) {
    if (!texts.includes(text)) {
      drifts.push({ about: invariant, expected: text, found: "no such cut set" });
    }
  }
  return drifts;
}
