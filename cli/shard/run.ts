/** The work of a part of `verify`, or of all of it: the world on threads, the machine beside it. */
import { type MachineFound, verifyRun } from "../../checks/paths/verify.js";
import { joinWorld, type PartFound } from "../../checks/shards/part.js";
import {
  dropScope,
  type Plan,
  planOf,
  proofsOf,
  type Shard,
  type VerifyScope,
  worldScope,
} from "../../checks/shards/plan.js";
import type { WorldCompleteness } from "../../checks/world/complete.js";
import { type DropFound, DropSearcher } from "../../checks/world/drop-jobs.js";
import type { Found } from "../../checks/world/jobs.js";
import { proofJobs } from "../../checks/world/prove.js";
import { grouped } from "../../reports/columns.js";
import { limitsOf } from "../commands/verify-modes.js";
import { faultOfFile, findDesign } from "../designs.js";
import { Progress } from "../progress.js";
import { type About, doTasks, type PoolProgress } from "../world-pool.js";

/** Does what a part has to. The same scope and part give the same result. */
export async function runPart(scope: VerifyScope, shard: Shard): Promise<PartFound> {
  const progress = new Progress(process.stderr);
  const plan = planOf(scope, shard);
  try {
    const searching = searched(scope, plan, progress);
    const machine = enumerated(scope, plan, progress);
    const world = await searching;
    const proofs = await proved(scope, { plan, world }, progress);
    return { machine, world, proofs, dropped: await dropped(scope, plan, progress) };
  } finally {
    progress.clear();
  }
}

/** Undefined if the scope has no search for cut sets. */
function aboutOf(scope: VerifyScope): About | undefined {
  const world = worldScope(scope);
  if (world === null) return undefined;
  return { scope: world, design: scope.quirk, limits: limitsOf(scope) };
}

async function searched(
  scope: VerifyScope,
  { jobs }: Plan,
  progress: Progress,
): Promise<readonly Found[]> {
  const about = aboutOf(scope);
  if (about === undefined) return [];
  const tasks = jobs.map((job) => ({ about, job }));
  return (await doTasks(tasks, worldTeller(progress, "searches"))).flat();
}

function enumerated(
  { vectors, invariant }: VerifyScope,
  { runs }: Plan,
  progress: Progress,
): readonly MachineFound[] {
  const checks = invariant === null ? {} : { checks: [invariant] };
  let transitions = 0;
  return runs.map((run) =>
    verifyRun(run, {
      ...checks,
      onEnumeration: ({ used, guest, steps }) => {
        transitions += steps.length;
        progress.update(
          `machine: ${used} of ${vectors.at(-1)} vectors, ${guest} guest, ${transitions} transitions`,
        );
      },
    }),
  );
}

/** A proof needs no more than the cut sets that this part's own searches found. */
async function proved(
  scope: VerifyScope,
  { plan, world }: { readonly plan: Plan; readonly world: readonly Found[] },
  progress: Progress,
): Promise<readonly WorldCompleteness[]> {
  const about = aboutOf(scope);
  const ours = proofsOf(scope, plan);
  const verification = joinWorld(scope, [{ world }]);
  if (about === undefined || verification === null || ours.length === 0) return [];
  const jobs = proofJobs(verification).filter(({ allocations: [allocated], invariant }) =>
    ours.some((unit) => unit.allocated === allocated && unit.invariant === invariant),
  );
  return doTasks(
    jobs.map((job) => ({ about, job })),
    worldTeller(progress, "proofs"),
  );
}

async function dropped(
  scope: VerifyScope,
  { drops }: Plan,
  progress: Progress,
): Promise<readonly DropFound[]> {
  if (drops.length === 0) return [];
  try {
    const { quirk, terms } = await findDesign(scope.quirk);
    const onProgress = (what: string) => progress.update(what);
    const options = { quirk, terms, limits: limitsOf(scope), onProgress };
    const searcher = new DropSearcher(dropScope(scope), options);
    return drops.map((job) => searcher.run(job));
  } catch (error) {
    throw faultOfFile(scope.quirk, error);
  }
}

/** Shows how far the world is: searches, states, their rate, and time left if all searches took as long. */
function worldTeller(progress: Progress, what: string): (how: PoolProgress) => void {
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
