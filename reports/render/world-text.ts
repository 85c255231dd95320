/** The world's verdicts on a terminal. */
import picocolors from "picocolors";
import type { DroppedVerdict } from "../../checks/world/drop.js";
import type { WorldInvariant } from "../../checks/world/verify.js";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { columns, grouped } from "../columns.js";
import type { WorldReport } from "../world-report.js";

/** Verdicts and cut sets by invariant, then the assumptions by what each carries alone. */
export function renderWorld(report: WorldReport, coloured: boolean): readonly string[] {
  const colors = picocolors.createColors(coloured);
  const { verification, alone } = report;
  const { order, allocations, invariants, sizes } = verification;
  const nodes = sizes.reduce((sum, size) => sum + size.nodes, 0);
  const transitions = sizes.reduce((sum, size) => sum + size.transitions, 0);
  const orders = Array.from({ length: order }, (_, i) => i + 1);
  const [head = "", ...body] = columns(
    [
      ["invariant", "nothing dropped", "steps of it", ...orders.map((n) => `cut sets of ${n}`)],
      ...invariants.map((invariant) => invariantRow(invariant, orders)),
    ],
    ["left", "left", "right", "right", "right", "right"],
  );
  const carriers = [...alone].sort((a, b) => b.falls.length - a.falls.length);
  const [top = "", ...rows] = columns(
    [
      ["assumption", "falls", "kept by", "because"],
      ...carriers.map((row) => [row.assumption, String(row.falls.length), row.keeper, row.because]),
    ],
    ["left", "right", "left", "left"],
  );
  return [
    colors.bold("The world around it: on what does each invariant stand?"),
    `an arbitrary guest; ${allocations.join(", ")} vectors allocated; every set of up to ${order} ` +
      `${order === 1 ? "assumption" : "assumptions"} dropped;`,
    `${grouped(nodes)} states with the sets that lead to them, ${grouped(transitions)} transitions`,
    colors.dim(head),
    ...body,
    "",
    colors.bold("Invariants that fall when one assumption alone is dropped"),
    colors.dim(top),
    ...rows,
  ];
}

function invariantRow(invariant: WorldInvariant, orders: readonly number[]): readonly string[] {
  const count = (size: number) =>
    invariant.cutSets.filter(({ assumptions }) => assumptions.length === size).length;
  return [
    invariant.invariant,
    invariant.undropped,
    grouped(invariant.concerned),
    ...orders.map((size) => String(count(size))),
  ];
}

/** What falls with some assumptions dropped, each with its counterexample. */
export function renderDrop(
  dropped: readonly AssumptionId[],
  verdicts: readonly DroppedVerdict[],
  coloured: boolean,
): string {
  const colors = picocolors.createColors(coloured);
  const rows = verdicts.map(({ invariant, verdict, concerned }) => [
    invariant,
    verdict,
    grouped(concerned),
  ]);
  const [head = "", ...body] = columns(
    [["invariant", "verdict", "steps of it"], ...rows],
    ["left", "left", "right"],
  );
  const lines = [`With ${dropped.join(" and ")} dropped:`, colors.dim(head), ...body];
  for (const { invariant, allocated, start, steps } of verdicts) {
    if (steps.length === 0) continue;
    lines.push("", colors.bold(`${invariant}, ${allocated} allocated, ${start}`));
    lines.push(
      ...columns(
        steps.map(({ actor, what, quirk }, i) => [String(i + 1), actor, what, quirk ?? ""]),
        ["right"],
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}
