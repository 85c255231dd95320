/** The coverage report's part about the world, as Markdown. */
import { type Align, grouped, markdownTable } from "../columns.js";
import type { ToldWorldCoverage } from "../coverage-report.js";

const NUMBERS: readonly Align[] = ["left", "left", "right", "right"];

/** Its sections: sizes, moves, assumptions, and each invariant's situation. */
export function worldCoverageSections(world: ToldWorldCoverage): readonly (readonly string[])[] {
  return [extents(world), moves(world), assumptions(world), witnesses(world)];
}

function extents({ extents: all }: ToldWorldCoverage): string[] {
  const rows = all.map(({ allocated, states, transitions, depth }) =>
    [allocated, states, transitions, depth].map((number) => grouped(number)),
  );
  const align: Align[] = ["right", "right", "right", "right"];
  return [
    "## The world around the handler, nothing dropped",
    "",
    "The whole world (one slot's contents, no slices), every state that can be reached:",
    "",
    ...markdownTable([["allocated", "states", "transitions", "depth"], ...rows], align),
  ];
}

function moves({ moves: all }: ToldWorldCoverage): string[] {
  const rows = all.map(({ move, actor, undropped, oneDropped }) => [
    move,
    actor,
    grouped(undropped),
    grouped(oneDropped),
  ]);
  return [
    "## The world's moves",
    "",
    "Times each was taken, over all allocations: with nothing dropped, and with each of the assumptions",
    "dropped alone. A move with 0 in the first column breaks an assumption whatever it does.",
    "",
    ...markdownTable([["move", "actor", "nothing dropped", "one dropped"], ...rows], NUMBERS),
  ];
}

function assumptions({ assumptions: all }: ToldWorldCoverage): string[] {
  const rows = all.map(({ assumption, freed }) => [assumption, grouped(freed)]);
  return [
    "## The assumptions exercised",
    "",
    "Transitions that are there when it alone is dropped, and not when nothing is. 0: it frees something",
    "only together with another.",
    "",
    ...markdownTable([["assumption", "transitions freed"], ...rows], ["left", "right"]),
  ];
}

function witnesses({ witnesses: all }: ToldWorldCoverage): string[] {
  return [
    "## Each invariant's situation",
    "",
    "A shortest run to it with nothing dropped: what holds does not hold for want of occasion.",
    "",
    ...all.flatMap(({ invariant, allocated, steps }) => [
      `### ${invariant}, ${allocated} allocated`,
      "",
      ...(steps.length === 0 ? ["NOT REACHED"] : steps.map((step, i) => `${i + 1}. ${step}`)),
      "",
    ]),
  ].slice(0, -1);
}
