/** A thread that does jobs of the world's verification, one after another, as they are posted to it. */
import { parentPort, workerData } from "node:worker_threads";
import { type Job, type Scope, Searcher } from "../checks/world/jobs.js";
import { AS_POSTED } from "../model/quirks/as-posted/quirk.js";
import type { FromWorker } from "./world-pool.js";

const post = (message: FromWorker) => parentPort?.postMessage(message);
const searcher = new Searcher(workerData as Scope, {
  quirk: AS_POSTED,
  onProgress: (_, nodes, transitions) => post({ kind: "progress", nodes, transitions }),
});
parentPort?.on("message", (job: Job) => post({ kind: "found", found: searcher.run(job) }));
