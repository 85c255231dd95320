/** The world's verdicts on a terminal. */
import picocolors from "picocolors";
import type { WorldInvariant } from "../../checks/verify/verify.js";
import type { AssumptionId } from "../../model/assumptions/index.js";
import { ALLOCATIONS } from "../../model/qemu/msi-capability.js";
import { AS_POSTED } from "../../model/quirks/as-posted/quirk.js";
import type { NamedGuest } from "../../model/world/guests/index.js";
import { folded, foldedLines, grouped, ranges, wrapped, wrappedItems } from "../columns.js";
import type { DropReport } from "../drop-report.js";
import { guestVerdict } from "../text/guest.js";
import type { WorldReport } from "../world-report.js";

/** Verdicts and cut sets by invariant, then the assumptions by what each carries alone. */
export function renderWorld(report: WorldReport, coloured: boolean): readonly string[] {
  const colors = picocolors.createColors(coloured);
  const { verification, alone, exact } = report;
  const { order, allocations, invariants, sizes } = verification;
  const nodes = sizes.reduce((sum, size) => sum + size.nodes, 0);
  const transitions = sizes.reduce((sum, size) => sum + size.transitions, 0);
  const orders = Array.from({ length: order }, (_, i) => i + 1);
  const { head, body } = folded(
    [
      ["invariant", "all kept", "steps of it", ...orders.map((n) => `sets of ${n}`)],
      ...invariants.map((invariant) => invariantRow(invariant, orders)),
    ],
    ["left", "left", "right", "right", "right", "right"],
  );
  const carriers = [...alone].sort((a, b) => b.falls.length - a.falls.length);
  const { head: top, body: rows } = folded(
    [
      ["assumption", "falls", "kept by", "because"],
      ...carriers
        .filter(({ falls }) => falls.length > 0)
        .map((row) => [row.assumption, String(row.falls.length), row.keeper, row.because]),
    ],
    ["left", "right", "left", "left"],
  );
  return [
    colors.bold("The world around it: on what does each invariant stand?"),
    ...wrapped(
      `an arbitrary guest; ${vectorsText(allocations)} allocated; every set of up to ${order} ` +
        `${order === 1 ? "assumption" : "assumptions"} dropped;${exact ? " every vector offset;" : ""}`,
      80,
    ),
    `${grouped(nodes)} states with the sets that lead to them, ${grouped(transitions)} transitions`,
    ...head.map(colors.dim),
    ...body,
    ...completenessLines(report, colors),
    "",
    colors.bold("Invariants that fall when one assumption alone is dropped"),
    ...top.map(colors.dim),
    ...rows,
    ...wrappedItems(
      carriers
        .filter(({ falls }) => falls.length === 0)
        .map(({ assumption }, i) => `${i === 0 ? "none with " : ""}${assumption}`),
      80,
      " ",
    ),
  ];
}

/** Whether there are larger cut sets; nothing if that was not asked. */
function completenessLines(
  { completeness, verification }: WorldReport,
  colors: ReturnType<typeof picocolors.createColors>,
): readonly string[] {
  if (completeness === null) return [];
  const { order } = verification;
  const { head, body } = folded(
    [
      [
        "invariant",
        "these are all cut sets",
        "more of them",
        "maximal sets that are safe",
        "states",
      ],
      ...completeness.map(({ invariant, verdict, found, proved, states }) => [
        invariant,
        verdict === "complete" ? "complete, of every size" : `to sets of ${order} only`,
        String(found.length),
        grouped(proved),
        grouped(states),
      ]),
    ],
    ["left", "left", "right", "right", "right"],
  );
  const notes = completeness.flatMap(({ invariant, found, why }) => [
    ...found.map(({ assumptions }) => `${invariant}: breaks by ${assumptions.join("+")} too`),
    ...why.map((reason) => `${invariant}: ${reason}`),
  ]);
  return ["", colors.bold("Are there larger sets?"), ...head.map(colors.dim), ...body, ...notes];
}

function vectorsText(allocations: readonly number[]): string {
  return `${allocations.join(", ")} ${allocations.join() === "1" ? "vector" : "vectors"}`;
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

/**
 * What falls with some assumptions dropped or a named guest, each with its counterexample.
 * @param guest undefined for the arbitrary guest
 */
export function renderDrop(
  report: DropReport,
  guest: NamedGuest | undefined,
  coloured: boolean,
): string {
  const { dropped, verdicts } = report;
  const colors = picocolors.createColors(coloured);
  const rows = verdicts.map(({ invariant, verdict, concerned }) => [
    invariant,
    verdict,
    grouped(concerned),
  ]);
  const { head, body } = folded(
    [["invariant", "verdict", "steps of it"], ...rows],
    ["left", "left", "right"],
  );
  const about = guest === undefined ? [] : aboutGuest(guest, colors);
  const lines = [
    ...whichWorld(report, guest),
    ...about,
    ...dropLine(guest, dropped),
    ...head.map(colors.dim),
    ...body,
    ...cutShort(report),
  ];
  if (guest !== undefined && verdicts.some(({ verdict }) => verdict === "unreachable")) {
    lines.push(
      "",
      "unreachable: this guest never gets into that situation, so nothing was shown of it",
    );
  }
  if (guest !== undefined) lines.push("", guestVerdict(guest, verdicts));
  for (const { invariant, allocated, start, steps } of verdicts) {
    if (steps.length === 0) continue;
    lines.push("", colors.bold(`${invariant}, ${allocated} allocated, ${start}`));
    lines.push(
      ...foldedLines(
        steps.map(({ actor, what, quirk }, i) => [String(i + 1), actor, what, quirk ?? ""]),
        ["right"],
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}

function cutShort({ verdicts }: DropReport): readonly string[] {
  return verdicts.flatMap(({ invariant, why }) =>
    why === null ? [] : [`incomplete: ${invariant}: ${why}`],
  );
}

/** What is not as usual: another design than the patch, not all allocations, or every offset. */
function whichWorld(
  { quirk, allocations, exact }: DropReport,
  guest: NamedGuest | undefined,
): readonly string[] {
  const isAll = allocations.join() === ALLOCATIONS.join();
  const unusual = [
    ...(quirk === AS_POSTED.name ? [] : [`the design ${quirk} in the patch's place`]),
    ...(isAll || guest !== undefined ? [] : [`vectors allocated: ${allocations.join(", ")}`]),
    ...(exact ? ["every vector offset"] : []),
  ];
  return unusual.length === 0 ? [] : [unusual.join("; ")];
}

function dropLine(guest: NamedGuest | undefined, drop: readonly AssumptionId[]): readonly string[] {
  if (drop.length > 0) return [`With ${drop.join(" and ")} dropped:`];
  return guest === undefined ? [] : ["With nothing more dropped:"];
}

function aboutGuest(
  { title, known, allocated, offsets, breaches }: NamedGuest,
  colors: ReturnType<typeof picocolors.createColors>,
): readonly string[] {
  return [
    colors.bold(title),
    `${allocated} allocated; vector offsets written to slots: ${ranges(offsets) || "none"}`,
    known,
    ...(breaches.length === 0
      ? ["As far as known it keeps every assumption."]
      : ["It does not keep:"]),
    ...breaches.map(({ assumption, does, source }) => `  ${assumption}: ${does} (${source})`),
    "",
  ];
}
