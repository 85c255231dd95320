/** A thread that does jobs of the world's verification, one after another, as they are posted to it. */
import { parentPort } from "node:worker_threads";
import { Searcher } from "../checks/world/jobs.js";
import { faultOfFile, findDesign } from "./designs.js";
import { UsageError } from "./errors.js";
import type { About, FromWorker, Task } from "./world-pool.js";

const post = (message: FromWorker) => parentPort?.postMessage(message);
let current: { readonly key: string; readonly searcher: Searcher } | undefined;

parentPort?.on("message", async (task: Task) => {
  try {
    const searcher = await searcherFor(task.about);
    post({ kind: "found", found: searcher.run(task.job) });
  } catch (error) {
    const fault = faultOfFile(task.about.design, error);
    if (!(fault instanceof UsageError)) throw fault;
    // As an error it would come out of the thread without its class.
    post({ kind: "refused", message: fault.message });
  }
});

/** The same as for the last task, if it was about the same. */
async function searcherFor(about: About): Promise<Searcher> {
  const key = JSON.stringify(about);
  if (current?.key !== key) {
    const { quirk, terms } = await findDesign(about.design);
    const onProgress = (_: string, nodes: number, transitions: number) =>
      post({ kind: "progress", nodes, transitions });
    const { scope, limits = {} } = about;
    current = { key, searcher: new Searcher(scope, { quirk, terms, limits, onProgress }) };
  }
  return current.searcher;
}
