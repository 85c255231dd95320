/** The work of a part of `verify`, or of all of it: the world on threads, the machine beside it. */
import { verifyRun } from "../../checks/paths/verify.js";
import type { PartFound } from "../../checks/shards/part.js";
import { planOf, type Shard, type VerifyScope, worldScope } from "../../checks/shards/plan.js";
import { Progress } from "../progress.js";
import { doJobs } from "../world-pool.js";
import { worldTeller } from "../world-progress.js";

/** Does what a part has to. The same scope and part give the same result. */
export async function runPart(scope: VerifyScope, shard: Shard): Promise<PartFound> {
  const progress = new Progress(process.stderr);
  const { runs, jobs } = planOf(scope, shard);
  const world = worldScope(scope);
  const searching = world === null ? [] : doJobs(world, jobs, worldTeller(progress));
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
  const found = { machine, world: await searching };
  progress.clear();
  return found;
}
