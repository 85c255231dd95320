/** A thread that does searches and proofs of the world, one after another, as they are posted to it. */
import { parentPort } from "node:worker_threads";
import { type Job, Searcher } from "../checks/world/jobs.js";
import { type ProofJob, Prover } from "../checks/world/prove.js";
import { faultOfFile, findDesign } from "./designs.js";
import { UsageError } from "./errors.js";
import type { About, FromWorker, Task } from "./world-pool.js";

const post = (message: FromWorker) => parentPort?.postMessage(message);

/** What remembers the answers of a world; only one of them at a time. */
interface Doer {
  readonly key: string;
  readonly searcher: Searcher;
  readonly prover: Prover;
}
let current: Doer | undefined;

parentPort?.on("message", async ({ about, job }: Task) => {
  try {
    const doer = await doerFor(about);
    post({ kind: "done", ...("slice" in job ? searched(doer, job) : proved(doer, job)) });
  } catch (error) {
    const fault = faultOfFile(about.design, error);
    if (!(fault instanceof UsageError)) throw fault;
    // As an error it would come out of the thread without its class.
    post({ kind: "refused", message: fault.message });
  }
});

function searched({ searcher }: Doer, job: Job) {
  const result = searcher.run(job);
  const nodes = result.reduce((sum, found) => sum + found.nodes, 0);
  const transitions = result.reduce((sum, found) => sum + found.transitions, 0);
  return { result, nodes, transitions };
}

function proved({ prover }: Doer, job: ProofJob) {
  const result = prover.run(job);
  return { result, nodes: result.states, transitions: 0 };
}

/** The same as for the last task, if it was about the same. */
async function doerFor(about: About): Promise<Doer> {
  const key = JSON.stringify(about);
  if (current?.key !== key) {
    const { quirk, terms } = await findDesign(about.design);
    const { exact } = about.scope;
    const onProgress = (nodes: number, transitions: number) =>
      post({ kind: "progress", nodes, transitions });
    const { scope, limits = {} } = about;
    current = {
      key,
      searcher: new Searcher(scope, {
        quirk,
        terms,
        limits,
        onProgress: (_, nodes, transitions) => onProgress(nodes, transitions),
      }),
      prover: new Prover({ quirk, exact, limits, onProgress: (states) => onProgress(states, 0) }),
    };
  }
  return current;
}
