/** The jobs of the world's verification, done on several threads. */
import { Worker } from "node:worker_threads";
import { type Found, type Job, jobsOf, type Scope } from "../checks/world/jobs.js";
import { joinFound, type WorldVerification } from "../checks/world/verify.js";

/** What a worker says. */
export type FromWorker =
  | { readonly kind: "progress"; readonly nodes: number; readonly transitions: number }
  | { readonly kind: "found"; readonly found: readonly Found[] };

/** How far the pool is. */
export interface PoolProgress {
  readonly done: number;
  readonly jobs: number;
  /** States, each with the assumptions dropped to get there, over all searches so far. */
  readonly nodes: number;
  readonly transitions: number;
}

/** As many as the searches keep busy; the memory of each is that of one search. */
const THREADS = 2;

/** Verifies the world on threads of their own. The same scope gives the same result. */
export async function verifyWorldInThreads(
  scope: Scope,
  onProgress: (progress: PoolProgress) => void = () => undefined,
): Promise<WorldVerification> {
  return joinFound(scope, await doJobs(scope, jobsOf(scope), onProgress));
}

/** Does jobs. Starts at once; the results come in the order of the jobs. Rejects with a thread's own error. */
export async function doJobs(
  scope: Scope,
  jobs: readonly Job[],
  onProgress: (progress: PoolProgress) => void = () => undefined,
): Promise<readonly Found[]> {
  const pool = new Pool(jobs, onProgress);
  const threads = Array.from({ length: Math.min(THREADS, jobs.length) }, () => pool.work(scope));
  await Promise.all(threads);
  return pool.found();
}

class Pool {
  private readonly waiting: number[];
  private readonly results: (readonly Found[])[] = [];
  private done = 0;
  /** By thread: the search it is in. */
  private readonly current = new Map<Worker, { nodes: number; transitions: number }>();

  constructor(
    private readonly jobs: readonly Job[],
    private readonly onProgress: (progress: PoolProgress) => void,
  ) {
    this.waiting = [...jobs.keys()];
  }

  /** One thread, until there is nothing left to do. */
  work(scope: Scope): Promise<void> {
    const worker = new Worker(new URL("./world-worker.js", import.meta.url), { workerData: scope });
    return new Promise((resolve, reject) => {
      let job = this.next(undefined);
      const end = () => {
        worker.removeAllListeners("exit");
        worker.terminate().then(() => resolve(), reject);
      };
      const start = () => (job === undefined ? end() : worker.postMessage(this.jobs[job]));
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "progress") this.current.set(worker, message);
        else if (job !== undefined) {
          this.finish(job, message.found);
          this.current.delete(worker);
          job = this.next(job);
          start();
        }
        this.tell();
      });
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`a thread ended with code ${code}`)));
      start();
    });
  }

  found(): readonly Found[] {
    return [...this.jobs.keys()].flatMap((job) => this.results[job] ?? []);
  }

  private finish(job: number, found: readonly Found[]): void {
    this.results[job] = found;
    this.done++;
  }

  /**
   * The next job of the same allocations as the last, whose answers the thread remembers; else the first
   * of allocations that no other thread is at, if there are any.
   */
  private next(last: number | undefined): number | undefined {
    const groupOf = (job: number | undefined) =>
      job === undefined ? "" : (this.jobs[job]?.allocations.join() ?? "");
    const group = groupOf(last);
    const same = this.waiting.find((job) => groupOf(job) === group);
    const untouched = this.waiting.find((job) => {
      const whole = this.jobs.filter((_, other) => groupOf(other) === groupOf(job)).length;
      return this.waiting.filter((other) => groupOf(other) === groupOf(job)).length === whole;
    });
    const taken = same ?? untouched ?? this.waiting.at(-1);
    if (taken !== undefined) this.waiting.splice(this.waiting.indexOf(taken), 1);
    return taken;
  }

  private tell(): void {
    const parts = [...this.results.flatMap((found) => found ?? []), ...this.current.values()];
    this.onProgress({
      done: this.done,
      jobs: this.jobs.length,
      nodes: parts.reduce((sum, { nodes }) => sum + nodes, 0),
      transitions: parts.reduce((sum, { transitions }) => sum + transitions, 0),
    });
  }
}
