/** The comparison of the designs as plain data: what `compare --json` writes. */
import { type ConcernRow, concernRows } from "../checks/designs/concerns.js";
import { type MachineRow, machineRow } from "../checks/designs/machines.js";
import { type DesignRow, designRow } from "../checks/designs/row.js";
import { bestOf, paretoFront, type Scored } from "../checks/designs/search.js";
import type { Drift } from "../checks/expectations/compare-machine.js";
import { EXPECTED_DESIGNS, expectedFalls } from "../checks/expectations/designs.js";
import { EXPECTED_MSIX } from "../checks/expectations/msix.js";
import type { WorldVerification } from "../checks/verify/verify.js";
import { ALL_ASSUMPTIONS, type AssumptionId } from "../model/assumptions/index.js";
import type { InvariantId } from "../model/invariants.js";
import type { Design } from "../model/quirks/designs.js";

/** A combination of improvements that no other beats. */
export interface FrontRow {
  readonly combination: string;
  /** Cut sets of one by severity, gravest first. */
  readonly cutSets: readonly number[];
  /** Cut sets of two by severity, where the front was verified at order 2. */
  readonly ofTwo: readonly number[];
  readonly kernel: number;
  readonly device: number;
  readonly improvements: number;
}

export interface DesignsReport {
  readonly allocations: readonly number[];
  readonly designs: readonly DesignRow[];
  readonly concerns: readonly ConcernRow[];
  /** Of each design that traps: its quirk as an XState machine. */
  readonly machines: readonly MachineRow[];
  /** What was searched; null without --search. */
  readonly search: {
    readonly combinations: number;
    readonly front: readonly FrontRow[];
    /** The best that asks the kernel for no more than the patch, and the best of all. */
    readonly bestToday: string;
    readonly best: string;
  } | null;
  readonly drifts: readonly Drift[];
}

/** What was verified. */
export interface Compared {
  readonly design: Design;
  readonly found: WorldVerification;
}

/** The first design has to be the patch. Pure. */
export function designsReport(
  compared: readonly Compared[],
  search: DesignsReport["search"] = null,
): DesignsReport {
  const [patch] = compared;
  if (patch === undefined) throw new RangeError("nothing to compare");
  const designs = compared.map(({ design, found }) => designRow(design, found, patch.found));
  return {
    allocations: patch.found.allocations,
    designs,
    concerns: concernRows(designs),
    machines: compared.flatMap(({ design }) => machineRow(design) ?? []),
    search,
    drifts: compared.flatMap(({ design, found }) => designDrifts(design.name, found)),
  };
}

/** What the search over combinations says, with what order 2 says of its front. */
export function searchReport(
  scored: readonly Scored[],
  ofTwo: ReadonlyMap<string, readonly number[]>,
): DesignsReport["search"] {
  return {
    combinations: scored.length,
    front: paretoFront(scored).map(({ name, score }) => ({
      combination: name,
      ...score,
      ofTwo: ofTwo.get(name) ?? [],
    })),
    bestToday: bestOf(scored, 0)?.name ?? "",
    best: bestOf(scored, 2)?.name ?? "",
  };
}

/** Where a design is not as it was worked out by hand; none if it is. */
export function designDrifts(name: string, found: WorldVerification): readonly Drift[] {
  const expected = name === "msix" ? EXPECTED_MSIX : EXPECTED_DESIGNS[name];
  if (expected === undefined) return [];
  const verdicts = (wanted: "violated" | "unreachable") =>
    found.invariants.filter((it) => it.undropped === wanted).map(({ invariant }) => invariant);
  const fallen = (id: AssumptionId) =>
    found.invariants
      .filter(({ cutSets }) => cutSets.some((set) => set.assumptions.join() === id))
      .map(({ invariant }) => invariant);
  return [
    ...found.incomplete.map((why) => ({ about: name, expected: "complete", found: why })),
    ...drift(`${name}, nothing dropped`, expected.always, verdicts("violated")),
    ...drift(`${name}, unreachable`, expected.unreachable, verdicts("unreachable")),
    ...ALL_ASSUMPTIONS.flatMap(({ id }) =>
      drift(`${name}, ${id} dropped`, expectedFalls(expected, id, found.allocations), fallen(id)),
    ),
  ];
}

function drift(
  about: string,
  expected: readonly InvariantId[],
  found: readonly InvariantId[],
): readonly Drift[] {
  const text = (ids: readonly InvariantId[]) => [...ids].sort().join(", ") || "nothing";
  return text(expected) === text(found)
    ? []
    : [{ about, expected: text(expected), found: text(found) }];
}
