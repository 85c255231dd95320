/** The work of a part of `verify`, or of all of it: the world on threads, the machine beside it. */
import type { Limits } from "../../checks/explorer/result.js";
import { verifyRun } from "../../checks/paths/verify.js";
import { joinParts, type PartFound } from "../../checks/shards/part.js";
import { planOf, type Shard, type VerifyScope, worldScope } from "../../checks/shards/plan.js";
import type { InvariantCompleteness } from "../../checks/world/prove.js";
import { grouped } from "../../reports/columns.js";
import { Progress } from "../progress.js";
import { doTasks, type PoolProgress, proveInThreads } from "../world-pool.js";

/** Does what a part has to. The same scope, part and limits of each search give the same result. */
export async function runPart(
  scope: VerifyScope,
  shard: Shard,
  limits: Limits,
): Promise<PartFound> {
  const progress = new Progress(process.stderr);
  const { runs, jobs } = planOf(scope, shard);
  const world = worldScope(scope);
  const about = world === null ? undefined : { scope: world, design: scope.quirk, limits };
  const tasks = about === undefined ? [] : jobs.map((job) => ({ about, job }));
  const searching = doTasks(tasks, worldTeller(progress));
  const checks = scope.invariant === null ? {} : { checks: [scope.invariant] };
  let transitions = 0;
  const machine = runs.map((run) =>
    verifyRun(run, {
      ...checks,
      onEnumeration: ({ used, guest, steps }) => {
        transitions += steps.length;
        progress.update(
          `machine: ${used} of ${scope.vectors.at(-1)} vectors, ${guest} guest, ${transitions} transitions`,
        );
      },
    }),
  );
  const found = { machine, world: (await searching).flat() };
  progress.clear();
  return found;
}

/** Proves that the cut sets of a whole verification are all there are; null if it has no world. */
export async function proveWhole(
  scope: VerifyScope,
  part: PartFound,
  limits: Limits,
): Promise<readonly InvariantCompleteness[] | null> {
  const { world } = joinParts(scope, [part]);
  const about = worldScope(scope);
  if (world === null || about === null) return null;
  const progress = new Progress(process.stderr);
  const teller = worldTeller(progress, "proofs");
  const proofs = await proveInThreads({ scope: about, design: scope.quirk, limits }, world, teller);
  progress.clear();
  return proofs;
}

/** Shows how far the world is: searches, states, their rate, and time left if all searches took as long. */
export function worldTeller(progress: Progress, what = "searches"): (how: PoolProgress) => void {
  const start = performance.now();
  return ({ done, jobs, nodes }) => {
    const seconds = (performance.now() - start) / 1000;
    const rate = Math.round(nodes / seconds);
    const left = done === 0 ? "" : `, about ${Math.ceil((seconds * (jobs - done)) / done)} s left`;
    progress.update(
      `world: ${done} of ${jobs} ${what}, ${grouped(nodes)} states, ${grouped(rate)} a second${left}`,
    );
  };
}
