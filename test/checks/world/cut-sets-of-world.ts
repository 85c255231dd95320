/** The cut sets of any world by slices, as texts that can be compared. */

import { compile, searchCutSets } from "../../../checks/engine/index.js";
import { finiteModel, shareWorld } from "../../../checks/world/finite.js";
import type { Slice } from "../../../checks/world/slices.js";
import { ASSUMPTIONS } from "../../../model/assumptions/index.js";
import type { World } from "../../../model/world/world.js";

/** By invariant: verdict with nothing dropped, cut sets with the length of their counterexamples. */
export function cutSetsOfWorld(world: World, slices: readonly Slice[], order: number) {
  const shared = shareWorld(world);
  let nodes = 0;
  const invariants = slices.flatMap((slice) => {
    const search = searchCutSets(compile(finiteModel(shared, slice)), {
      order,
      counterexamples: false,
    });
    nodes += search.nodes;
    return search.invariants.map(({ invariant, undropped, cutSets }) => ({
      invariant: slice.invariants[invariant],
      undropped,
      cutSets: cutSets.map(({ assumptions, length }) => {
        const ids = assumptions.map((position) => ASSUMPTIONS[position]?.id);
        return `${ids.join("+")} in ${length}`;
      }),
    }));
  });
  return { invariants, nodes };
}
