/** The work of a part of `verify`, or of all of it: the world on threads, the machine beside it. */
import type { Limits } from "../../checks/explorer/result.js";
import { verifyRun } from "../../checks/paths/verify.js";
import type { PartFound } from "../../checks/shards/part.js";
import { planOf, type Shard, type VerifyScope, worldScope } from "../../checks/shards/plan.js";
import { grouped } from "../../reports/columns.js";
import { Progress } from "../progress.js";
import { doTasks, type PoolProgress } from "../world-pool.js";

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

/** Shows how far the world is: searches, states, their rate, and time left if all searches took as long. */
export function worldTeller(progress: Progress): (how: PoolProgress) => void {
  const start = performance.now();
  return ({ done, jobs, nodes }) => {
    const seconds = (performance.now() - start) / 1000;
    const rate = Math.round(nodes / seconds);
    const left = done === 0 ? "" : `, about ${Math.ceil((seconds * (jobs - done)) / done)} s left`;
    progress.update(
      `world: ${done} of ${jobs} searches, ${grouped(nodes)} states, ${grouped(rate)} a second${left}`,
    );
  };
}
