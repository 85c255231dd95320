/** The work of a part of `verify`, or of all of it. */
import { joinWorld, type PartFound } from "../../checks/verify/part.js";
import {
  planOf,
  proofsOf,
  type Shard,
  USUAL_SCOPE,
  type VerifyScope,
  WHOLE,
} from "../../checks/verify/plan.js";
import { proofJobs } from "../../checks/verify/prove.js";
import type { WorldVerification } from "../../checks/verify/verify.js";
import type { Threads } from "../world-pool.js";

/** Does what a part has to. The same scope and part give the same result, on however many threads. */
export async function doPart(
  threads: Threads,
  scope: VerifyScope,
  shard: Shard,
): Promise<PartFound> {
  const plan = planOf(scope, shard);
  const searching = threads.do("search", scope, plan.jobs).then((found) => found.flat());
  const proving = searching.then((world) => {
    // A proof needs no more than the cut sets that this part's own searches found.
    const verification = joinWorld(scope, [{ world }]);
    const ours = proofsOf(scope, plan);
    const jobs = verification === null ? [] : proofJobs(verification);
    return threads.do(
      "proof",
      scope,
      jobs.filter(({ allocations: [allocated], invariant }) =>
        ours.some((unit) => unit.allocated === allocated && unit.invariant === invariant),
      ),
    );
  });
  const [machine, dropped, world, proofs] = await Promise.all([
    threads.do("run", scope, plan.runs),
    threads.do("drop", scope, plan.drops),
    searching,
    proving,
  ]);
  return { machine, world, proofs, dropped };
}

/** The world of a design that has a name, searched for cut sets. */
export async function verifyDesign(
  threads: Threads,
  changes: Partial<VerifyScope>,
): Promise<WorldVerification> {
  const scope: VerifyScope = { ...USUAL_SCOPE, mode: "quirk", ...changes };
  const found = joinWorld(scope, [await doPart(threads, scope, WHOLE)]);
  if (found === null) throw new RangeError(`${scope.quirk}: a search of the world is expected`);
  return found;
}
