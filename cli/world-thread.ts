/** The world's verification as a promise, on a thread of its own. */
import { Worker } from "node:worker_threads";
import type { WorldOptions, WorldVerification } from "../checks/world/verify.js";

/** Starts at once. Rejects with the thread's own error. */
export function verifyWorldInThread(options: WorldOptions): Promise<WorldVerification> {
  const worker = new Worker(new URL("./world-worker.js", import.meta.url), { workerData: options });
  return new Promise((resolve, reject) => {
    worker.once("message", (verification: WorldVerification) => resolve(verification));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the world's thread ended with code ${code}`)));
  });
}
