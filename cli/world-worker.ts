/** A thread that does one task after another, as they are posted to it. */
import { parentPort, workerData } from "node:worker_threads";
import { findingOf } from "../checks/findings/findings.js";
import { judgeAt } from "../checks/findings/judge.js";
import { machineCoverage } from "../checks/machine/coverage.js";
import { verifyRun } from "../checks/machine/verify.js";
import { DropSearcher } from "../checks/verify/drop-jobs.js";
import { Searcher } from "../checks/verify/jobs.js";
import {
  checksOf,
  dropScope,
  limitsOf,
  type VerifyScope,
  worldScope,
} from "../checks/verify/plan.js";
import { Prover } from "../checks/verify/prove.js";
import { visitWorld } from "../checks/world/coverage.js";
import { WorldModels } from "../checks/world/models.js";
import { faultOfFile, findDesign, type Verified } from "./designs.js";
import { UsageError } from "./errors.js";
import { showRunning } from "./user-code.js";
import type { FromWorker, Kind, Result, Task, ThreadData } from "./world-pool.js";

showRunning((workerData as ThreadData).running);

const post = (message: FromWorker) => parentPort?.postMessage(message);
const onProgress = (states: number) => post({ kind: "progress", states });

/** What remembers the answers of a world: they take up room, so it is only what was needed last. */
let last: { readonly key: string; readonly made: unknown } | undefined;
/** Asks the quirk of the design that was loaded last again what it was asked since the last time. */
let askAgain: Verified["askAgain"] = () => Promise.resolve();

const DO: { readonly [K in Kind]: (task: Task<K>) => Result<K> | Promise<Result<K>> } = {
  design: async ({ about: { quirk } }) => {
    const { name, terms, digest } = await findDesign(quirk);
    return { name, terms, digest };
  },
  run: ({ about, job }) => verifyRun(job, checksOf(about)),
  search: async ({ about, job }) => {
    const searcher = await kept(["search", about], async () => {
      const scope = worldScope(about);
      if (scope === null) throw new RangeError("no search for cut sets is asked for");
      const { quirk, terms } = await designOf(about);
      const limits = limitsOf(about);
      return new Searcher(scope, {
        quirk,
        terms,
        limits,
        onProgress: (_, nodes) => onProgress(nodes),
      });
    });
    return searcher.run(job);
  },
  proof: async ({ about, job }) => {
    const prover = await kept(["proof", about], async () => {
      const { quirk } = await designOf(about);
      return new Prover({ quirk, exact: about.exact, limits: limitsOf(about), onProgress });
    });
    return prover.run(job);
  },
  drop: async ({ about, job }) => {
    const searcher = await kept(["drop", about], async () => {
      const { quirk, terms } = await designOf(about);
      return new DropSearcher(dropScope(about), {
        quirk,
        terms,
        limits: limitsOf(about),
        onProgress,
      });
    });
    return searcher.run(job);
  },
  judgement: ({ about: { limits, ...candidate }, job: { allocated } }) =>
    judgeAt(candidate, allocated, { limits, onProgress }),
  finding: async ({ about: { order }, job }) => {
    const models = await kept(["finding", order], () => new WorldModels(order));
    return findingOf(models, job);
  },
  visits: ({ job: { allocated } }) => visitWorld(allocated),
  machine: ({ job: { used } }) => machineCoverage(used),
};

parentPort?.on("message", async (task: Task) => {
  // A thread that waits for code of a user's, which waits for nothing, ends, and that is noticed.
  parentPort?.unref();
  try {
    const result = await doTask(task);
    // A quirk that is not pure is refused before anything found with it is told.
    await askAgain();
    post({ kind: "done", result });
  } catch (error) {
    const scope = task.about;
    const quirk = scope !== null && "quirk" in scope ? scope.quirk : undefined;
    const fault = faultOfFile(quirk, error);
    // As an error it would come out of the thread without its class.
    if (fault instanceof UsageError) post({ kind: "refused", message: fault.message });
    else post({ kind: "defect", error: fault });
  } finally {
    parentPort?.ref();
  }
});

function doTask<K extends Kind>(task: Task<K>): Result<K> | Promise<Result<K>> {
  return (DO[task.kind] as (task: Task<K>) => Result<K> | Promise<Result<K>>)(task);
}

/** The same as for the last task, if that was of the same kind and about the same. */
async function kept<Made>(about: unknown, make: () => Made | Promise<Made>): Promise<Made> {
  const key = JSON.stringify(about);
  if (last?.key !== key) last = { key, made: await make() };
  return last.made as Made;
}

/** @throws UsageError if a user's file is not what it was when the scope was made */
async function designOf({ quirk, quirkDigest }: VerifyScope): Promise<Verified> {
  const design = await findDesign(quirk);
  if (design.digest === quirkDigest) {
    askAgain = design.askAgain;
    return design;
  }
  throw new UsageError(`--quirk: ${quirk} changed while it was being verified`);
}
